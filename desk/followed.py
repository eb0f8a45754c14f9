"""What others changed on the records a person follows, since a moment: one line for each act on each record.

A fixed number of queries: the follows, one for each kind of record followed, one for each table of history read, the people.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Access
from core.records import Ref
from history.events import event_table
from outbox.models import Follow

MOST = 20
PARTS: Mapping[str, Sequence[tuple[str, str]]] = {
    "projects.project": (
        ("projects.baseline", "project"),
        ("projects.milestone", "project"),
        ("projects.submission", "report__project"),
        ("projects.assessment", "project"),
    ),
    "strategy.indicator": (("strategy.reading", "indicator"),),
}
"""Whoever sees the record sees these parts of it; drafts and what has a visibility of its own is not told."""


@dataclass(frozen=True, slots=True)
class News:
    at: datetime
    title: str
    path: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Followed:
    """``count``: how many records this person follows and sees. ``since``: from when on."""

    count: int
    since: datetime
    news: Sequence[News]


def followed(user: User, access: Access, since: datetime) -> Followed:
    seen = dict(_seen(user, access))
    acts: dict[tuple[Ref, Any], dict[str, Any]] = {}
    for label, pks in _by_label(seen).items():
        for event in _events(label, pks, since, user):
            about = Ref(label, event["about"])
            acts.setdefault((about, event["pgh_context"] or event["pgh_created_at"]), event)
    newest = sorted(acts.items(), key=lambda act: act[1]["pgh_created_at"], reverse=True)[:MOST]
    names = _names(event for _key, event in newest)
    return Followed(len(seen), since, [_news(seen[about], event, names) for (about, _act), event in newest])


def _seen(user: User, access: Access) -> Iterator[tuple[Ref, Any]]:
    """The records themselves, those that may be seen today."""
    by_label: dict[str, set[int]] = defaultdict(set)
    for label, pk in Follow.objects.of(user).values_list("record_model", "record_pk"):
        by_label[label].add(pk)
    for label, pks in sorted(by_label.items()):
        rows: Any = apps.get_model(label)._default_manager.all()
        for record in rows.visible_to(access).filter(pk__in=pks):
            yield Ref(label, record.pk), record


def _by_label(seen: Collection[Ref]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for label, pk in seen:
        found[label].append(pk)
    return found


def _events(label: str, pks: Collection[int], since: datetime, user: User) -> Iterator[dict[str, Any]]:
    for part, path in ((label, "pgh_obj"), *PARTS.get(label, ())):
        table = event_table(apps.get_model(part))
        if table is None:
            continue
        rows = table._default_manager.filter(**{f"{path}__in": pks}, pgh_created_at__gt=since)
        named = rows.annotate(
            about=F(f"{path}_id" if path != "report__project" else path), said=F("pgh_context__metadata")
        )
        newest = named.order_by("-pgh_created_at", "-pgh_id")
        wanted = newest.values("about", "pgh_context", "pgh_created_at", "said")
        others = wanted.exclude(pgh_context__metadata__user=user.pk)
        yield from others[: MOST * 5]  # fmt: skip


def _names(events: Iterator[dict[str, Any]]) -> dict[int, str]:
    ids = {event["said"]["user"] for event in events if event["said"] and event["said"].get("user")}
    return {user.pk: user.full_name for user in User.objects.filter(pk__in=ids)} if ids else {}


def _news(record: Model, event: dict[str, Any], names: Mapping[int, str]) -> News:
    said = event["said"] or {}
    who = names.get(said.get("user") or 0, "") or _("The system")
    return News(
        at=event["pgh_created_at"],
        title=str(record),
        path=record.get_absolute_url(),  # type: ignore[attr-defined]  # only records with a page are followed
        kind=capfirst(str(record._meta.verbose_name)),
        said=f"{who} {_(said.get('verb') or 'changed it')}",
    )
