from django.db import migrations

# Columns that only the database writes and only a search reads: no model names them, so no list fetches them, no event
# copies them and no version depends on them (core/finding.py).
WORDS = {
    "ministries_institution": "name || ' ' || acronym || ' ' || code, remit",
    "ministries_coordinationfunction": "name || ' ' || code, description",
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
    dependencies = [("core", "0002_search_words"), ("ministries", "0004_event_moments")]
    operations = [
        *(with_words(table, said) for table, said in WORDS.items()),
    ]
