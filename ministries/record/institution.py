"""What the page of an institution tells of it: asked of every app at once, a fixed number of queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from core import questions
from core.questions import Concern, ConcernKind, Due, Fact, FactKind, Scope
from history.timeline import Related, Timeline, timeline
from ministries.answers.resting import Resting, resting_of
from ministries.models import Appointment, CoordinationFunction, Institution, Mandate, Succession
from ministries.money import Changer
from ministries.querysets.standing import State


@dataclass(frozen=True, slots=True)
class Posts:
    """A post whose holder's account is deactivated is among those of today and counts as vacant."""

    today: list[Appointment]
    upcoming: list[Appointment]
    past: list[Appointment]

    @property
    def are_vacant(self) -> bool:
        return not any(held.person.is_active for held in self.today)


def posts_of(institution: Institution, on: date) -> Posts:
    held = list(institution.appointments.select_related("person", "institution").in_chain())
    return Posts(
        today=[each for each in held if each.starts_on <= on and not _is_over(each, on)],
        upcoming=sorted((each for each in held if each.starts_on > on), key=lambda each: each.starts_on),
        past=sorted((each for each in held if _is_over(each, on)), key=lambda each: each.starts_on, reverse=True),
    )


def _is_over(appointment: Appointment, on: date) -> bool:
    return appointment.ends_on is not None and appointment.ends_on < on


@dataclass(frozen=True, slots=True)
class Holding:
    """``answers``: reports on time over the last year. ``invitations``: of its projects, to whom has not accepted.
    ``led_laws``: of the items it leads, how many run and the first of them. ``opinions``: owed on drafts, and of these past
    their deadline.
    """

    resting: Resting
    answers: Fact | None
    invitations: tuple[Fact, ...] = ()
    led_laws: tuple[Fact, ...] = ()
    opinions: Fact | None = None


def holding_of(institution: Institution, scope: Scope) -> Holding:
    facts = [fact for fact in questions.about([institution.ref], scope) if fact.about == institution.ref]
    answers = next((fact for fact in facts if fact.kind == FactKind.ANSWERS), None)
    invitations = tuple(fact for fact in facts if fact.kind == FactKind.INVITATIONS)
    led_laws = tuple(fact for fact in facts if fact.kind == FactKind.ITEMS)
    opinions = next((fact for fact in facts if fact.kind == FactKind.OPINIONS), None)
    return Holding(resting_of(facts, Changer(scope.on)), answers, invitations, led_laws, opinions)


@dataclass(frozen=True, slots=True)
class Part:
    """A mandate, and whether it is one of several leads at once."""

    mandate: Mandate
    is_contested: bool
    holds: bool
    is_over: bool


def parts_of(institution: Institution, on: date) -> list[Part]:
    """What it leads and contributes to: what holds first."""
    functions = CoordinationFunction.objects.filter(mandates__institution=institution).distinct()
    found = [
        Part(
            mandate=mandate,
            is_contested=standing.state == State.CONTESTED and mandate in standing.leads,
            holds=mandate.holds(on),
            is_over=mandate.holds_until is not None and mandate.holds_until < on,
        )
        for standing in functions.standings(on)
        for mandate in standing.function.mandates.all()
        if mandate.institution_id == institution.pk
    ]
    return sorted(found, key=lambda part: (not part.holds, part.is_over))


def asked_of(scope: Scope) -> list[Due]:
    """Overdue first."""
    return sorted(questions.due(scope), key=lambda due: (due.due_on, due.title))


def concerns_about(scope: Scope, kinds: Collection[ConcernKind] = tuple(ConcernKind)) -> list[Concern]:
    """Worst first, then the oldest."""
    found = questions.concern(scope, kinds)
    return sorted(found, key=lambda concern: (concern.severity, concern.since_on))


def history_of(institution: Institution, *, tells_notes: bool, before: str = "") -> Timeline:
    """What happened to an institution, its posts, its mandates and its successions; hand-over notes to those who may read them."""
    return timeline(
        [
            Related(Institution, Q(pgh_obj=institution), hidden=("code",)),
            Related(
                Appointment, Q(institution=institution), word="", called=("person",),
                hidden=("institution",) if tells_notes else ("institution", "hand_over"),
            ),
            Related(Mandate, Q(institution=institution), word=_("Mandate"), called=("function",), hidden=("institution",)),
            Related(Succession, Q(predecessor=institution), word=_("Successor"), called=("successor",)),
            Related(Succession, Q(successor=institution), word=_("Predecessor"), called=("predecessor",)),
        ],
        before=before,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ownerless:
    """``is_gone``: it no longer exists and its work has to move; else every post is vacant and somebody is to be appointed."""

    institution: Institution
    concern: Concern
    is_gone: bool


def ownerless_work(scope: Scope) -> list[Ownerless]:
    """Worst and oldest first."""
    concerns = concerns_about(scope, [ConcernKind.OWNERLESS])
    institutions = Institution.objects.in_bulk([each.record.pk for each in concerns])
    found = [(institutions[each.record.pk], each) for each in concerns]
    return [Ownerless(institution, each, not institution.covers(scope.on)) for institution, each in found]
