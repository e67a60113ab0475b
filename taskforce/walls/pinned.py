"""The row security that the migrations put up."""

from importlib import import_module
from pathlib import Path


def newest_pin() -> str:
    """The SQL of the newest pinned migration; empty before the first."""
    pins = sorted(path.stem for path in (Path(__file__).parent / "migrations").glob("0*.py"))
    if not pins:
        return ""
    sql: str = import_module(f"taskforce.walls.migrations.{pins[-1]}").ROW_SECURITY
    return sql.removeprefix("\n")
