"""What both imports share: countries by their letters, rows counted by what they do."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from exchange.book import Book
from exchange.models import ImportRun
from exchange.problems import Problem
from exchange.rows import Row
from strategy.models import IndexCountry, Indicator, Reading

LETTERS = re.compile(r"[A-Z]{3}")


class IndexBook(Book):
    """``counts``: rows by what they do: new, changed, unchanged."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        super().__init__()
        self.columns = columns
        self.countries = {country.code: country for country in IndexCountry.objects.all()}
        self.problems: list[Problem] = []
        self.counts = {"new": 0, "changed": 0, "unchanged": 0}
        self._seen: set[str] = set()

    def problem(self, row: Row | None, field: str, value: str, reason: str) -> None:
        """Without a row it is about what was said beside the file, such as the year."""
        column = self.columns.get(field, field) if row else field
        self.problems.append(Problem(row.number if row else None, column, value, reason))

    def code_of(self, row: Row) -> str:
        """The letters of the row's country; empty, with the problem noted, where they are wrong or were read before."""
        code = row.text("country").upper()
        if not code:
            return ""  # noted by who reads the cells
        if not LETTERS.fullmatch(code):
            self.problem(row, "country", code, _("Write the three letters of ISO 3166, such as EST."))
            return ""
        if code in self._seen:
            self.problem(row, "country", code, _("This country stands in the file twice. Remove one of the rows."))
            return ""
        self._seen.add(code)
        return code

    def has(self, code: str) -> bool:
        return code in self._seen

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        self.counts["new" if is_new else "changed" if is_changed else "unchanged"] += 1

    def write(self, run: ImportRun, at: datetime) -> None:
        for reading in self.new[Reading]:
            reading.import_run = run
        self.save((IndexCountry, Indicator, Reading))
