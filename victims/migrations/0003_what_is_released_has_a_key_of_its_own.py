from typing import Any

from django.db import migrations

import taskforce.vault.fields

MOVED = [
    ("victims_person", "called", "name"),
    ("victims_person", "wishes", "wishes"),
    ("victims_person", "safe_contact", "safe_contact"),
    ("victims_counsellingsession", "needs", "needs"),
]


def forwards(apps: Any, schema_editor: Any) -> None:
    """Seal what stands anew with the key of its group. A fresh database holds nothing to move."""
    for table, column, group in MOVED:
        _move(schema_editor, table, column, before="", now=group)


def backwards(apps: Any, schema_editor: Any) -> None:
    for table, column, group in MOVED:
        _move(schema_editor, table, column, before=group, now="")


def _move(schema_editor: Any, table: str, column: str, *, before: str, now: str) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"select exists (select from {table})")  # noqa: S608 - our own names
        [[has_rows]] = cursor.fetchall()
    if has_rows:
        from taskforce.vault.regrouping import regroup  # noqa: PLC0415 - needs the vault's tables as they are by now

        regroup(table, column, before=before, now=now)


class Migration(migrations.Migration):

    dependencies = [
        ("audit", "0003_blocks_and_anchors"),
        ("vault", "0001_the_key_graph"),
        ("victims", "0002_grants_that_end"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="called",
            field=taskforce.vault.fields.SealedTextField(default=b"", editable=True, group="name"),
        ),
        migrations.AlterField(
            model_name="person",
            name="wishes",
            field=taskforce.vault.fields.SealedTextField(default=b"", editable=True, group="wishes"),
        ),
        migrations.AlterField(
            model_name="person",
            name="safe_contact",
            field=taskforce.vault.fields.SealedTextField(default=b"", editable=True, group="safe_contact"),
        ),
        migrations.AlterField(
            model_name="counsellingsession",
            name="needs",
            field=taskforce.vault.fields.SealedTextField(default=b"", editable=True, group="needs"),
        ),
        migrations.RunPython(forwards, backwards),
    ]
