from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("strategy", "0004_updates_compared_at_once"),
    ]
    operations = [
        note(
            "strategy_indexcountry",
            "strategy_indicator",
            "strategy_objective",
            "strategy_reading",
            "strategy_strategy",
        ),
    ]
