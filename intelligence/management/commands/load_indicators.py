"""Check a list of indicators, say what it would change, and write it into a jurisdiction pack of a new version."""

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from intelligence.queries.indicators import reports_naming
from intelligence.rules.indicator_list import COLUMNS, UNRATED, changes, faults
from taskforce.jurisdiction.pack import SHIPPED, pack

OURS = ("indicator_list", "dimensions", "indicators")


class Command(BaseCommand):
    help = "Check a list of indicators (TOML or CSV) and say what it would change; --to writes a new pack with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the list: .toml, or .csv with the columns of docs/indicators.md")
        parser.add_argument("--check", action="store_true", help="say what it would change, and write nothing")
        parser.add_argument("--to", type=Path, help="the pack to write: the one in use with this list in its place")
        parser.add_argument("--pack-version", help="the version of the pack that is written")
        for name in ("title", "source", "list-version"):
            parser.add_argument(f"--{name}", default="", help="of a list that comes as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"] and not (options["to"] and options["pack_version"]):
            raise CommandError("Say --check, or where the new pack goes and what it is called: --to, --pack-version.")
        given = self._read(options["file"], options)
        found = faults(given)
        if found:
            raise CommandError("\n".join(found))
        self._say(given)
        if not options["check"]:
            self._write(given, options["to"], options["pack_version"])

    def _read(self, path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
        try:
            if path.suffix == ".csv":
                heads = {"title": options["title"], "source": options["source"], "version": options["list_version"]}
                return heads | _from_csv(path)
            return tomllib.loads(path.read_text())
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{path.name} cannot be read: {error}") from error

    def _say(self, given: Mapping[str, Any]) -> None:
        now = pack().lists["indicators"]
        lines = changes(now, given["indicators"])
        self.stdout.write(f"{given['title']}, {given['version']}: {len(given['indicators'])} indicators.")
        self.stdout.write("\n".join(lines) or "It changes no weight.")
        for code, number in reports_naming(sorted(now.keys() - given["indicators"].keys())).items():
            names = "report names" if number == 1 else "reports name"
            self.stdout.write(f"{number} {names} {code}, which the list no longer has: it would count as weak.")

    def _write(self, given: Mapping[str, Any], to: Path, version: str) -> None:
        if to.exists():
            raise CommandError(f"{to} exists already: a version of a pack is written once.")
        before = Path(settings.JURISDICTION_PACK) if settings.JURISDICTION_PACK else SHIPPED
        text = _with_list(before.read_text(), given, version)
        tomllib.loads(text)  # what cannot be read back is not written
        to.write_text(text)
        self.stdout.write(f"Written: {to}. Counsel reviews it; then TASKFORCE_JURISDICTION_PACK names it.")


def _from_csv(path: Path) -> dict[str, Any]:
    dimensions: dict[str, Any] = {}
    indicators: dict[str, Any] = {}
    with path.open(newline="", encoding="utf-8-sig") as file:
        for line in csv.DictReader(file):
            dimensions.setdefault(line["dimension"], {"title": line["title"]})
            kept = ("dimension", "label", "kind", *COLUMNS)
            indicators[line["code"]] = {name: line[name].strip() for name in kept if (line.get(name) or "").strip()}
    return {"dimensions": dimensions, "indicators": indicators}


def _with_list(text: str, given: Mapping[str, Any], version: str) -> str:
    """The pack with its list replaced and its version set; every other line of it as counsel left it."""
    tables = re.split(r"(?m)^(?=\[)", text)
    kept = [table for table in tables if not re.match(rf"\[lists\.({'|'.join(OURS)})[.\]]", table)]
    head = re.sub(r"(?m)^version = .*$", lambda _found: f"version = {_quoted(version)}", kept[0], count=1)
    return "".join([head, *kept[1:]]).rstrip() + "\n\n" + "\n".join(_tables(given)) + "\n"


def _tables(given: Mapping[str, Any]) -> Iterator[str]:
    yield "[lists.indicator_list]"
    yield from (f"{name} = {_quoted(given[name])}" for name in ("title", "source", "version"))
    for code, row in given["dimensions"].items():
        yield f"[lists.dimensions.{_quoted(code)}]"
        yield f"title = {_quoted(row['title'])}"
    for code, row in given["indicators"].items():
        yield f"[lists.indicators.{_quoted(code)}]"
        yield from (f"{name} = {_quoted(value)}" for name, value in row.items() if value != UNRATED)


def _quoted(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)
