"""The access matrix, read from the policies: who sees which rows and fields, and who may do what."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from taskforce.access.policy import ALL, Policy, policies
from taskforce.walls.compiler import statements
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
        for policy in policies():
            self.stdout.write("\n".join(lines(policy)) + "\n")


def models_of_ours() -> set[str]:
    """The labels of every model that this project declares."""
    return {model._meta.label for model in apps.get_models() if model.__module__.split(".")[0] in OURS}


def lines(policy: Policy) -> list[str]:
    """One model's declaration, read aloud."""
    said = [policy.model._meta.label]
    for condition, fields in policy.row_rules:
        shown = "every field" if fields is ALL else ", ".join(sorted(fields))
        said.append(f"  is seen ({shown}) by whoever {condition.words}")
    said += [f"  may be asked to {name} by whoever {condition.words}" for name, condition in policy.acts.items()]
    return said
