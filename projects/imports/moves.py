"""What a file says otherwise than the round of its series before it: new, gone, dearer, later, rated worse."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from core.access import Access, Kind
from exchange.rows import Row
from exchange.targets import Move
from projects.comparison import Stand, stands
from projects.imports.fields import RATINGS, WORDS
from projects.imports.matching import Entry
from projects.imports.series import Series
from projects.imports.settings import CIO, ProjectSettings
from projects.models import Round


def moves_since(before: Round, entries: Sequence[Entry], series: Series, settings: ProjectSettings) -> list[Move]:
    """New and gone first, then what moved; each kind by name."""
    everybody = stands(before, Access(Kind.OFFICE))
    known = {project: stand for project, stand in everybody.items() if before.ends_on in series.present[project.pk]}
    named = {entry.record: entry for entry in entries if not entry.is_new}
    came = [Move(_("New"), entry.row.text("title")) for entry in entries if entry.is_new or entry.record not in known]
    gone = [Move(_("Gone"), project.title) for project in known if project not in named]
    both = [(known[project], entry.row) for project, entry in named.items() if project in known]
    moved = [move for stand, row in both for move in _moved(stand, row, settings)]
    return [
        move for several in (came, gone, moved) for move in sorted(several, key=lambda each: (each.what, each.name))
    ]


def _moved(before: Stand, row: Row, settings: ProjectSettings) -> Iterator[Move]:
    name = row.text("title")
    cost = row.money("forecast_cost") or row.money("cost")
    if before.cost is not None and cost is not None and cost != before.cost:
        what = _("Costs more") if cost > before.cost else _("Costs less")
        yield Move(what, name, _sum(before.cost, settings), _sum(cost, settings))
    ends_on = row.day("forecast_ends_on") or row.day("ends_on")
    if before.ends_on and ends_on and ends_on != before.ends_on:
        what = _("Ends later") if ends_on > before.ends_on else _("Ends sooner")
        yield Move(what, name, date_format(before.ends_on, "j M Y"), date_format(ends_on, "j M Y"))
    rated, rating = before.cio if settings.rating_of == CIO else before.assessed, RATINGS.get(row.text("rating"))
    if rated and rating and rating != rated:
        what = _("Rated better") if rating > rated else _("Rated worse")
        yield Move(what, name, WORDS[rated], WORDS[rating])


def _sum(amount: Decimal, settings: ProjectSettings) -> str:
    return f"{number_format(amount, 0, force_grouping=True)} {settings.defaults.currency}"
