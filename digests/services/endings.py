"""How rounds and consultations ended, told once to those whose institution was asked: the close-out of a campaign."""

from collections.abc import Collection
from datetime import date, timedelta

from core import questions
from core.access import Access
from core.questions import Ending, Scope

LASTS = timedelta(days=31)
"""What ended longer ago is no news any more."""


class Endings:
    """What mails of one batch may tell of it. What every official may read is asked once; the rest for each distinct access,
    because the figures are those of what one may see."""

    def __init__(self, on: date, institution_ids: frozenset[int], everybody: Access) -> None:
        self._on, self._since = on, on - 2 * LASTS  # a mail may have waited
        whole = self._asked(None, institution_ids) if institution_ids else []
        open_ones = set(self._asked(everybody, institution_ids)) if whole else set()
        self._open = {ending.key: ending for ending in whole if ending in open_ones}
        self._own: dict[Access, dict[str, Ending]] = {}

    def _asked(self, access: Access | None, institution_ids: frozenset[int]) -> list[Ending]:
        return questions.ending(Scope(self._on, access=access, institution_ids=institution_ids), self._since)

    def of(self, keys: Collection[str], institution_ids: Collection[int], access: Access) -> list[Ending]:
        """Of these institutions, the last one first."""
        seen = self._open if all(key in self._open for key in keys) else {**self._seen_by(access), **self._open}
        found = [seen[key] for key in keys if key in seen and seen[key].institution_id in institution_ids]
        return sorted(found, key=lambda ending: (-ending.on.toordinal(), ending.title, ending.key))

    def _seen_by(self, access: Access) -> dict[str, Ending]:
        if access not in self._own:
            self._own[access] = {ending.key: ending for ending in self._asked(access, access.institution_ids)}
        return self._own[access]
