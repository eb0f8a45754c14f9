from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_writes"),
        ("outbox", "0007_mail_by_handing_over"),
    ]
    operations = [
        note(
            "outbox_mail",
            "outbox_nudge",
        ),
    ]
