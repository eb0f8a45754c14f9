from django.db import migrations

from history.marks import Marked, install


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_marks_and_epochs"),
        ("strategy", "0002_search_words"),
    ]
    operations = [
        install(
            Marked("strategy_indexcountry", "strategy.indexcountry"),
            Marked("strategy_indicator", "strategy.indicator", touches=(("strategy.objective", "objective_id"),)),
            Marked("strategy_objective", "strategy.objective", touches=(("strategy.strategy", "strategy_id"),)),
            Marked("strategy_reading", "strategy.reading", touches=(("strategy.indicator", "indicator_id"),)),
            Marked("strategy_strategy", "strategy.strategy"),
        ),
    ]
