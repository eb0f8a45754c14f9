"""What a project's page tells of it, each part one query."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import questions
from core.access import Access
from core.figures import days_text, number
from core.questions import Fact, FactKind, Scope
from core.records import ref
from history.timeline import Related, Timeline, timeline
from projects.models import (
    Assessment,
    Baseline,
    Dependency,
    Funding,
    Milestone,
    Outcome,
    Participation,
    Project,
    Report,
    Risk,
    Round,
    ServedFunction,
    Submission,
)
from projects.permissions import Person, may_keep_risk
from projects.rules.variance import Course, Variance


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest word of each side, and the baselines it is held against."""

    status: Submission | None
    assessment: Assessment | None
    first: Baseline | None
    baseline: Baseline | None


@dataclass(frozen=True, slots=True)
class Held:
    """A baseline, and how far the project is from it on the day that ``Current`` speaks of."""

    baseline: Baseline
    variance: Variance

    @property
    def days(self) -> str:
        return "" if self.variance.days_late is None else days_text(self.variance.days_late)

    @property
    def cost(self) -> str:
        """What is expected over (+) or under (-) the approved cost, in per cent."""
        if self.variance.cost is None:
            return ""
        over = -100 * self.variance.cost
        return f"{'+' if over > 0 else ''}{number(over, 1)} %"


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


def held_against(project: Project, now: Standing, on: date) -> list[Held]:
    """Every baseline, the first one too: a new one can make a late project look on time."""
    said = now.status
    course = Course(said.forecast_ends_on, said.forecast_cost, said.spent) if said else Course()
    return [Held(each, project.against(each.plan, course, on)) for each in project.baselines.all()]


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


@dataclass(frozen=True, slots=True)
class Laws:
    """What the app of the laws knows of a project: where all of it stands, and the laws it waits for, the worst off first."""

    all: Fact
    each: list[Fact]


def laws_of(project: Project, *, access: Access, on: date, limit: int = 50) -> Laws | None:
    facts = questions.about([ref(project)], Scope(on, access=access, most=limit))
    told = [fact for fact in facts if fact.kind is FactKind.LAWS]
    return Laws(told[0], told[1:]) if told else None


@dataclass(frozen=True, slots=True)
class RiskRow:
    """``number``: its place in the list, by which the matrix names it."""

    number: int
    risk: Risk
    days_over: int
    may_keep: bool


def risks_of(project: Project, *, user: Person, on: date) -> list[RiskRow]:
    """Open risks and issues, the worst first."""
    found = project.risks.open().worst_first().select_related("owner", "project")
    return [
        RiskRow(number, risk, risk.days_over(on), may_keep_risk(user, risk))
        for number, risk in enumerate(found, start=1)
    ]


def history_of(project: Project, *, access: Access, limit: int, before: str = "") -> Timeline:
    """Who did what to the project and to all that hangs on it, newest first. Drafts are told as what is owed."""
    own, by_report = Q(project=project), Q(report__project=project)
    seen = Project.objects.visible_to(access).values("pk")
    waits, gives = own & Q(supplier__in=seen), Q(supplier=project, project__in=seen)
    return timeline(
        [
            Related(Project, Q(pgh_obj=project), hidden=("stage_since_on",)),
            Related(Baseline, own, word=_("Baseline"), called=("number",)),
            Related(Milestone, own, word=_("Milestone"), called=("title",)),
            Related(Risk, own, called=("title",)),
            Related(Dependency, waits, word=_("Dependency"), called=("what", "supplier")),
            Related(Dependency, gives, word=_("Needed by"), called=("project", "what")),
            Related(Participation, own, called=("institution", "role")),
            Related(ServedFunction, own, called=("function",)),
            Related(Outcome, own, called=("objective", "indicator")),
            Related(Funding, own, word=_("Funding"), called=("year", "source")),
            Related(Report, own, called=("round",), told_as={"status": {"draft": "owed"}}, hidden=("asked_on",)),
            Related(Submission, by_report, series=(), hidden=("number", "at", "milestones")),
            Related(Assessment, own, called=("assessor", "round"), hidden=("source", "is_independent", "assessed_on")),
        ],
        limit=limit,
        before=before,
        access=access,
        currency=project.currency,
    )
