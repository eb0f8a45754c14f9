"""Who is meant by a code, a name or a short name."""

from collections.abc import Iterable

from django.utils.text import slugify

from exchange.names import institution_key, name_key
from ministries.models import Institution
from ministries.services.institutions import TAKEN_CODES

CODE_LENGTH = 60


class Ambiguous(Exception):
    """Several institutions answer to the text."""


class Directory:
    """Institutions by all they are called, those of the records and those of the file."""

    def __init__(self, institutions: Iterable[Institution]) -> None:
        self._codes: dict[str, Institution] = {}
        self._names: dict[str, dict[int, Institution]] = {}
        self._short_names: dict[str, Institution] = {}
        for institution in institutions:
            self.add(institution)

    def add(self, institution: Institution, also: str = "") -> None:
        """As it is called now, beside what it was called before. ``also``: a code the file uses for it."""
        for code in filter(None, (institution.code, also)):
            self._codes.setdefault(code.casefold(), institution)
        if key := name_key(institution.name):
            self._names.setdefault(key, {})[id(institution)] = institution
        if institution.acronym:
            self._short_names.setdefault(institution_key(institution.acronym), institution)

    def by_code(self, text: str) -> Institution | None:
        return self._codes.get(text.casefold()) or self._codes.get(code_of(text))

    def named(self, text: str) -> list[Institution]:
        return list(self._names.get(name_key(text), {}).values())

    def with_short_name(self, text: str) -> Institution | None:
        return self._short_names.get(institution_key(text))

    def find(self, text: str) -> Institution | None:
        """By its very code, else by name, by what would be its code, or by short name. Raises Ambiguous."""
        if text.casefold() in self._codes:
            return self._codes[text.casefold()]
        named = self.named(text)
        if len(named) > 1:
            raise Ambiguous
        return named[0] if named else self._codes.get(code_of(text)) or self.with_short_name(text)

    def free_code(self, text: str) -> str:
        base = code_of(text)[: CODE_LENGTH - 5] or "institution"
        code, number = base, 1
        while code in self._codes or code in TAKEN_CODES:
            number += 1
            code = f"{base}-{number}"
        return code


def code_of(text: str) -> str:
    """What fits our codes: small letters, digits and hyphens, cut at the length of a code."""
    return slugify(text)[:CODE_LENGTH].rstrip("-_")
