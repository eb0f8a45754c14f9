"""What a project's page tells of it, each part one query."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from projects.models import Assessment, Baseline, Project, Report, Round, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest word of each side, and the baselines it is held against."""

    status: Submission | None
    assessment: Assessment | None
    first: Baseline | None
    baseline: Baseline | None


@dataclass(slots=True)
class RatedRound:
    """One round of a project: its report with the newest submission, and everybody else's assessments."""

    round: Round
    report: Report | None = None
    submission: Submission | None = None
    assessments: list[Assessment] = field(default_factory=list)


def standing(project: Project) -> Standing:
    baselines = list(project.baselines.all())
    filed = Submission.objects.filter(report__project=project).select_related(
        "report__round", "signed_by", "appointment__institution", "import_run"
    )
    assessed = project.assessments.select_related("round", "made_by")
    return Standing(
        status=filed.order_by("-report__round__ends_on", "-number").first(),
        assessment=assessed.order_by("-round__ends_on", "-assessed_on", "-pk").first(),
        first=baselines[0] if baselines else None,
        baseline=baselines[-1] if baselines else None,
    )


def rating_rounds(project: Project, limit: int = 24) -> list[RatedRound]:
    """The newest rounds this project took part in, newest first."""
    reports = project.reports.select_related("round").order_by("-round__ends_on")[:limit]
    rows = {report.round_id: RatedRound(report.round, report) for report in reports}
    for submission in (
        Submission.objects.filter(report__in=list(reports)).select_related("report", "signed_by").order_by("number")
    ):
        rows[submission.report.round_id].submission = submission
    for assessment in project.assessments.select_related("round").order_by("-round__ends_on", "-assessed_on", "-pk")[
        : limit * 3
    ]:
        rows.setdefault(assessment.round_id, RatedRound(assessment.round)).assessments.append(assessment)
    return sorted(rows.values(), key=lambda row: (row.round.ends_on, row.round.pk), reverse=True)


def history_of(project: Project, *, limit: int) -> Sequence[Any]:
    return []
