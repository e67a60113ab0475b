"""What intelligence decides: pure functions on plain values; `now` is an argument."""
