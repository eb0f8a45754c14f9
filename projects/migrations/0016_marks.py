from django.db import migrations

from history.marks import Marked, install


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0003_marks_and_epochs"),
        ("projects", "0015_search_words"),
    ]
    operations = [
        install(
            Marked("projects_assessment", "projects.assessment", touches=(("projects.project", "project_id"),)),
            Marked("projects_baseline", "projects.baseline", touches=(("projects.project", "project_id"),)),
            Marked("projects_current", "projects.current", pk="project_id"),
            Marked("projects_dependency", "projects.dependency"),
            Marked("projects_funding", "projects.funding"),
            Marked("projects_identifier", "projects.identifier", touches=(("projects.project", "project_id"),)),
            Marked("projects_milestone", "projects.milestone"),
            Marked("projects_outcome", "projects.outcome"),
            Marked("projects_participation", "projects.participation", touches=(("projects.project", "project_id"),)),
            Marked("projects_project", "projects.project"),
            Marked(
                "projects_report",
                "projects.report",
                touches=(("projects.project", "project_id"),),
                ignoring=("draft", "draft_by_id", "draft_saved_at"),
            ),
            Marked("projects_risk", "projects.risk"),
            Marked("projects_round", "projects.round"),
            Marked("projects_servedfunction", "projects.servedfunction", touches=(("projects.project", "project_id"),)),
            Marked("projects_submission", "projects.submission", touches=(("projects.report", "report_id"),)),
            Marked("projects_thresholds", "projects.thresholds"),
        ),
    ]
