from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("desk", "0003_updates_compared_at_once"),
    ]
    operations = [
        note(
            "desk_handling",
        ),
    ]
