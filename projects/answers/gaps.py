"""Ratings that contradict each other or are missing where others see trouble: one query for both, beside the country's steps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.questions import Concern, ConcernKind, Scope
from core.ratings import step_of
from core.records import ref
from ministries.models import Country
from projects.answers.concerns import led
from projects.models import Project, Report
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
    for _pk, reports in groupby(_reports(scope, country), key=lambda report: report.project_id):
        rows = list(reports)
        project = rows[0].project
        yield from _gap(project, _course(rows), scale, country)
        yield from _unrated(project, rows, scope.on, country)


def _may_find(scope: Scope) -> bool:
    return scope.ids_of(Project._meta.label_lower) != frozenset()


def _reports(scope: Scope, country: Country) -> Iterable[Any]:
    """Of the projects in question, newest round first."""
    asked = led(scope).of_today().in_stages(country.reporting_stages)
    found = asked.rated_apart().values("pk").union(
        asked.rated_better_twice().values("pk"), asked.unrated_in_trouble(AMBER_RED).values("pk")
    )  # fmt: skip
    rows = Report.objects.filter(project__in=found).exclude(status=Report.Status.WAIVED).with_ratings().with_days()
    return rows.select_related("project__current", "round").order_by("project_id", "-round__ends_on", "-round_id")


def _course(rows: Sequence[Any]) -> list[Said]:
    """From the newest round in which the CIO reported back; of that one the signal of today counts."""
    current = rows[0].project.current
    last = next((n for n, row in enumerate(rows) if row.round_id == current.cio_round_id), len(rows))
    return [_said(row, current.signal if n == 0 else row.computed) for n, row in enumerate(rows[last:])]


def _said(row: Any, signal: int | None) -> Said:
    ends_on = row.round.ends_on
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
        title=_title(project, apart, better),
        why=_why(project, course[0], better, country),
        path=f"{project.get_absolute_url()}#ratings",
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


def _unrated(project: Project, rows: Sequence[Any], on: date, country: Country) -> Iterable[Concern]:
    current = project.current
    worst = min((each for each in (current.signal, current.assessed_rating) if each is not None), default=GREEN)
    row, since_on = _without_rating(rows, current.cio_round_id, on)
    if current.cio_rating is not None or current.cio_is_exempt or worst > AMBER_RED or row is None:
        return
    words = _who_says_what(project, country, None, current.signal, current.assessed_rating)
    yield Concern(
        kind=ConcernKind.UNRATED,
        key=f"unrated:{project.pk}:{row.round_id}",
        record=ref(project),
        since_on=since_on,
        severity=1 if worst == RED else 2,
        institution_id=project.lead_id,
        title=_("Not rated by the CIO: %(project)s") % {"project": project},
        why=_("The CIO has given no rating. Others do: %(words)s") % {"words": words},
        path=f"{project.get_absolute_url()}#ratings",
        money=current.baseline_cost,
        currency=project.currency if current.baseline_cost is not None else "",
    )


def _without_rating(rows: Sequence[Any], cio_round_id: int | None, on: date) -> tuple[Any, date]:
    """The newest report filed, or where none ever was the first that was due, with its day."""
    if cio_round_id is not None:
        filed = next(row for row in rows if row.round_id == cio_round_id)
        return filed, filed.round.ends_on if filed.from_file else filed.signed_on
    due = [row for row in rows if row.round.due_on < on]
    return (due[-1], due[-1].round.due_on) if due else (None, on)
