"""What intelligence decides: grading, lineage, presence. Pure functions on plain values; `now` is an argument."""
