"""Row security, written from the policies and pinned in a migration."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from taskforce.walls.compiler import statements
from taskforce.walls.pinned import newest_pin

MIGRATION = '''\
"""Row security as the policies declared it. Written by `manage.py row_security`; not edited by hand."""

from django.db import migrations

ROW_SECURITY = r"""
{sql}"""


class Migration(migrations.Migration):
    dependencies = [
{dependencies}
    ]

    # Backwards nothing is taken down: the migration before this one puts its own walls up again when it is run.
    operations = [migrations.RunSQL(ROW_SECURITY, migrations.RunSQL.noop)]
'''


class Command(BaseCommand):
    help = "Print row security; with --pin, write it into a migration unless the newest one says it already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pin", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        sql = statements()
        if not options["pin"]:
            self.stdout.write(sql)
        elif newest_pin() != sql:
            self.stdout.write(f"Pinned in {_pin(sql).name}.")


def _pin(sql: str) -> Path:
    folder = Path(apps.get_app_config("walls").path) / "migrations"
    number = len(list(folder.glob("0*.py"))) + 1
    pin = folder / f"{number:04}_row_security.py"
    leaves = MigrationLoader(connection).graph.leaf_nodes()
    lines = "\n".join(f'        ("{app}", "{name}"),' for app, name in leaves)
    pin.write_text(MIGRATION.format(sql=sql, dependencies=lines))
    return pin
