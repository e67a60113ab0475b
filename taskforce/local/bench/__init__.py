"""Benchmarks: each module has `run(*, rows) -> figures`. `manage.py bench NAME [--rows N] [--json]`."""
