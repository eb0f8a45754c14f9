"""The list of all history, line by line: one event a line, with everything it names asked for at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.records import Ref
from history.events import Event
from history.names import Key, Names
from history.telling import Change, Note, changes, mentioned, reason, verb, who
from history.words import Field, told_fields

HAPPENED: Final[dict[str, str | Promise]] = {"insert": _("created"), "update": _("changed"), "delete": _("removed")}


@dataclass(frozen=True, slots=True)
class Line:
    """``changes`` of a new record are what it began with, of a removed one what it held at last."""

    event: Event
    who: str
    record: str
    path: str
    changes: tuple[Change, ...]

    @property
    def verb(self) -> str:
        return verb(self.event)

    @property
    def reason(self) -> str:
        return reason(self.event)

    @property
    def kind(self) -> str:
        return kind_of(self.event.related.model)

    @property
    def happened(self) -> str | Promise:
        return HAPPENED[self.event.label]

    @property
    def ref(self) -> Ref:
        return Ref(*_record(self.event))

    @property
    def address(self) -> str:
        """The record as the list's filter takes it."""
        return f"{self.ref.model}:{self.ref.pk}"

    @property
    def note(self) -> Note:
        return Note("", False, self.changes)

    @property
    def sentence(self) -> str:
        """All that changed, long texts included."""
        return "; ".join(change.full for change in self.changes)


def kind_of(model: type[Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


def lines(events: Sequence[Event]) -> list[Line]:
    names = Names(_named(events), access=None)
    return [_line(event, names) for event in events]


def _named(events: Sequence[Event]) -> Iterator[Key]:
    for event in events:
        yield _record(event)
        yield from mentioned(event, _fields(event))


def _line(event: Event, names: Names) -> Line:
    record = _record(event)
    told = tuple(changes(event, _fields(event), names, event.row.get("currency", ""), exact=True))
    return Line(event, who(event, names), names[record], names.address(record), told)


def _record(event: Event) -> Key:
    return event.related.model._meta.label_lower, event.row["pgh_obj_id"]


def _fields(event: Event) -> list[Field]:
    return told_fields(event.related.model, ())
