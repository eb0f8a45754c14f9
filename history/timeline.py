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

from django.contrib.auth import get_user_model
from django.db.models import ForeignKey
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.access import Access
from history.events import Event, Related, complete, events_of
from history.words import Field, Key, Names, reference, told_fields, words

EVENTS_PER_ENTRY = 6
LEAST_EVENTS = 120
LONG = 120
LONG_PAIR = 30
NOTES_SHOWN = 5

__all__ = ["Change", "Entry", "Note", "Related", "Timeline", "timeline"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field. ``old`` and ``new`` are words; empty: nothing given."""

    label: str
    old: str
    new: str
    is_date: bool = False
    is_text: bool = False

    @property
    def is_long(self) -> bool:
        """Too long for a sentence: the page shows both texts on demand."""
        return max(len(self.old), len(self.new)) > (LONG_PAIR if self.is_text and self.old and self.new else LONG)

    @property
    def sentence(self) -> str:
        said = {"label": self.label, "old": self.old, "new": self.new}
        if self.is_long:
            return _("%(label)s rewritten") % said if self.old else _("%(label)s written") % said
        if not self.old:
            return _("%(label)s: %(new)s") % said
        if not self.new:
            return _("%(label)s no longer given, before: %(old)s") % said
        if self.is_date:
            return _("%(label)s moved from %(old)s to %(new)s") % said
        return _("%(label)s changed from %(old)s to %(new)s") % said


@dataclass(frozen=True, slots=True)
class Note:
    """What one act did to one record. ``thing`` names it; empty: the record the timeline is about."""

    thing: str
    is_removal: bool
    changes: tuple[Change, ...]

    @property
    def short(self) -> str:
        """The changes that fit into a sentence."""
        return "; ".join(change.sentence for change in self.changes if not change.is_long)

    @property
    def texts(self) -> tuple[Change, ...]:
        """The changes of long texts."""
        return tuple(change for change in self.changes if change.is_long)

    @property
    def sentence(self) -> str:
        if self.is_removal:
            return _("%(thing)s removed") % {"thing": self.thing}
        told = "; ".join(change.sentence for change in self.changes)
        return f"{self.thing}: {told}" if self.thing and told else self.thing or told


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
    names = Names(_named(events), access)
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


def _named(events: list[Event]) -> Iterator[Key]:
    """Every record the sentences may mention: who acted, and what foreign keys point to."""
    people = get_user_model()._meta.label_lower
    for event in events:
        if event.metadata.get("user"):
            yield people, event.metadata["user"]
        fields = [*_told_now(event), *_naming(event.related)]
        values = [(field, row) for row in (event.row, event.replaced or {}) for field in fields]
        for field, row in values:
            key = reference(field, row.get(field.column))
            if key:
                yield key


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
    notes = (_note(event, names, currency) for event in in_order)
    about = in_order[0].metadata
    who = (get_user_model()._meta.label_lower, about.get("user"))
    return Entry(
        at=in_order[0].at,
        who=names[who] if about.get("user") else _("The system"),
        verb=_(about["verb"]) if about.get("verb") else _("changed the record"),
        reason=str(about.get("reason", "")),
        notes=tuple(note for note in notes if note is not None),
    )


def _note(event: Event, names: Names, currency: str) -> Note | None:
    changes = () if event.label == "delete" else tuple(_changes(event, names, currency))
    if event.label == "update" and not changes:
        return None
    return Note(_thing(event, names, currency), event.label == "delete", changes)


def _thing(event: Event, names: Names, currency: str) -> str:
    related = event.related
    called = [words(field, event.row.get(field.column), names, currency) for field in _naming(related)]
    own = capfirst(str(related.model._meta.verbose_name)) if called else ""
    word = own if related.word is None else str(related.word)
    return " ".join(filter(None, [word, ", ".join(filter(None, called))]))


def _changes(event: Event, names: Names, currency: str) -> Iterator[Change]:
    before = event.replaced or {}
    for field in _told_now(event):
        column = str(field.column)
        old, new = before.get(column), event.row.get(column)
        if old == new or (not before and new is False):
            continue
        change = _change(field, old, new, names, currency)
        if change.old == change.new:
            change = _change(field, old, new, names, currency, exact=True)
        if change.old != change.new:
            yield change


def _change(field: Field, old: Any, new: Any, names: Names, currency: str, *, exact: bool = False) -> Change:
    return Change(
        capfirst(str(field.verbose_name)),
        words(field, old, names, currency, exact=exact),
        words(field, new, names, currency, exact=exact),
        is_date=field.get_internal_type() == "DateField",
        is_text=field.get_internal_type() == "TextField",
    )
