from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_writes"),
        ("ministries", "0006_marks"),
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
