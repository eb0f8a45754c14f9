from django.db import migrations, models
from django.db.models.functions import Upper

# Columns that only the database writes and only a search reads: no model names them, so no list fetches them, no event
# copies them and no version depends on them (core/finding.py).
WORDS = {
    "projects_project": "title || ' ' || code, aims || ' ' || sponsor",
    "projects_milestone": "title, ''",
    "projects_risk": "title, effect || ' ' || mitigation",
    "projects_round": "name, ''",
}


def with_words(table: str, said: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ADD COLUMN words tsvector GENERATED ALWAYS AS (search_words({said})) STORED",
            f"CREATE INDEX {table}_by_words ON {table} USING gin (words)",
        ],
        f"ALTER TABLE {table} DROP COLUMN words",
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0002_search_words"), ("projects", "0014_current_by_silence")]
    operations = [
        *(with_words(table, said) for table, said in WORDS.items()),
        migrations.AddIndex(model_name="identifier", index=models.Index(Upper("value"), name="identifier_by_value")),
    ]
