from django.db import migrations, models

# The row security of the first walls hides rows from their owner too, unless the house looks.
FILL = """
SELECT set_config('taskforce.actor', 'house', true);
UPDATE shelters_placement SET shelter_code = shelters_shelter.code
FROM shelters_shelter WHERE shelters_shelter.id = shelters_placement.shelter_id;
"""


class Migration(migrations.Migration):
    dependencies = [("shelters", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="shelter_code",
            field=models.SlugField(
                default="",
                help_text="The house as everybody may call it, for those who may not see the house itself.",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
