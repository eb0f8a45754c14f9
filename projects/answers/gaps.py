"""Ratings that contradict each other or are missing where others see trouble: four queries for any number, beside the country's steps."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.questions import Concern, ConcernKind, Scope
from core.ratings import step_of
from core.records import ref
from ministries.models import Country
from projects.answers.concerns import led
from projects.models import Assessment, Project, Report, Submission
from projects.rules.signal import AMBER_RED, GREEN, RED


@dataclass(frozen=True, slots=True)
class Said:
    """The ratings of one round and the days they were given: an imported one belongs to the end of its round."""

    round_id: int
    cio: int | None
    signal: int | None
    office: int | None
    cio_on: date
    office_on: date

    @property
    def given(self) -> list[int]:
        return [each for each in (self.cio, self.signal, self.office) if each is not None]


class Row(NamedTuple):
    """A report with its ratings and their days."""

    round_id: int
    ends_on: date
    due_on: date
    computed: int | None
    rated: int | None
    signed_on: date | None
    from_file: bool
    assessed: int | None
    assessed_on: date | None


TOLD = (
    "code", "title", "lead", "currency", "current__cio_rating", "current__cio_is_exempt", "current__cio_round", "current__signal",
    "current__assessed_rating", "current__assessor", "current__is_apart", "current__widest_gap", "current__baseline_cost",
)  # fmt: skip
"""All that is read of a project."""
NOT_FILED = None, None, False
NOT_ASSESSED = None, None


class Run(NamedTuple):
    """Rounds running of which something is true, the newest and the first of them, and since when."""

    rounds: int
    newest: Said
    first: Said
    since_on: date


class Scale:
    """Distances in the country's steps (DOMAIN section 4, Rating gap)."""

    def __init__(self, steps: int) -> None:
        self.is_short = steps == Country.Steps.THREE
        self.too_wide = 1 if self.is_short else 2

    def step(self, rating: int) -> int:
        return (rating > 3) - (rating < 3) if self.is_short else rating

    def ahead(self, one: int | None, other: int | None) -> int:
        """By how many steps one is better than the other; 0 where one of them is not given."""
        return 0 if one is None or other is None else self.step(one) - self.step(other)

    def is_apart(self, said: Said) -> bool | None:
        """None: fewer than two ratings, nothing to compare."""
        steps = [self.step(each) for each in said.given]
        return max(steps) - min(steps) >= self.too_wide if len(steps) > 1 else None

    def is_better(self, said: Said) -> bool | None:
        return None if said.cio is None or said.office is None else self.ahead(said.cio, said.office) > 0

    def apart_on(self, said: Said) -> date:
        """The day on which the second of two ratings too far apart was given."""
        both_on = max(said.cio_on, said.office_on)
        pairs = (
            (said.cio, said.signal, said.cio_on),
            (said.cio, said.office, both_on),
            (said.signal, said.office, said.office_on),
        )
        return min(on for one, other, on in pairs if abs(self.ahead(one, other)) >= self.too_wide)


@questions.concern.answer(ConcernKind.RATING_GAP, ConcernKind.UNRATED)
def ratings(scope: Scope) -> Iterable[Concern]:
    country = Country.objects.filter(pk=1).first()
    if country is None or not _may_find(scope):
        return
    scale = Scale(country.rating_steps)
    projects = _projects(scope, country)
    rows = _reports(projects) if projects else {}
    for pk, project in projects.items():
        if rows[pk]:
            yield from _gap(project, _course(project, rows[pk]), scale, country)
            yield from _unrated(project, rows[pk], scope.on, country)


def _may_find(scope: Scope) -> bool:
    return scope.ids_of(Project._meta.label_lower) != frozenset()


