"""The access matrix, read from the policies: who sees which rows and fields, and who may do what."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from taskforce.access.policy import policies
from taskforce.walls.compiler import statements
from taskforce.walls.matrix import Kind, Line, matrix
from taskforce.walls.pinned import newest_pin

OURS = ("taskforce", "intelligence", "cases", "victims", "shelters")


class Command(BaseCommand):
    help = (
        "Print who may see and do what; with --check, fail when a model has no policy or row security says otherwise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="say nothing unless something is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        without = sorted(models_of_ours() - {policy.model._meta.label for policy in policies()})
        if without:
            raise CommandError(f"No policy says who sees: {', '.join(without)}.")
        if newest_pin() != statements():
            raise CommandError("The policies say what the migrations do not: run `manage.py row_security --pin`.")
        if options["check"]:
            return
        for room in matrix():
            self.stdout.write(f"{room.name.upper()}\n")
            for kind in room.kinds:
                self.stdout.write("\n".join(lines(kind)) + "\n")


def models_of_ours() -> set[str]:
    """The labels of every model that this project declares."""
    return {model._meta.label for model in apps.get_models() if model.__module__.split(".")[0] in OURS}


def lines(kind: Kind) -> list[str]:
    """One kind of record, as the page says it."""
    said = [f"{kind.name} ({kind.label})"]
    said += [f"  seen by {_whose(line)}: {line.what}" for line in kind.seen] or ["  seen by nobody, on any page"]
    said += [f"  {line.what}: {_whose(line)}" for line in kind.acts]
    for glass in kind.emergencies:
        opens = f"{glass.alone}; with a second person {glass.together}" if glass.together else glass.alone
        said.append(f"  in an emergency {glass.who}{_at(glass.where)}: {opens}")
    return [*said, f"  may leave in a list: {kind.leaves}"] if kind.leaves else said


def _whose(line: Line) -> str:
    return f"{line.who}{_at(line.where)}, {line.which}"


def _at(where: str) -> str:
    return f" ({where})" if where else ""
