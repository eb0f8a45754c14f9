from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0004_writes"),
        ("strategy", "0003_marks"),
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
