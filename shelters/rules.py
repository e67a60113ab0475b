"""What shelters decides: placement, capacity, handoff. Pure functions on plain values; `now` is an argument."""
