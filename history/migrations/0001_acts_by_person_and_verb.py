from django.db import migrations

# What the list of all history is filtered by; the table belongs to pghistory, which knows neither key.
MAKE = """
CREATE INDEX history_context_user ON pghistory_context ((metadata ->> 'user'));
CREATE INDEX history_context_verb ON pghistory_context ((metadata ->> 'verb'));
"""
DROP = "DROP INDEX history_context_user; DROP INDEX history_context_verb;"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunSQL(MAKE, DROP)]
