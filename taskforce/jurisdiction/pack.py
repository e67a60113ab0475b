"""What the law says here: one versioned data pack per jurisdiction, read once. Numbers never stand in code.

A pack is a TOML file; TASKFORCE_JURISDICTION_PACK points at another than the shipped model pack. Counsel reviews it.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

SHIPPED = Path(__file__).parent / "packs" / "model.toml"


@dataclass(frozen=True, slots=True)
class Value:
    """One policy value with the authority it rests on."""

    code: str
    amount: int
    unit: str
    authority: str

    @property
    def duration(self) -> timedelta:
        return timedelta(**{self.unit: self.amount})


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision of law a plan may name as its goal."""

    code: str
    title: str
    is_trafficking_law: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything one jurisdiction says."""

    name: str
    version: str
    values: dict[str, Value]
    provisions: dict[str, Provision]
    lists: dict[str, Any]

    def duration(self, code: str) -> timedelta:
        """The policy value `code` as a length of time."""
        return self.values[code].duration

    def number(self, code: str) -> int:
        """The policy value `code` as a plain number."""
        return self.values[code].amount


@cache
def _read(path: Path) -> Pack:
    data = tomllib.loads(path.read_text())
    return Pack(
        name=data["name"],
        version=data["version"],
        values={code: Value(code, **row) for code, row in data["values"].items()},
        provisions={code: Provision(code, **row) for code, row in data["provisions"].items()},
        lists=data.get("lists", {}),
    )


def pack() -> Pack:
    """The pack of this deployment."""
    return _read(Path(settings.JURISDICTION_PACK) if settings.JURISDICTION_PACK else SHIPPED)
