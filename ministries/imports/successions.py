"""Who took over from whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from exchange.names import name_key
from ministries.imports.matching import Entry
from ministries.imports.report import Report
from ministries.imports.settings import InstitutionSettings
from ministries.models import Institution, Succession

CIRCLE = _("It would make a circle of successors.")
NO_DAY = _("The day is missing: it is the last day of the predecessor, and none is given.")

Pair = tuple[str, str]  # predecessor and successor, by code or, where unknown, by name
After = dict[str, set[str]]  # successors by predecessor


@dataclass(frozen=True, slots=True)
class Claim:
    """What one row says in one column."""

    entry: Entry
    field: str
    text: str
    predecessor: Institution | None
    successor: Institution | None

    @property
    def pair(self) -> Pair:
        return (_key(self.predecessor, self.text), _key(self.successor, self.text))


def new_successions(entries: Iterable[Entry], settings: InstitutionSettings, report: Report) -> list[Succession]:
    """Those that are not on record yet. The kind follows from how many the file names on either side."""
    claims = {claim.pair: claim for claim in reversed([each for entry in entries for each in _claims(entry, report)])}
    recorded = _recorded()
    after, before = _sides(claims)
    made = []
    for (earlier, later), claim in reversed(claims.items()):
        if claim.predecessor is None or claim.successor is None or later in recorded[earlier]:
            continue
        on = claim.predecessor.ends_on
        if on is None or earlier in _reach(later, recorded):
            report.add(claim.entry, claim.field, claim.text, CIRCLE if on else NO_DAY)
            continue
        kind = settings.one_to_many if len(after[earlier]) > 1 else settings.many_to_one
        if len(after[earlier]) == len(before[later]) == 1:
            kind = settings.one_to_one
        claim.entry.is_changed = True
        made.append(Succession(predecessor=claim.predecessor, successor=claim.successor, kind=kind, on=on))
        recorded[earlier].add(later)
    return made


def _claims(entry: Entry, report: Report) -> Iterator[Claim]:
    for text in entry.row.names("predecessors"):
        yield Claim(entry, "predecessors", text, report.find(entry, "predecessors", text), entry.institution)
    for text in entry.row.names("successors"):
        yield Claim(entry, "successors", text, entry.institution, report.find(entry, "successors", text))


def _key(institution: Institution | None, text: str) -> str:
    return institution.code if institution else f"? {name_key(text)}"


def _recorded() -> After:
    after: After = defaultdict(set)
    for earlier, later in Succession.objects.values_list("predecessor__code", "successor__code"):
        after[earlier].add(later)
    return after


def _sides(pairs: Iterable[Pair]) -> tuple[After, After]:
    after: After = defaultdict(set)
    before: After = defaultdict(set)
    for earlier, later in pairs:
        after[earlier].add(later)
        before[later].add(earlier)
    return after, before


def _reach(start: str, after: After) -> set[str]:
    """The institution and all that came after it."""
    found, waiting = {start}, [start]
    while waiting:
        new = after.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
