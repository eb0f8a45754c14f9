"""What happened to many records since a moment, net: one event of each thing, from how it stood before to how it stands."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import F, Model, OuterRef, Q, Subquery

from history.events import Event, Related, WholeRow, event_tables
from history.names import Names
from history.timeline import named_by, note_of


@dataclass(frozen=True)
class Watched:
    """Things whose changes are told of the record they belong to.

    ``owner``: way from an event to the key of that record. ``told``: the fields that matter; of a new thing also what it is
    ``called`` by. ``is_series``: a new one replaces the one before, such as a report; else each has its own past.
    ``told_new``: whether a new thing is told.
    """

    model: type[Model]
    owner: str
    told: tuple[str, ...]
    word: Any = None
    called: tuple[str, ...] = ()
    is_series: bool = False
    told_new: bool = True

    @cached_property
    def related(self) -> Related:
        others = tuple(
            field.name for field in self.model._meta.concrete_fields if field.name not in (*self.told, *self.called)
        )
        return Related(self.model, Q(), word=self.word, called=self.called, hidden=others)


@dataclass(frozen=True, slots=True)
class Happened:
    """``at``: when the last of it happened."""

    owner: int
    at: datetime
    words: str


def happened(
    watched: Sequence[Watched], owners: Collection[int], since: datetime, until: datetime
) -> Iterator[Happened]:
    """Of the records with these keys. One query for each kind of thing, one for each kind of record they name."""
    found = [pair for each in watched for pair in _net(each, owners, since, until)]
    names = Names(named_by([event for _owner, event in found]), None)
    for owner, event in found:
        note = note_of(event, names, "")
        if note is not None:
            yield Happened(owner, event.at, note.sentence)


def _net(each: Watched, owners: Collection[int], since: datetime, until: datetime) -> Iterator[tuple[int, Event]]:
    by_thing: dict[Any, tuple[int, Event]] = {}
    for owner, thing, event in _events(each, owners, since, until):
        known = by_thing.get(thing)
        first = known[1] if known else event
        is_new = first.label == "insert" and not each.is_series
        label = "delete" if event.label == "delete" else "insert" if is_new else "update"
        by_thing[thing] = owner, replace(event, label=label, replaced=first.replaced)
    for owner, event in by_thing.values():
        if event.label == "update" or (event.label == "insert" and each.told_new):
            yield owner, event


def _events(
    each: Watched, owners: Collection[int], since: datetime, until: datetime
) -> Iterator[tuple[int, Any, Event]]:
    """Owner, thing and event, oldest first."""
    table = event_tables()[each.model._meta.label_lower]._default_manager
    series = each.owner if each.is_series else "pgh_obj_id"
    earlier = table.filter(**{series: OuterRef(series)}, pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    rows = (
        table.filter(**{f"{each.owner}__in": owners}, pgh_created_at__gt=since, pgh_created_at__lte=until)
        .annotate(
            of=F(each.owner),
            row=WholeRow(),
            replaced=Subquery(earlier.annotate(row=WholeRow()).values("row")[:1]),
        )
        .order_by("pgh_id")
        .values_list("of", "pgh_obj_id", "pgh_id", "pgh_label", "pgh_created_at", "row", "replaced")
    )
    for owner, pk, number, label, at, row, replaced in rows:
        thing = owner if each.is_series else pk
        yield owner, thing, Event(each.related, number, label, at, None, None, {}, row, replaced)
