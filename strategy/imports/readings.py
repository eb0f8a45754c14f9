"""One edition of an index: a reading of each country, at the first day of its year."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.problems import LeftOut
from exchange.rows import Row
from exchange.targets import Plan, Request
from strategy.imports.book import LETTERS, IndexBook
from strategy.imports.settings import IndexSettings
from strategy.models import IndexCountry, Indicator, Reading

FIRST_YEAR = 1990
PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 14


def plan_readings(request: Request) -> Plan:
    edition = _Edition(request)
    if not edition.book.problems:
        for row in request.rows:
            edition.take(row)
        edition.refuse_without_us()
    return Plan(
        new=edition.book.counts["new"],
        changed=edition.book.counts["changed"],
        unchanged=edition.book.counts["unchanged"],
        problems=edition.book.problems,
        tallies={"readings": {edition.settings.title: sum(edition.book.counts.values())}},
        notes=edition.notes(),
        left_out=edition.left_out,
        changes_anything=bool(edition.book),
        write=edition.book.write,
    )


class _Edition:
    """What the records and the options say before the first row is read."""

    def __init__(self, request: Request) -> None:
        self.settings: IndexSettings = request.profile.settings
        self.book = IndexBook(request.columns)
        self.left_out: list[LeftOut] = []
        self.other_years = 0
        self.year = request.options["year"].strip()
        self.ours = request.options["country"].strip().upper()
        self._check_options(request.on)
        self._check_columns()
        self.indicator = self._index()
        self.known = self._known()

    def _check_options(self, on: date) -> None:
        if not (self.year.isascii() and self.year.isdecimal() and FIRST_YEAR <= int(self.year) <= on.year):
            reason = _("Write a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": on.year}
            self.book.problem(None, "year", self.year, reason)
        if not LETTERS.fullmatch(self.ours):
            reason = _("Write the three letters of our country, such as EST.")
            self.book.problem(None, "country", self.ours, reason)

    def _check_columns(self) -> None:
        for field in ("country", "value"):
            if field not in self.book.columns:
                reason = _("Say in which column it stands: no column of the file is read as it.")
                self.book.problem(None, f"fields.{field}", "", reason)

    def _index(self) -> Indicator:
        known = Indicator.objects.filter(code=self.settings.code).select_related("country").first()
        if known is None:
            said = self.settings
            made = Indicator(
                code=said.code, title=said.title, unit=said.unit, better=said.better, source=said.source, url=said.url
            )
            self.book.add(made)
            return made
        if known.country is None:
            reason = _("An indicator of our own has this code. Give the index another code in its profile.")
            self.book.problem(None, "index.code", self.settings.code, reason)
        elif known.country.code != self.ours:
            reason = _("On record our country in this index is %(code)s. Name that one.") % {"code": known.country.code}
            self.book.problem(None, "country", self.ours, reason)
        return known

    def _known(self) -> dict[str, Reading]:
        if self.book.problems or self.indicator.pk is None:
            return {}
        rows = self.indicator.readings.filter(on=self.on).select_related("country")
        return {reading.country.code: reading for reading in rows if reading.country}

    @property
    def on(self) -> date:
        return date(int(self.year), 1, 1)

    def take(self, row: Row) -> None:
        """A row of another edition is left alone."""
        if row.text("year") and row.text("year") != self.year:
            self.other_years += 1
            return
        if not (row.text("country") and row.text("value")):
            self._leave_out(row)
            return
        code = self.book.code_of(row)
        if not code:
            return
        value, rank = self._value(row), self._rank(row)
        country = self._country(code, row)
        if value is not None:
            self._read(country, value, rank)

    def _leave_out(self, row: Row) -> None:
        missing = "value" if row.text("country") else "country"
        reason = _("Without a country and a value there is no reading.")
        column = self.book.columns.get(missing, missing)
        self.left_out.append(LeftOut(row.number, row.text("name") or row.text("country"), column, "", reason))

    def _value(self, row: Row) -> Decimal | None:
        text = row.text("value")
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not (value.is_finite() and abs(value) < LARGEST):
            self.book.problem(row, "value", text, _("Not a number. Write it with a point, such as 0.8287."))
            return None
        return value.quantize(PLACES)

    def _rank(self, row: Row) -> int | None:
        text = row.text("rank")
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1000):
            self.book.problem(row, "rank", text, _("Not a rank. Write a number from 1 on, or leave the cell empty."))
            return None
        return int(text)

    def _country(self, code: str, row: Row) -> IndexCountry:
        country = self.book.countries.get(code)
        if country is None:
            country = self.book.countries[code] = IndexCountry(code=code, name=row.text("name") or code)
            self.book.add(country)
        if code == self.ours and self.indicator.pk is None:
            self.indicator.country = country
        return country

    def _read(self, country: IndexCountry, value: Decimal, rank: int | None) -> None:
        said = {
            "value": value,
            "rank": rank,
            "evidence": f"{self.settings.source}, {self.year}",
            "url": self.settings.url,
        }
        known = self.known.get(country.code)
        if known is None:
            self.book.add(Reading(indicator=self.indicator, country=country, on=self.on, **said))
        self.book.count(is_new=known is None, is_changed=known is not None and self.book.change(known, said))

    def refuse_without_us(self) -> None:
        if not self.book.has(self.ours):
            reason = _("The file has no row of our country in %(year)s. Check the letters and the year.")
            self.book.problem(None, "country", self.ours, reason % {"year": self.year})

    def notes(self) -> list[str]:
        if not self.other_years:
            return []
        words = ngettext(
            "%(count)d row of another year is left alone.",
            "%(count)d rows of other years are left alone.",
            self.other_years,
        )
        return [words % {"count": self.other_years}]
