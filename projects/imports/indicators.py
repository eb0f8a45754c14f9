"""What projects are measured by, from a table of its own: an indicator, and the outcome that ties it to the project."""

from collections.abc import Sequence

from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.book import Book
from exchange.fields import Field, FieldKind
from exchange.rows import Row
from projects.imports.lookup import Lookup, Said
from projects.models import Outcome, Project
from strategy.models import Indicator

FIELDS = (
    Field("title", gettext_lazy("what is measured"), FieldKind.TEXT, is_required=True, max_length=2000),
    Field("project", gettext_lazy("its project (identifier)"), FieldKind.LINE, may_be_withheld=False, max_length=200),
    Field(
        "identifier",
        gettext_lazy("identifier elsewhere"),
        FieldKind.LINE,
        is_required=True,
        may_be_withheld=False,
        max_length=60,
    ),
    Field("unit", gettext_lazy("unit"), FieldKind.LINE, may_be_withheld=False, max_length=60),
    Field(
        "better",
        gettext_lazy("better"),
        FieldKind.CHOICE,
        may_be_withheld=False,
        choices=tuple(Indicator.Better.values),
    ),
    Field("source", gettext_lazy("source"), FieldKind.LINE, may_be_withheld=False, max_length=300),
    Field("result", gettext_lazy("result in words"), FieldKind.TEXT, may_be_withheld=False),
)


def enter_indicators(rows: Sequence[Row], scheme: str, lookup: Lookup, book: Book) -> Said:
    said = Said()
    codes = [slugify(f"{scheme}-{row.text('identifier')}")[:60] for row in rows]
    known = {each.code: each for each in Indicator.objects.filter(code__in=codes)}
    outcomes = {
        (each.project_id, each.indicator_id): each for each in Outcome.objects.filter(indicator__in=known.values())
    }
    for row, code in zip(rows, codes, strict=True):
        project = lookup.find(row.text("project"))
        if project is None:
            said.leave_out(row, "project", _("No project has this identifier."), row.text("project"))
            continue
        if row.text("result"):
            said.leave_out(row, "result", _("A result without a figure is no reading."), row.text("result"))
        indicator = known.get(code)
        outcome = outcomes.get((project.pk, indicator.pk)) if indicator else None
        _enter(row, code, project, indicator, outcome, lookup.is_newest(project), book, said)
    return said


def _enter(
    row: Row,
    code: str,
    project: Project,
    indicator: Indicator | None,
    outcome: Outcome | None,
    is_newest: bool,
    book: Book,
    said: Said,
) -> None:
    content = {
        "title": Truncator(" ".join(row.text("title").split())).chars(300),
        "unit": row.text("unit"),
        "better": row.text("better") or Indicator.Better.HIGHER,
        "source": row.text("source"),
    }
    is_new, is_changed = indicator is None, False
    if indicator is None:
        indicator = Indicator(code=code, **content)
        book.add(indicator)
    elif is_newest:
        is_changed = book.change(indicator, content)
    if outcome is None:
        book.add(Outcome(project=project, indicator=indicator, statement=row.text("title")))
        is_changed = True
    elif is_newest:
        is_changed = book.change(outcome, {"statement": row.text("title")}) or is_changed
    said.count(is_new=is_new, is_changed=is_changed)
