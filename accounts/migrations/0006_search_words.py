from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import Func

# Columns that only the database writes and only a search reads: no model names them, so no list fetches them, no event
# copies them and no version depends on them (core/finding.py).
WORDS = {
    "accounts_user": "full_name, ''",
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
    dependencies = [("core", "0002_search_words"), ("accounts", "0005_sign_in_is_no_change")]
    operations = [
        *(with_words(table, said) for table, said in WORDS.items()),
        migrations.AddIndex(
            model_name="user",
            index=GinIndex(
                OpClass(Func("full_name", function="sort_key"), name="gin_trgm_ops"), name="user_name_words"
            ),
        ),
    ]