def _projects(scope: Scope, country: Country) -> Mapping[int, Project]:
    asked = led(scope).of_today().in_stages(country.reporting_stages)
    found = asked.rated_apart().values("pk").union(
        asked.not_rated_apart().rated_better_twice().values("pk"), asked.unrated_in_trouble(AMBER_RED).values("pk")
    )  # fmt: skip
    rows = Project.objects.filter(pk__in=found).select_related("current").only(*TOLD)
    return {project.pk: project for project in rows.order_by("pk")}


def _reports(projects: Mapping[int, Project]) -> Mapping[int, list[Row]]:
    """By project, newest round first. There are many: they come as plain rows, and meet their ratings here."""
    filed, assessed = _filed(projects), _assessed(projects)
    found: dict[int, list[Row]] = defaultdict(list)
    asked = Report.objects.filter(project__in=projects).exclude(status=Report.Status.WAIVED)
    rows = asked.order_by("-round__ends_on", "-round").values_list(
        "pk", "project", "signal", "round__closed_on", "round", "round__ends_on", "round__due_on"
    )
    for pk, project_id, signal, closed_on, round_id, ends_on, due_on in rows:
        computed = signal if closed_on else projects[project_id].current.signal
        said, judged = filed.get(pk, NOT_FILED), assessed.get((project_id, round_id), NOT_ASSESSED)
        found[project_id].append(Row(round_id, ends_on, due_on, computed, *said, *judged))
    return found


def _filed(project_ids: Collection[int]) -> Mapping[int, tuple[int | None, date | None, bool]]:
    """By report the newest rating and its day, and whether any came from a file."""
    found: dict[int, tuple[int | None, date | None, bool]] = {}
    said = Submission.objects.filter(report__project__in=project_ids).order_by("number")
    for report_id, rating, on, run_id in said.values_list("report", "rating", "at__date", "import_run"):
        found[report_id] = rating, on, run_id is not None or found.get(report_id, NOT_FILED)[2]
    return found


def _assessed(project_ids: Collection[int]) -> Mapping[tuple[int, int], tuple[int | None, date | None]]:
    """By project and round the newest rating and its day."""
    rows = Assessment.objects.filter(project__in=project_ids).order_by("assessed_on", "pk")
    return {
        (project_id, round_id): (rating, on)
        for project_id, round_id, rating, on in rows.values_list("project_id", "round_id", "rating", "assessed_on")
    }


def _course(project: Project, rows: Sequence[Row]) -> list[Said]:
    """From the newest round in which the CIO reported back; of that one the signal of today counts."""
    current = project.current
    last = next((n for n, row in enumerate(rows) if row.round_id == current.cio_round_id), len(rows))
    return [_said(row, current.signal if n == 0 else row.computed) for n, row in enumerate(rows[last:])]


def _said(row: Row, signal: int | None) -> Said:
    ends_on = row.ends_on
    cio_on = ends_on if row.from_file or row.signed_on is None else row.signed_on
    office_on = ends_on if row.from_file or row.assessed_on is None else row.assessed_on
    return Said(row.round_id, row.rated, signal, row.assessed, cio_on, office_on)


def _run(course: Sequence[Said], holds: Callable[[Said], bool | None], since: Callable[[Said], date]) -> Run | None:
    """From the newest round back as long as it holds; rounds with nothing to compare are passed over."""
    found: list[Said] = []
    for said in course:
        is_held = holds(said)
        if is_held is False:
            break
        if is_held:
            found.append(said)
    return Run(len(found), found[0], found[-1], since(found[-1])) if found else None


def _gap(project: Project, course: Sequence[Said], scale: Scale, country: Country) -> Iterable[Concern]:
    apart = _run(course, scale.is_apart, scale.apart_on) if project.current.is_apart else None
    better = _run(course, scale.is_better, lambda said: max(said.cio_on, said.office_on))
    better = better if better and better.rounds > 1 else None
    stands = apart or better
    if stands is None:
        return
    cost = project.current.baseline_cost
    yield Concern(
        kind=ConcernKind.RATING_GAP,
        key=f"rating gap:{project.pk}:{stands.first.round_id}",
        record=ref(project),
        since_on=stands.since_on,
        severity=_severity(course[0], scale),
        institution_id=None,
        title=partial(_title, project, apart, better),
        why=partial(_why, project, course[0], better, country),
        path=partial(_path, project),
        money=cost,
        currency=project.currency if cost is not None else "",
    )


