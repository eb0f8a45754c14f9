from django.db import migrations

SEARCH_TEXT = """
CREATE OR REPLACE FUNCTION search_text(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT {blanked} $$;
"""

# The same characters as before, and as in core/finding.py: translate() looks for each sign of a text among all of them, which
# takes sixteen times as long.
BLANKED = r"""regexp_replace(words, '[][/.,:;(){}''"_@#&|!<>*\\+=?%$~^`“”„«»–—’‘…§-]', ' ', 'g')"""
BEFORE = r"""translate(words, '-/.,:;()[]{}''"_@#&|!<>*\+=?%$~^`“”„«»–—’‘…§', repeat(' ', 60))"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_search_words")]
    operations = [migrations.RunSQL(SEARCH_TEXT.format(blanked=BLANKED), SEARCH_TEXT.format(blanked=BEFORE))]
