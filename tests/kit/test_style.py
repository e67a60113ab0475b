"""The stylesheets keep their promises: readable in every theme, mirrored by direction, coloured in one place."""

import re
from pathlib import Path

import pytest

from tests.kit.stylesheet import SHEETS, contrast, tokens

READ = 4.5
SEEN = 3.0
PAIRS = [
    *((ink, ground, READ) for ink in ("ink", "ink-2", "accent") for ground in ("bg", "surface", "raised")),
    *((word, "surface", READ) for word in ("ok", "warn", "stop", "info", "lock", "accent-deep")),
    *((word, f"{word}-soft", READ) for word in ("ok", "warn", "stop", "info", "lock", "accent")),
    *(("ink", f"{word}-soft", READ) for word in ("ok", "warn", "stop", "info", "lock")),
    *(("ink-2", f"{word}-soft", READ) for word in ("ok", "warn", "stop", "lock")),
    *(("on-accent", ground, READ) for ground in ("accent", "accent-deep")),
    *(("on-lamp", ground, READ) for ground in ("lamp", "lamp-hi")),
    *(("side-ink", ground, READ) for ground in ("side", "side-on")),
    *(("side-dim", ground, READ) for ground in ("side", "side-on")),
    ("ink", "taken", READ),
    *((edge, ground, SEEN) for edge in ("line-strong", "focus") for ground in ("bg", "surface")),
    *(("lamp-line", ground, SEEN) for ground in ("side", "side-on")),
    ("accent", "track", SEEN),
]
PHYSICAL = re.compile(
    r"(?<![\w.-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)"
    r"|(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:)"
)


@pytest.mark.parametrize("theme", ["light", "dark", "night"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_pair_of_colours_is_readable(theme: str, ink: str, ground: str, least: float) -> None:
    colours = tokens()[theme]

    assert contrast(colours[ink], colours[ground]) >= least


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_colours_stand_among_the_tokens_and_nowhere_else(sheet: Path) -> None:
    if sheet.name != "tokens.css":
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_styles_name_starts_and_ends_not_left_and_right(sheet: Path) -> None:
    rules = re.sub(r"@(media|page)[^{]*\{|/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)

    assert not PHYSICAL.findall(rules)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    known = set(re.findall(r"--([\w-]+):", "".join(each.read_text() for each in SHEETS)))

    assert set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text())) <= known


def test_a_browser_without_both_schemes_still_gets_every_colour() -> None:
    text = next(sheet for sheet in SHEETS if sheet.name == "tokens.css").read_text()
    plain, rest = text.split("@supports", 1)

    assert set(re.findall(r"--([\w-]+): light-dark", rest)) <= set(re.findall(r"--([\w-]+): #", plain))