def _severity(said: Said, scale: Scale) -> int:
    """Worst: the CIO better by two steps or more, or red against green; these are for the council by themselves."""
    flatters = max(scale.ahead(said.cio, said.signal), scale.ahead(said.cio, said.office)) > 1
    return 1 if flatters or {RED, GREEN} <= set(said.given) else 2


def _title(project: Project, apart: Run | None, better: Run | None) -> str:
    if apart is None and better is not None:
        return _("The CIO rates better than the office, %(n)s rounds running: %(project)s") % {
            "n": better.rounds, "project": project,
        }  # fmt: skip
    steps = project.current.widest_gap or 0
    words = ngettext("Ratings %(n)s step apart: %(project)s", "Ratings %(n)s steps apart: %(project)s", steps)
    return words % {"n": steps, "project": project}


def _why(project: Project, said: Said, better: Run | None, country: Country) -> str:
    words = _who_says_what(project, country, said.cio, said.signal, said.office)
    if better is None:
        return words
    running = _(
        "In the last %(n)s rounds that both rated, the CIO was better than the office, last %(cio)s against %(office)s."
    )
    last = {"cio": step_of(better.newest.cio).lower_word, "office": step_of(better.newest.office).lower_word}
    return f"{words} {running % {'n': better.rounds, **last}}"


def _who_says_what(
    project: Project, country: Country, cio: int | None, signal: int | None, assessed: int | None
) -> str:
    assessor = project.current.assessor
    office = _("office") if assessor in ("", country.office_name) else assessor
    given = [(_("CIO"), cio), (_("computed"), signal), (office, assessed)]
    said = [f"{who} {step_of(rating).lower_word}" for who, rating in given if rating is not None]
    return _("%(ratings)s.") % {"ratings": ", ".join(said)}


def _unrated(project: Project, rows: Sequence[Row], on: date, country: Country) -> Iterable[Concern]:
    current = project.current
    worst = min((each for each in (current.signal, current.assessed_rating) if each is not None), default=GREEN)
    row, since_on = _without_rating(rows, current.cio_round_id, on)
    if current.cio_rating is not None or current.cio_is_exempt or worst > AMBER_RED or row is None:
        return
    yield Concern(
        kind=ConcernKind.UNRATED,
        key=f"unrated:{project.pk}:{row.round_id}",
        record=ref(project),
        since_on=since_on,
        severity=1 if worst == RED else 2,
        institution_id=project.lead_id,
        title=partial(_title_of_unrated, project),
        why=partial(_why_of_unrated, project, country),
        path=partial(_path, project),
        money=current.baseline_cost,
        currency=project.currency if current.baseline_cost is not None else "",
    )


def _title_of_unrated(project: Project) -> str:
    return _("Not rated by the CIO: %(project)s") % {"project": project}


def _why_of_unrated(project: Project, country: Country) -> str:
    words = _who_says_what(project, country, None, project.current.signal, project.current.assessed_rating)
    return _("The CIO has given no rating. Others do: %(words)s") % {"words": words}


def _path(project: Project) -> str:
    return f"{project.get_absolute_url()}#ratings"


def _without_rating(rows: Sequence[Row], cio_round_id: int | None, on: date) -> tuple[Row | None, date]:
    """The newest report filed, or where none ever was the first that was due, with its day."""
    if cio_round_id is not None:
        filed = next(row for row in rows if row.round_id == cio_round_id)
        return filed, filed.signed_on if filed.signed_on and not filed.from_file else filed.ends_on
    due = [row for row in rows if row.due_on < on]
    return (due[-1], due[-1].due_on) if due else (None, on)
