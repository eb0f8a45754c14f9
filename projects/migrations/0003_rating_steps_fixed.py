from django.db import migrations

CREATE = """
CREATE FUNCTION rating_steps_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM projects_round) THEN
        RAISE EXCEPTION 'rating_steps_fixed: a round has been opened'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rating_steps_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rating_steps_fixed BEFORE UPDATE OF rating_steps ON ministries_country
    FOR EACH ROW WHEN (OLD.rating_steps IS DISTINCT FROM NEW.rating_steps)
    EXECUTE FUNCTION rating_steps_fixed();
"""
DROP = """
DROP TRIGGER rating_steps_fixed ON ministries_country;
DROP FUNCTION rating_steps_fixed();
"""


class Migration(migrations.Migration):
    """Rating steps are fixed after the first round: a rating given in five steps means something else in three."""

    dependencies = [
        ("projects", "0002_project_code"),
        ("ministries", "0001_initial"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
