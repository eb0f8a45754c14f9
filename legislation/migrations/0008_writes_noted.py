from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("legislation", "0007_updates_compared_at_once"),
    ]
    operations = [
        note(
            "legislation_act",
            "legislation_block",
            "legislation_comment",
            "legislation_concordance",
            "legislation_consultation",
            "legislation_item",
            "legislation_itemfunction",
            "legislation_measure",
            "legislation_opinion",
            "legislation_plan",
            "legislation_practice",
            "legislation_request",
            "legislation_stageterm",
            "legislation_touchedact",
        ),
    ]
