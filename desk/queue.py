"""The work queue: concerns and overdue duties as lines, each with whose move it is, how it is handled and one act.

A fixed number of queries, whatever the number of lines.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from accounts.models import User
from core import questions
from core.access import Access
from core.figures import away_text
from core.questions import Concern, ConcernKind, Due, Scope
from core.reminders import reminded_twice_on
from desk.answers.council import KEY
from desk.answers.reminded import owed_key, reminded_in_vain
from desk.models import Handling
from desk.words import CONCERNS, DUES, TOLD_AS_DUES, TOLD_UNTIL_DUE, TROUBLES, Act, Called, Group, group_of
from ministries.models import Country, Institution
from ministries.money import Changer
from outbox.models import Nudge

Thing = Concern | Due
NONE = Decimal(0)
OFFICE = "office"
"""Stands for the coordination office where an institution is named by its code."""


@dataclass(frozen=True, slots=True)
class Line:
    """``mover``: whose move it is, ``asked``: who answers for it today. ``worth``: the money in the reporting currency.

    ``nudge``: the last reminder by hand; ``is_reminded``: it goes out today or on the next working day. ``reminded_twice_on``:
    the day of the second reminder of a duty that stands unanswered.
    """

    thing: Thing
    group: Group
    called: Called
    on: date
    mover: str
    mover_code: str
    asked: str
    worth: Decimal
    handling: Handling | None
    nudge: Nudge | None
    is_reminded: bool
    reminded_twice_on: date | None
    act: Act
    may_act: bool

    @property
    def is_due(self) -> bool:
        return isinstance(self.thing, Due)

    @property
    def since_on(self) -> date:
        return self.thing.due_on if isinstance(self.thing, Due) else self.thing.since_on

    @property
    def severity(self) -> int:
        if isinstance(self.thing, Concern):
            return self.thing.severity
        return 3 if self.thing.optional else 2

    @property
    def days(self) -> int:
        return (self.on - self.since_on).days

    @property
    def age(self) -> str:
        """How long already, or how long still."""
        return away_text(self.since_on, self.on)

    @property
    def is_overdue(self) -> bool:
        return self.is_due and self.days > 0

    @property
    def money(self) -> tuple[Decimal, str] | None:
        thing = self.thing
        return (thing.money, thing.currency) if isinstance(thing, Concern) and thing.money is not None else None

    @property
    def version(self) -> int:
        return self.handling.version if self.handling else 0

    @property
    def is_put_off(self) -> bool:
        return self.handling is not None and self.handling.is_put_off(self.on)

    @property
    def is_marked(self) -> bool:
        return self.handling is not None and self.handling.council_on is not None

    @property
    def offers_council(self) -> bool:
        """Beside the one act."""
        thing, is_said = self.thing, self.is_marked or self.act is Act.COUNCIL
        return isinstance(thing, Concern) and thing.kind is not ConcernKind.FOR_COUNCIL and not is_said

    @property
    def query(self) -> str:
        """Names the thing in an address."""
        return urlencode({"kind": self.thing.kind, "key": self.thing.key})

    @property
    def act_label(self) -> str:
        words = {Act.REMIND: _("Remind"), Act.COUNCIL: _("Mark for the council")}
        act = self.called.act if self.may_act else None
        return words.get(self.act) or str(act or _("Open"))

    @property
    def own_label(self) -> str:
        """What the one whose move it is presses."""
        if isinstance(self.thing, Due) and self.thing.is_begun:
            return _("Go on writing")
        return str(self.called.own or _("Open"))

    @property
    def worst_first(self) -> tuple[int, Decimal, date, str]:
        """Severity, money, age."""
        return self.severity, -self.worth, self.since_on, self.thing.key


class Lines:
    """A list of lines that filters like a queryset. ``reader_id``: whose lines "mine" are."""

    model = None  # a filter set asks for it

    def __init__(self, lines: Iterable[Line], reader_id: int) -> None:
        self.lines = list(lines)
        self.reader_id = reader_id

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def all(self) -> Self:
        return self

    def none(self) -> Self:
        return self.where(lambda line: False)

    def count(self) -> int:
        return len(self.lines)

    def where(self, holds: Callable[[Line], bool]) -> Self:
        return type(self)(filter(holds, self.lines), self.reader_id)

    def open(self) -> Self:
        """Without what was put off."""
        return self.where(lambda line: not line.is_put_off)

    def put_off(self) -> Self:
        return self.where(lambda line: line.is_put_off)

    def of_group(self, group: str) -> Self:
        return self.where(lambda line: line.group == group)


def queue(access: Access, on: date, *, reader_id: int, may_act: bool, mail_day: date) -> Lines:
    """Worst first. ``mail_day``: whose digest a reminder goes out with."""
    dues = questions.due(Scope(on, access=access))
    late, early = [due for due in dues if due.due_on < on], [due for due in dues if due.due_on >= on]
    kinds = frozenset(ConcernKind) - TOLD_AS_DUES - TOLD_UNTIL_DUE
    in_vain = reminded_in_vain(early, Scope(on)) if access.sees_everything else ()
    things: list[Thing] = [*concerns(access, on, kinds, in_vain), *late]
    teller = Teller(things, on, may_act=may_act, mail_day=mail_day)
    return Lines(sorted(map(teller.line, things), key=lambda line: line.worst_first), reader_id)


def concerns(
    access: Access, on: date, kinds: Collection[ConcernKind] = tuple(ConcernKind), known: Iterable[Concern] = ()
) -> list[Concern]:
    """One that was marked for the council stands for itself, as its handling says, and not a second time. ``known``: of other
    kinds, found already."""
    found = [*questions.concern(Scope(on, access=access), kinds), *known]
    doubles = {KEY % concern.key for concern in found}
    return [concern for concern in found if concern.key not in doubles]


def overdue(access: Access, on: date) -> list[Due]:
    return [due for due in questions.due(Scope(on, until=None, access=access)) if due.due_on < on]


def find(access: Access, on: date, kind: str, key: str) -> Thing | None:
    """The concern or duty of this key, while it stands and may be seen."""
    found: Iterable[Thing] = ()
    if kind in set(ConcernKind):
        found = questions.concern(Scope(on, access=access), {ConcernKind(kind)})
    elif kind in set(DUES):
        found = questions.due(Scope(on, access=access))
    return next((thing for thing in found if thing.key == key), None)


class Teller:
    """Names, handlings and reminders of many things at once."""

    def __init__(self, things: Sequence[Thing], on: date, *, may_act: bool, mail_day: date) -> None:
        self.on, self.may_act, self.mail_day = on, may_act, mail_day
        self.country = Country.objects.current()
        self.office = self.country.office_name
        self.changer = Changer(on)
        ids = frozenset(thing.institution_id for thing in things if thing.institution_id)
        self.institutions = Institution.objects.in_bulk(ids)
        asked = questions.asked(ids, on)
        people = {each.person_id for each in asked} | {
            thing.person_id for thing in things if isinstance(thing, Due) and thing.person_id
        }
        self.names = {user.pk: user.full_name for user in User.objects.filter(pk__in=people)}
        self.asked: Mapping[int, list[str]] = self._in_words(asked)
        self.handlings = handlings_of([thing.key for thing in things])
        owed = [key for thing in things if (key := owed_key(thing))]
        self.nudges = {nudge.key: nudge for nudge in Nudge.objects.of_keys(owed).newest(date.max)}

    def _in_words(self, asked: Collection[questions.Asked]) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for each in asked:
            found[each.institution_id].append(f"{self.names.get(each.person_id, '')}, {each.post}")
        return found

    def line(self, thing: Thing) -> Line:
        handling = self.handlings.get(thing.key)
        is_marked = handling is not None and handling.council_on is not None
        nudge = self.nudges.get(owed_key(thing) or "")
        is_reminded = nudge is not None and nudge.on >= self.mail_day
        institution = None if is_marked else self.institutions.get(thing.institution_id or 0)
        person_id = thing.person_id if isinstance(thing, Due) else None
        return Line(
            thing=thing,
            group=_group(thing, is_marked),
            called=DUES[thing.kind] if isinstance(thing, Due) else CONCERNS[thing.kind],
            on=self.on,
            mover=str(institution) if institution else self.names.get(person_id or 0, self.office),
            mover_code=institution.code if institution else "" if person_id else OFFICE,
            asked="; ".join(self.asked.get(institution.pk, ())) or _("nobody is asked") if institution else "",
            worth=self._worth(thing),
            handling=handling,
            nudge=nudge,
            is_reminded=is_reminded,
            reminded_twice_on=self._reminded_twice_on(thing),
            may_act=self.may_act,
            act=self._act(thing, is_marked=is_marked, is_reminded=is_reminded),
        )

    def _reminded_twice_on(self, thing: Thing) -> date | None:
        return reminded_twice_on(thing, self.on, self.country.is_holiday) if isinstance(thing, Due) else None

    def _worth(self, thing: Thing) -> Decimal:
        if isinstance(thing, Due) or thing.money is None:
            return NONE
        return self.changer.total([(thing.currency, thing.money)]).amount or NONE

    def _act(self, thing: Thing, *, is_marked: bool, is_reminded: bool) -> Act:
        if not self.may_act or is_marked:
            return Act.OPEN
        if owed_key(thing):
            return Act.OPEN if is_reminded else Act.REMIND
        assert isinstance(thing, Concern)
        return Act.OPEN if CONCERNS[thing.kind].act else Act.COUNCIL


def handlings_of(keys: Collection[str]) -> dict[str, Handling]:
    found = Handling.objects.of_keys(keys).select_related("handled_by").defer("handled_by__password")
    return {handling.key: handling for handling in found}


def _group(thing: Thing, is_marked: bool) -> Group:
    if isinstance(thing, Due):
        return Group.OVERDUE
    return Group.COUNCIL if is_marked else group_of(thing.kind)


@dataclass(frozen=True, slots=True)
class Part:
    """A group on the home page: the worst lines of it."""

    group: Group
    count: int
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        return str(TROUBLES[self.group].title)

    @property
    def sub(self) -> str:
        return str(TROUBLES[self.group].sub)

    @property
    def none(self) -> str:
        return str(TROUBLES[self.group].none)

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def parts(lines: Lines, most: int) -> list[Part]:
    """Every group, the empty ones last."""
    found = [lines.of_group(group) for group in Group]
    told = [Part(group, len(rows), rows.lines[:most]) for group, rows in zip(Group, found, strict=True)]
    return sorted(told, key=lambda part: not part.count)
