"""What an import would do to acts on record, in words, so that it is read before it is applied."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.figures import day_text
from exchange.book import Book
from legislation.models import Act
from legislation.rules.titles import title_key

MOST_TOLD = 20
UNSAID = ("transposition_words",)
"""Too long to be told both ways."""


def changes_told(book: Book) -> Iterator[str]:
    changed = book.changed[Act]
    for pk, act in islice(changed.items(), MOST_TOLD):
        told = "; ".join(_change(act, name, old) for name, old in book.before[Act][pk].items())
        yield _("%(act)s is on record already and changes: %(changes)s.") % {"act": _named(act), "changes": told}
    more = len(changed) - MOST_TOLD
    if more > 0:
        yield ngettext("%(count)d more on record changes.", "%(count)d more on record change.", more) % {"count": more}


def _change(act: Act, name: str, old: Any) -> str:
    field: Any = Act._meta.get_field(name)
    new = getattr(act, name) if not field.is_relation else None
    if not old or not new or name in UNSAID:
        return str(field.verbose_name)
    said = [_said(dict(field.flatchoices), value) for value in (old, new)]
    return _("%(label)s from %(old)s to %(new)s") % {"label": field.verbose_name, "old": said[0], "new": said[1]}


def _said(labels: Mapping[Any, Any], value: Any) -> str:
    return str(labels.get(value) or (day_text(value) if isinstance(value, date) else value))


def proposals_told(acts: list[Act]) -> Iterator[str]:
    """Deadlines that were read in prose: each waits for a person."""
    if not acts:
        return
    count = len(acts)
    yield ngettext(
        "%(count)d deadline is read in the text of an article and proposed; somebody has to confirm it.",
        "%(count)d deadlines are read in the text of articles and proposed; somebody has to confirm each.",
        count,
    ) % {"count": count}
    for act in acts[:MOST_TOLD]:
        assert act.proposed_due_on is not None
        yield _("%(act)s: %(day)s is proposed.") % {"act": _named(act), "day": day_text(act.proposed_due_on)}


def otherwise_told(read: list[tuple[Act, date]]) -> Iterator[str]:
    """A confirmed deadline stays whatever a text says."""
    for act, due_on in read:
        days = {"act": _named(act), "read": day_text(due_on), "known": day_text(act.transposition_due_on or due_on)}
        yield _("%(act)s: its text now says %(read)s, and %(known)s stands confirmed.") % days


def same_titles_told(acts: list[Act]) -> Iterator[str]:
    """National acts that only their numbers tell apart."""
    numbers: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for act in acts:
        if not act.is_eu:
            numbers.setdefault(title_key(act.title), []).append(act.number)
            titles[title_key(act.title)] = act.title
    for key, several in numbers.items():
        if len(several) > 1:
            yield _("%(numbers)s have one title: %(title)s.") % {"numbers": ", ".join(several), "title": titles[key]}


def _named(act: Act) -> str:
    return f"{act.celex or act.number}, {act}"
