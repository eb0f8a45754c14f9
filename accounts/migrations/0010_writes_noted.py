from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_writes"),
        ("accounts", "0009_marks"),
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
