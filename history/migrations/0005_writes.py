from django.db import migrations, models

from history.writes import FUNCTION, TRIGGER


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_marks_compared_at_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Write",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "table", "written_in", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("table", models.CharField(max_length=63)),
                ("written_in", models.BigIntegerField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(FUNCTION, f"DROP FUNCTION {TRIGGER}()"),
    ]
