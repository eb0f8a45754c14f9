"""What changed on the records a person follows, since they were last here: the lines that their mail tells too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from accounts.models import User
from core import questions
from core.access import Access
from core.questions import Change
from core.records import seen_by
from outbox.models import Follow

MOST = 20


@dataclass(frozen=True, slots=True)
class News:
    at: datetime
    title: str
    path: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Followed:
    """``count``: how many records this person follows and sees. ``since``: from when on; ``news``: the newest MOST."""

    count: int
    since: datetime
    news: Sequence[News]


def followed(user: User, access: Access, since: datetime, until: datetime) -> Followed:
    """A query for the follows, one for each kind of record followed, and those of the answers."""
    seen = seen_by(access, Follow.objects.of(user).refs())
    changes = sorted(questions.change(seen, since, until), key=lambda change: change.at, reverse=True)
    return Followed(len(seen), since, [_news(seen[change.record], change) for change in changes[:MOST]])


def _news(record: Any, change: Change) -> News:
    kind = capfirst(str(record._meta.verbose_name))
    return News(at=change.at, title=str(record), path=record.get_absolute_url(), kind=kind, said=change.words)
