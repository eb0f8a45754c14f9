"""Milestones from a table of their own, each with the identifier of its project."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.book import Book
from exchange.fields import Field, FieldKind
from exchange.rows import Row
from projects.imports.lookup import Lookup, Said
from projects.models import Milestone

OPEN, DONE = "open", "done"
LONGEST = 200
FIELDS = (
    Field("title", gettext_lazy("milestone"), FieldKind.LINE, is_required=True, max_length=LONGEST),
    Field("project", gettext_lazy("its project (identifier)"), FieldKind.LINE, may_be_withheld=False, max_length=200),
    Field("identifier", gettext_lazy("identifier elsewhere"), FieldKind.LINE, may_be_withheld=False, max_length=60),
    Field("state", gettext_lazy("state"), FieldKind.CHOICE, may_be_withheld=False, choices=(OPEN, DONE)),
    Field("baseline_on", gettext_lazy("baseline"), FieldKind.DATE),
    Field("forecast_on", gettext_lazy("forecast"), FieldKind.DATE),
    Field("actual_on", gettext_lazy("done on"), FieldKind.DATE),
)


def enter_milestones(rows: Sequence[Row], lookup: Lookup, book: Book) -> Said:
    said = Said()
    found = [row for row in rows if _has_project(row, lookup, said)]
    twice = Counter(_key(row) for row in found)
    known = _known(found, lookup)
    for row in found:
        _enter(row, _title(row) if twice[_key(row)] > 1 else row.text("title"), known, lookup, book, said)
    return said


def _has_project(row: Row, lookup: Lookup, said: Said) -> bool:
    identifier = row.text("project")
    if identifier and lookup.find(identifier):
        return True
    said.leave_out(row, "project", _("No project has this identifier."), identifier)
    return False


def _key(row: Row) -> tuple[str, str]:
    return row.text("project").casefold(), row.text("title")


def _title(row: Row) -> str:
    """Several of one project have this name: each is told apart by its identifier, whatever their order."""
    mark = f" ({row.text('identifier')})"
    return row.text("title")[: LONGEST - len(mark)] + mark


def _known(rows: Sequence[Row], lookup: Lookup) -> dict[tuple[int, str], Milestone]:
    projects = (lookup.find(row.text("project")) for row in rows)
    ids = {project.pk for project in projects if project is not None and project.pk}
    return {(each.project_id, each.title): each for each in Milestone.objects.filter(project__in=ids)}


def _enter(
    row: Row,
    title: str,
    known: Mapping[tuple[int, str], Milestone],
    lookup: Lookup,
    book: Book,
    said: Said,
) -> None:
    identifier, days = row.text("project"), _days(row, said)
    project = lookup.find(identifier)
    assert project is not None
    if not any(days.values()):
        said.leave_out(row, "baseline_on", _("A milestone needs a date."))
        return
    standing = known.get((project.pk, title)) if project.pk else None
    if standing is None:
        book.add(Milestone(project=project, title=title, owner=lookup.lead(identifier), **days))
        said.count(is_new=True, is_changed=False)
        return
    is_changed = lookup.is_newest(project) and book.change(standing, days)
    said.count(is_new=False, is_changed=is_changed)


def _days(row: Row, said: Said) -> dict[str, date | None]:
    """A done milestone has no forecast, an open one no day on which it was done."""
    state, actual_on = row.text("state"), row.day("actual_on")
    if state == OPEN:
        actual_on = None
    if state == DONE and actual_on is None:
        said.leave_out(row, "state", _("Done, without the day: it stays open."), state)
    forecast_on = None if actual_on else row.day("forecast_on")
    return {"baseline_on": row.day("baseline_on"), "forecast_on": forecast_on, "actual_on": actual_on}
