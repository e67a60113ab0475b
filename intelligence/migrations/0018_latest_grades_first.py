"""The latest grade of a report is the first of an index, which takes the place of the one on the report alone."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # grades are written while the index is made

    dependencies = [("intelligence", "0017_notes_taken_back")]

    operations = [
        AddIndexConcurrently(
            model_name="grade",
            index=models.Index(fields=["report", "-at", "-id"], name="grade_latest_first"),
        ),
        migrations.AlterField(
            model_name="grade",
            name="report",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grades",
                to="intelligence.intelligencereport",
            ),
        ),
    ]
