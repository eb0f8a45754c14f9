"""What happened to some records, newest first, in sentences.

::

    history = timeline(
        [
            Related(Project, Q(pgh_obj=project)),
            Related(Milestone, Q(project=project), word=_("Milestone"), called=("title",)),
            Related(Report, Q(project=project), called=("round",), told_as={"status": {"draft": "owed"}}),
            Related(Submission, Q(report__project=project), series=(), hidden=("number", "at", "milestones")),
        ],
        limit=20, before=request.GET.get("before", ""), access=page.access, currency=project.currency,
    )

and in the template ``{% include "history/_timeline.html" with timeline=history %}``. An entry is one act: everything
written in one ``history.acting``. What was written without a visible change is not told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db.models import ForeignKey
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst

from core.access import Access
from history.events import Event, Related, complete, events_of
from history.names import Key, Names
from history.telling import Change, Note, changes, mentioned, reason, verb, who
from history.words import Field, told_fields, words

EVENTS_PER_ENTRY = 6
LEAST_EVENTS = 120
NOTES_SHOWN = 5

__all__ = ["Change", "Entry", "Note", "Related", "Timeline", "timeline"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: who did what, when, and what changed by it. ``verb`` is in the words of the service."""

    at: datetime
    who: str
    verb: str
    reason: str
    notes: tuple[Note, ...]

    @property
    def sentence(self) -> str:
        told = "; ".join(filter(None, (note.sentence for note in self.notes)))
        return f"{self.head}: {told}" if told else self.head

    @property
    def head(self) -> str:
        return f"{self.who} {self.verb}"

    @property
    def first_notes(self) -> tuple[Note, ...]:
        return self.notes[:NOTES_SHOWN]

    @property
    def more_notes(self) -> tuple[Note, ...]:
        """What the page shows on demand, of an act on many records."""
        return self.notes[NOTES_SHOWN:]


@dataclass(frozen=True, slots=True)
class Timeline:
    """``older`` is the ``before`` of the next page; empty: this was all."""

    entries: tuple[Entry, ...]
    older: str = ""

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def timeline(
    records: Sequence[Related],
    *,
    limit: int = 20,
    before: str = "",
    access: Access | None = None,
    currency: str = "",
) -> Timeline:
    """The newest ``limit`` acts on these records. One query per kind of record, one per kind of record they name.

    ``before`` is ``Timeline.older`` of the page before; a damaged one gives the first page. With ``access`` a record that
    the reader may not see is not named. ``currency`` is that of the sums.
    """
    most = max(limit * EVENTS_PER_ENTRY, LEAST_EVENTS)
    moment = _moment(before)
    found = [events_of(related, most=most, before=moment) for related in records]
    events, horizon = complete(found, most)
    acts = [list(act) for _key, act in groupby(sorted(events, key=_newest_act, reverse=True), key=_act)]
    names = Names(named_by(events), access)
    entries = [entry for entry in (_entry(act, records, names, currency) for act in acts) if entry.notes]
    shown = [entry for entry in entries if len(entries) <= limit or entry.at >= entries[limit - 1].at]
    if len(shown) < len(entries):
        return Timeline(tuple(shown), shown[-1].at.isoformat())
    return Timeline(tuple(shown), horizon.isoformat() if horizon else "")


def _moment(before: str) -> datetime | None:
    try:
        moment = parse_datetime(before)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _act(event: Event) -> tuple[datetime, str]:
    return event.at, str(event.context_id or "")


def _newest_act(event: Event) -> tuple[datetime, datetime, str]:
    return event.at, event.context_at or event.at, str(event.context_id or "")


def named_by(events: Sequence[Event]) -> Iterator[Key]:
    for event in events:
        yield from mentioned(event, [*_told_now(event), *_naming(event.related)])


def _naming(related: Related) -> list[Any]:
    return [related.model._meta.get_field(name) for name in related.called]


def _told_now(event: Event) -> list[Field]:
    """Fields told of this event: references only where one record is changed, since a new record is named by its place."""
    fields = told_fields(event.related.model, event.related.hidden)
    if event.label == "update":
        return fields
    return [field for field in fields if not isinstance(field, ForeignKey) and field.name not in event.related.called]


def _entry(act: list[Event], records: Sequence[Related], names: Names, currency: str) -> Entry:
    in_order = sorted(act, key=lambda event: (records.index(event.related), event.number))
    notes = (note_of(event, names, currency) for event in in_order)
    first = in_order[0]
    return Entry(
        at=first.at,
        who=who(first, names),
        verb=verb(first),
        reason=reason(first),
        notes=tuple(note for note in notes if note is not None),
    )


def note_of(event: Event, names: Names, currency: str) -> Note | None:
    """None: nothing a reader is told of."""
    told = () if event.label == "delete" else tuple(changes(event, _told_now(event), names, currency))
    if event.label == "update" and not told:
        return None
    return Note(_thing(event, names, currency), event.label == "delete", told)


def _thing(event: Event, names: Names, currency: str) -> str:
    related = event.related
    called = [words(field, event.row.get(field.column), names, currency) for field in _naming(related)]
    own = capfirst(str(related.model._meta.verbose_name)) if called else ""
    word = own if related.word is None else str(related.word)
    return " ".join(filter(None, [word, ", ".join(filter(None, called))]))
