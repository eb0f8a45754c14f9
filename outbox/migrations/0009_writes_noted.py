from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("outbox", "0008_updates_compared_at_once"),
    ]
    operations = [
        note(
            "outbox_mail",
            "outbox_nudge",
        ),
    ]
