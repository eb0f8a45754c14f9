from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    """Orders with the largest first put what is empty last: an index serves only the order it was made for."""

    dependencies = [("projects", "0016_marks")]

    operations = [
        migrations.RemoveIndex(model_name="current", name="current_by_gap"),
        migrations.RemoveIndex(model_name="current", name="current_by_unchanged"),
        migrations.RemoveIndex(model_name="current", name="current_by_days_late"),
        migrations.AddIndex(
            model_name="current",
            index=models.Index(F("widest_gap").desc(nulls_last=True), "project", name="current_by_widest_gap"),
        ),
        migrations.AddIndex(
            model_name="current",
            index=models.Index(F("unchanged_running").desc(nulls_last=True), "project", name="current_by_unchanged"),
        ),
        migrations.AddIndex(
            model_name="current",
            index=models.Index(F("days_late").desc(nulls_last=True), "project", name="current_by_days_late"),
        ),
    ]
