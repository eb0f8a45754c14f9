"""What happened to projects that people follow."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import questions
from core.questions import Change
from core.records import Ref
from history.since import Watched, happened
from projects.models import Assessment, Baseline, Milestone, Project, Risk, Submission

PROJECT = Project._meta.label_lower
WATCHED = [
    Watched(Submission, "report__project_id", ("rating",), word=_("The CIO"), is_series=True),
    Watched(Assessment, "project_id", ("rating",), called=("assessor", "round")),
    Watched(Project, "pgh_obj_id", ("stage", "lead", "resumes_on"), word="", told_new=False),
    Watched(Baseline, "project_id", ("ends_on", "reason"), word=_("New baseline"), called=("number",)),
    Watched(
        Milestone, "project_id", ("forecast_on", "actual_on"), word=_("Milestone"), called=("title",), told_new=False
    ),
    Watched(Risk, "project_id", ("escalated_why",), called=("title",), told_new=False),
]


@questions.change.answer(PROJECT)
def changes(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    """Ratings, stage, lead, baselines, milestones that moved or were reached, risks put before the council."""
    for found in happened(WATCHED, pks, since, until):
        yield Change(Ref(PROJECT, found.owner), found.at, found.words)
