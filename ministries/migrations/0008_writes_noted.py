from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("ministries", "0007_updates_compared_at_once"),
    ]
    operations = [
        note(
            "ministries_appointment",
            "ministries_coordinationfunction",
            "ministries_country",
            "ministries_exchangerate",
            "ministries_holiday",
            "ministries_institution",
            "ministries_mandate",
            "ministries_settlement",
            "ministries_settlementlead",
            "ministries_succession",
        ),
    ]
