"""The papers cannot go stale: what the code names, a page of docs/ explains under a heading of its own."""

import ast
import re
from pathlib import Path

import pytest

from taskforce.clocks.kinds import kinds

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("taskforce", "intelligence", "cases", "victims", "shelters")


def headings(page: str) -> set[str]:
    return set(re.findall(r"^#+ `?([^`\n]+)`?$", (ROOT / "docs" / page).read_text(), re.MULTILINE))


def code() -> str:
    return "\n".join(
        path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
    )


def rules() -> list[Path]:
    """The rules of each app: one file, or a package of them."""
    return [path for room in ROOMS[1:] for shape in ("rules.py", "rules/*.py") for path in (ROOT / room).glob(shape)]


def refusal_codes() -> set[str]:
    """The first argument of every Refusal, and every SHOUTING word that a rule gives back."""
    found = set(re.findall(r'Refusal\(\s*"([A-Z_]+)"', code()))
    for path in rules():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[A-Z]+_[A-Z_]+", node.value)
            ):
                found.add(node.value)
    return found


def test_every_refusal_is_explained():
    assert refusal_codes() - headings("refusals.md") == set()


def test_no_refusal_is_explained_that_nothing_raises():
    raised = code()
    assert {
        heading for heading in headings("refusals.md") if heading.isupper() and f'"{heading}"' not in raised
    } == set()


def test_every_setting_is_explained():
    names = set(re.findall(r'env\.\w+\("(TASKFORCE_\w+)"', (ROOT / "taskforce/settings.py").read_text()))
    assert names - headings("settings.md") == set()


def test_every_deadline_is_explained():
    assert {kind.code for kind in kinds()} - headings("clocks.md") == set()


@pytest.mark.parametrize("page", sorted(p.name for p in (ROOT / "docs" / "decisions").glob("*.md")))
def test_decisions_are_short_and_say_why(page):
    text = (ROOT / "docs" / "decisions" / page).read_text()
    assert len(text.splitlines()) < 60
    for part in ("Why", "Rejected", "What would change our mind"):
        assert f"## {part}" in text
