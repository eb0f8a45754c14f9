"""What a file says of institutions and could not be taken over."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.problems import LeftOut
from ministries.imports.directory import Ambiguous, Directory
from ministries.imports.matching import Entry
from ministries.models import Institution

UNKNOWN = _("Neither in the file nor among the institutions on record.")
SEVERAL = _("Several institutions have this name; only a code tells them apart.")
ITSELF = _("It is the institution itself.")
TAKEN = _("Another institution has this short name already.")


class Report:
    def __init__(self, columns: Mapping[str, str], directory: Directory) -> None:
        self._columns = columns
        self.directory = directory
        self.lines: list[LeftOut] = []

    def add(self, entry: Entry, field: str, value: str, reason: str | Promise) -> None:
        column = self._columns.get(field, field)
        self.lines.append(LeftOut(entry.row.number, entry.name, column, value, str(reason)))

    def find(self, entry: Entry, field: str, text: str) -> Institution | None:
        """Another institution that a row names; who is not found is reported."""
        try:
            found = self.directory.find(text)
        except Ambiguous:
            self.add(entry, field, text, SEVERAL)
            return None
        if found is None or found is entry.institution:
            self.add(entry, field, text, ITSELF if found else UNKNOWN)
            return None
        return found
