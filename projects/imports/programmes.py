"""Projects that are parts of a programme, named by its identifier."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from exchange.book import Book
from projects.imports.lookup import Lookup, Said
from projects.imports.matching import Entry
from projects.models import Project


def link_programmes(entries: Iterable[Entry], lookup: Lookup, book: Book) -> Said:
    said = Said()
    for entry in entries:
        identifier = entry.row.text("programme")
        if not identifier or not lookup.is_newest(entry.record):
            continue
        programme = lookup.find(identifier)
        if programme is None:
            said.leave_out(entry.row, "programme", _("No project has this identifier."), identifier)
        elif _leads_back(programme, entry.record, lookup):
            said.leave_out(entry.row, "programme", _("A project cannot be a part of itself."), identifier)
        else:
            is_changed = book.change(entry.record, {"programme": programme})
            entry.is_changed = entry.is_changed or is_changed
    return said


def _leads_back(programme: Project | None, project: Project, lookup: Lookup) -> bool:
    while programme is not None and programme is not project:
        programme = lookup.programme_of(programme)
    return programme is project
