"""Reads the stylesheets of the house: its tokens in each theme, and the contrast between two of them."""

import re
from pathlib import Path

import taskforce.kit

SHEETS = sorted((Path(taskforce.kit.__file__).parent / "static" / "kit" / "css").glob("*.css"))
TOKEN = re.compile(r"--([\w-]+): (light-dark\((#\w+), (#\w+)\)|#\w+)")


def tokens() -> dict[str, dict[str, str]]:
    """The colour of every token in the light, dark and night theme."""
    text = next(sheet for sheet in SHEETS if sheet.name == "tokens.css").read_text()
    plain, rest = text.split("@supports", 1)
    both, night = rest.split("@media not print", 1)
    light = {name: value for name, value, _a, _b in TOKEN.findall(plain)}
    dark = dict(light)
    for name, _value, by_day, by_night in TOKEN.findall(both):
        light[name], dark[name] = by_day, by_night
    dim = {name: value for name, value, _a, _b in TOKEN.findall(night.split("@media print")[0])}
    return {"light": light, "dark": dark, "night": dark | dim}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    darker, brighter = sorted((_luminance(one), _luminance(other)))
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
