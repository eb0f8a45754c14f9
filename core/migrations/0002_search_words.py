from django.db import migrations

# Words as they are looked for: without accents and case, never stemmed, since records come in many languages.
CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION public.words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION public.words
    ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
    WITH public.unaccent, pg_catalog.simple;
"""

# What is no part of a word becomes a blank, or the parser would read "2022/2555" as the name of a file and "-0131" as a
# number below zero. The same characters stand in core/finding.py.
SEARCH_TEXT = r"""
CREATE FUNCTION search_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT translate(words, '-/.,:;()[]{}''"_@#&|!<>*\+=?%$~^`“”„«»–—’‘…§', repeat(' ', 60)) $$;
"""

# For generated columns ``words``: what names a record weighs more than what is said of it.
SEARCH_WORDS = """
CREATE FUNCTION search_words(named text, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT setweight(to_tsvector('public.words'::regconfig, public.search_text(coalesce(named, ''))), 'A')
        || setweight(to_tsvector('public.words'::regconfig, public.search_text(coalesce(said, ''))), 'B')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_database")]
    operations = [
        migrations.RunSQL(CONFIGURATION, "DROP TEXT SEARCH CONFIGURATION public.words"),
        migrations.RunSQL(SEARCH_TEXT, "DROP FUNCTION search_text(text)"),
        migrations.RunSQL(SEARCH_WORDS, "DROP FUNCTION search_words(text, text)"),
    ]
