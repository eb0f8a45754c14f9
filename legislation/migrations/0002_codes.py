from django.db import migrations

CODES = ("act_code", "item_code", "consultation_code")


class Migration(migrations.Migration):
    dependencies = [("legislation", "0001_initial")]
    operations = [migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in CODES]
