from django.db import migrations

# The triggers that stand already, as history.marks makes them now.
COMPARE = """
DO $$ DECLARE standing record; BEGIN
    FOR standing IN SELECT pg_get_functiondef(oid) AS made FROM pg_proc WHERE proname LIKE 'mark\\_update\\_%' AND prosrc LIKE '% now_row JOIN %' LOOP
        EXECUTE replace(replace(standing.made, ' now_row JOIN ', ' now_row FULL JOIN '), ') changed', ' OFFSET 0) changed');
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_marks_and_epochs"),
    ]
    operations = [migrations.RunSQL(COMPARE, migrations.RunSQL.noop)]
