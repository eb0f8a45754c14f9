"""The mandate map: who has which part in which coordination function on a day, and what rests on each."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.access import Access
from core.figures import day_text
from core.questions import Scope
from core.records import ref
from ministries.answers.resting import Resting, resting
from ministries.models import CoordinationFunction, Institution, Mandate
from ministries.querysets.standing import Standing, State

ORDER = (Mandate.Role.LEAD, Mandate.Role.CONTRIBUTES, Mandate.Role.CONSULTED)


@dataclass(frozen=True, slots=True)
class Cell:
    """The part of an institution in a function. ``is_over``: on record, but it holds no longer."""

    mandate: Mandate
    is_over: bool
    is_contested: bool

    @property
    def look(self) -> str:
        return "gone" if self.is_over else self.mandate.role

    @property
    def letter(self) -> str:
        return {
            Mandate.Role.LEAD: pgettext("mandate map", "L"),
            Mandate.Role.CONTRIBUTES: pgettext("mandate map", "C"),
            Mandate.Role.CONSULTED: pgettext("mandate map", "i"),
        }[Mandate.Role(self.mandate.role)]

    @property
    def words(self) -> str:
        role = self.mandate.get_role_display()
        if self.is_over and self.mandate.holds_until:
            said = {"role": role, "day": day_text(self.mandate.holds_until), "why": self.mandate.ended_by}
            return _("%(role)s until %(day)s, no longer: %(why)s") % said
        return _("%(role)s, contested") % {"role": role} if self.is_contested else role


@dataclass(frozen=True, slots=True)
class Row:
    """A function on the map; ``parts`` by institution."""

    standing: Standing
    parts: dict[int, Cell]
    resting: Resting
    days: int

    @property
    def leads(self) -> list[Cell]:
        """Those who lead, or led last where nobody does."""
        return [cell for cell in self.parts.values() if cell.mandate.role == Mandate.Role.LEAD]

    @property
    def contributors(self) -> list[Institution]:
        return self._institutions(Mandate.Role.CONTRIBUTES)

    @property
    def consulted(self) -> list[Institution]:
        return self._institutions(Mandate.Role.CONSULTED)

    def _institutions(self, role: str) -> list[Institution]:
        cells = (cell for cell in self.parts.values() if cell.mandate.role == role and not cell.is_over)
        return [cell.mandate.institution for cell in cells]

    @property
    def state_words(self) -> str:
        return state_words(self.standing)


@dataclass(frozen=True, slots=True)
class MandateMap:
    """``finding`` is about all functions of the day, whatever the filter; ``institutions`` are the columns."""

    on: date
    finding: str
    functions: int
    rows: tuple[Row, ...]
    institutions: tuple[Institution, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.parts.values()]

    @property
    def problems(self) -> list[Row]:
        """Contested before orphan, the oldest first."""
        found = [row for row in self.rows if row.standing.is_in_the_way]
        return sorted(found, key=lambda row: (row.standing.state != State.CONTESTED, row.standing.since_on))

    @property
    def lines(self) -> Iterable[tuple[Row, list[Cell | None]]]:
        """Each row with one cell for each column."""
        for row in self.rows:
            yield row, [row.parts.get(institution.pk) for institution in self.institutions]


def mandate_map(
    on: date, *, today: date, access: Access, state: str = "", institution: Institution | None = None
) -> MandateMap:
    """Mandates as of ``on``; projects and money as of ``today``."""
    standings = CoordinationFunction.objects.visible_to(access).current(on).standings(on)
    shown = [each for each in standings if not state or each.state == state]
    parts = {each.function.pk: cells(each, on) for each in shown}
    if institution is not None:
        shown = [each for each in shown if institution.pk in parts[each.function.pk]]
    rests = resting([ref(each.function) for each in shown], Scope(today, access=access))
    rows = tuple(
        Row(each, parts[each.function.pk], rests[ref(each.function)], (on - each.since_on).days) for each in shown
    )
    return MandateMap(on, finding(standings), len(standings), rows, tuple(columns(rows, on)))


def cells(standing: Standing, on: date) -> dict[int, Cell]:
    """By institution: parts that hold, then those on record that hold no longer."""
    is_contested = standing.state == State.CONTESTED
    holding = sorted(standing.parts, key=lambda mandate: ORDER.index(Mandate.Role(mandate.role)))
    found = {
        mandate.institution_id: Cell(mandate, False, is_contested and mandate.role == Mandate.Role.LEAD)
        for mandate in holding
    }
    for mandate in no_longer(standing, on):
        found.setdefault(mandate.institution_id, Cell(mandate, True, False))
    return found


def no_longer(standing: Standing, on: date) -> list[Mandate]:
    """Mandates whose own dates cover the day while basis or institution do not; and of an orphan, who led it last."""
    mandates = [mandate for mandate in standing.function.mandates.all() if mandate.covers(on)]
    found = [mandate for mandate in mandates if not mandate.holds(on) and mandate.holds_from <= on]
    if standing.state == State.ORPHAN:
        found += [mandate for mandate in last_leads(standing) if mandate not in found]
    return found


def last_leads(standing: Standing) -> list[Mandate]:
    """Whoever led on the last day on which anybody did."""
    until = max((mandate.holds_until or date.max for mandate in standing.lapsed), default=None)
    return [mandate for mandate in standing.lapsed if mandate.holds_until == until]


def columns(rows: Sequence[Row], on: date) -> list[Institution]:
    """Institutions with a part in one of these functions: who leads most first, what no longer exists last."""
    institutions = {
        cell.mandate.institution_id: cell.mandate.institution for row in rows for cell in row.parts.values()
    }
    counts = {
        role: Counter(
            pk for row in rows for pk, cell in row.parts.items() if cell.mandate.role == role and not cell.is_over
        )
        for role in ORDER
    }

    def place(institution: Institution) -> tuple[bool, list[int], str]:
        return not institution.covers(on), [-counts[role][institution.pk] for role in ORDER], institution.short_name

    return sorted(institutions.values(), key=place)


def state_words(standing: Standing) -> str:
    if standing.state != State.CONTESTED:
        return str(standing.state.label)
    leads = len(standing.leads)
    return _("Contested, two leads") if leads == 2 else _("Contested, %(n)s leads") % {"n": leads}


def finding(standings: Sequence[Standing]) -> str:
    """The state of all functions in one sentence."""
    states = Counter(each.state for each in standings)
    contested, orphan = states[State.CONTESTED], states[State.ORPHAN]
    if not standings:
        return _("No coordination function is on record")
    if contested and orphan:
        first = ngettext("One function is contested", "%(n)s functions are contested", contested) % {"n": contested}
        second = ngettext("one has no lead", "%(n)s have no lead", orphan) % {"n": orphan}
        return _("%(first)s, %(second)s") % {"first": first, "second": second}
    if contested:
        return ngettext(
            "One function is contested, every other has its lead", "%(n)s functions are contested", contested
        ) % {"n": contested}
    if orphan:
        return ngettext("One function has no lead", "%(n)s functions have no lead", orphan) % {"n": orphan}
    return _("Every function has its lead")
