"""Of which other institution each one is a part."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from exchange.book import Book
from ministries.imports.matching import Entry
from ministries.imports.report import Report
from ministries.models import Institution

FURTHER = _("A further parent: an institution is part of one other, and the first known one is taken.")
CIRCLE = _("It would make a circle: that institution is, directly or not, part of this one.")

Above = dict[str, Institution]  # parent by code


def link_parents(entries: Iterable[Entry], known: Iterable[Institution], report: Report, book: Book) -> None:
    """One link is set after the other, so that no state between holds a circle; what makes one is reported."""
    by_pk = {each.pk: each for each in known}
    above = {each.code: by_pk[each.parent_id] for each in by_pk.values() if each.parent_id}
    waiting = [(entry, *wish) for entry in entries if (wish := _wish(entry, report))]
    while waiting:
        later = [each for each in waiting if not _put_under(each[0], each[2], above, book)]
        if len(later) == len(waiting):
            break
        waiting = later
    for entry, text, _parent in waiting:
        report.add(entry, "parents", text, CIRCLE)


def _wish(entry: Entry, report: Report) -> tuple[str, Institution] | None:
    """The first known parent, as the row names it."""
    named = [(text, report.find(entry, "parents", text)) for text in entry.row.names("parents")]
    found = [(text, parent) for text, parent in named if parent]
    for text, parent in found[1:]:
        if parent is not found[0][1]:
            report.add(entry, "parents", text, FURTHER)
    return found[0] if found else None


def _put_under(entry: Entry, parent: Institution, above: Above, book: Book) -> bool:
    """False when the parent is, as things stand, part of the institution."""
    step: Institution | None = parent
    while step is not None:
        if step is entry.institution:
            return False
        step = above.get(step.code)
    above[entry.record.code] = parent
    entry.is_changed |= book.change(entry.record, {"parent": parent})
    return True
