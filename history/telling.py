"""One event in words: who did it, and what it changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from history.events import Event
from history.names import Key, Names
from history.words import Field, reference, words

LONG = 120
LONG_PAIR = 30


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
        if self.is_long:
            told = _("%(label)s rewritten") if self.old else _("%(label)s written")
            return told % {"label": self.label}
        return self.full

    @property
    def full(self) -> str:
        """The sentence with both texts, however long."""
        said = {"label": self.label, "old": self.old, "new": self.new}
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


def actor(event: Event) -> Key | None:
    person = event.metadata.get("user")
    return (get_user_model()._meta.label_lower, person) if person else None


def who(event: Event, names: Names) -> str:
    person = actor(event)
    return names[person] if person else _("The system")


def verb(event: Event) -> str:
    return _(event.metadata["verb"]) if event.metadata.get("verb") else _("changed the record")


def reason(event: Event) -> str:
    return str(event.metadata.get("reason", ""))


def mentioned(event: Event, fields: Iterable[Any]) -> Iterator[Key]:
    """Every record that words of this event may name: who acted, and what foreign keys point to."""
    person = actor(event)
    if person:
        yield person
    for field in fields:
        for row in (event.row, event.replaced or {}):
            key = reference(field, row.get(field.column))
            if key:
                yield key


def changes(
    event: Event, fields: Sequence[Field], names: Names, currency: str = "", *, exact: bool = False
) -> Iterator[Change]:
    """What differs from the row before, field by field; of a new or removed record, what it held. ``exact``: sums unrounded."""
    before = {} if event.label == "delete" else event.replaced or {}
    for field in fields:
        column = str(field.column)
        old, new = before.get(column), event.row.get(column)
        if old == new or (not before and new is False):
            continue
        change = _change(field, old, new, names, currency, exact=exact)
        if change.old == change.new:
            change = _change(field, old, new, names, currency, exact=True)
        if change.old != change.new:
            yield change


def _change(field: Field, old: Any, new: Any, names: Names, currency: str, *, exact: bool) -> Change:
    return Change(
        capfirst(str(field.verbose_name)),
        words(field, old, names, currency, exact=exact),
        words(field, new, names, currency, exact=exact),
        is_date=field.get_internal_type() == "DateField",
        is_text=field.get_internal_type() == "TextField",
    )
