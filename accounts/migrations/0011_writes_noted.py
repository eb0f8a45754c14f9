from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("accounts", "0010_updates_compared_at_once"),
    ]
    operations = [
        note(
            accounts_user=[
                "id",
                "password",
                "version",
                "email",
                "full_name",
                "kind",
                "job_title",
                "is_administrator",
                "is_active",
                "deactivated_on",
                "language",
                "invited_at",
                "invited_by_id",
                "factor_reset_at",
            ],
        ),
    ]
