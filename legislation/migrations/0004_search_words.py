from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models import Func

# Columns that only the database writes and only a search reads: no model names them, so no list fetches them, no event
# copies them and no version depends on them (core/finding.py).
WORDS = {
    "legislation_act": "title || ' ' || short_title || ' ' || code || ' ' || number || ' ' || celex, ''",
    "legislation_item": "title || ' ' || code, description",
    "legislation_consultation": "title || ' ' || code, ''",
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
    dependencies = [("core", "0002_search_words"), ("legislation", "0003_concordance_renumbered")]
    operations = [
        *(with_words(table, said) for table, said in WORDS.items()),
        migrations.AddIndex(
            model_name="act",
            index=GinIndex(OpClass(Func("title", function="sort_key"), name="gin_trgm_ops"), name="act_title_words"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=GinIndex(OpClass(Func("title", function="sort_key"), name="gin_trgm_ops"), name="item_title_words"),
        ),
    ]
