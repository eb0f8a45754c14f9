from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_writes"),
        ("desk", "0002_calendar_feed"),
    ]
    operations = [
        note(
            "desk_handling",
        ),
    ]
