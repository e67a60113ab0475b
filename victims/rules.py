"""What victims decides: counselling period, interviews, age. Pure functions on plain values; `now` is an argument."""
