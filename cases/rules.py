"""What cases decides: gates, approval, roles on the day. Pure functions on plain values; `now` is an argument."""
