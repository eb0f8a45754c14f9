from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE project_code", "DROP SEQUENCE project_code"),
    ]
