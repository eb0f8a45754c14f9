from django.db import migrations

from history.writes import note


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0005_writes"),
        ("projects", "0018_updates_compared_at_once"),
    ]
    operations = [
        note(
            "projects_assessment",
            "projects_baseline",
            "projects_current",
            "projects_dependency",
            "projects_funding",
            "projects_identifier",
            "projects_milestone",
            "projects_outcome",
            "projects_participation",
            "projects_project",
            "projects_report",
            "projects_risk",
            "projects_round",
            "projects_servedfunction",
            "projects_sitting",
            "projects_snapshot",
            "projects_snapshotrow",
            "projects_submission",
            "projects_thresholds",
        ),
    ]
