from datetime import datetime

from projects.models import Milestone, Report, Sitting

QUESTIONS = 11
"""Of the form, milestones apart: each of these asks for two dates."""


def sit(report: Report, way: str, *, at: datetime, opened_at: datetime | None = None) -> None:
    """What a save of the form took: since it was opened, or since the last save where that was later.

    Without the moment of opening nothing is measured, unless a machine sent it. Part of the save.
    """
    if opened_at is None and way != Sitting.Way.MACHINE:
        return
    if opened_at is not None:
        last = Sitting.objects.filter(report=report).last_save_since(opened_at)
        opened_at = min(last or opened_at, at)
    Sitting.objects.create(
        report=report,
        institution_id=report.institution_id,
        way=way,
        opened_at=opened_at,
        saved_at=at,
        fields=1 if way == Sitting.Way.UNCHANGED else _asked(report),
    )


def _asked(report: Report) -> int:
    return QUESTIONS + 2 * Milestone.objects.open().filter(project=report.project_id).count()
