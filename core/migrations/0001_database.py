from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# ``unaccent`` alone is STABLE because its dictionary could change; naming the dictionary makes an IMMUTABLE wrapper
# honest, which an index needs.
SORT_KEY = """
CREATE FUNCTION sort_key(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SORT_KEY, "DROP FUNCTION sort_key(text)"),
    ]
