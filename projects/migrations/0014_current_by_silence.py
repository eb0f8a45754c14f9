from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0013_funding_agreement_named")]

    operations = [
        migrations.AddIndex(
            model_name="current",
            index=models.Index(fields=["silent_since_on", "project"], name="current_by_silence"),
        ),
        migrations.AddIndex(
            model_name="current",
            index=models.Index(fields=["unchanged_running", "project"], name="current_by_unchanged"),
        ),
    ]
