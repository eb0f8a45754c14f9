"""Which national act on record is meant by a number or a title."""

from collections import defaultdict
from collections.abc import Iterable

from legislation.models import Act
from legislation.rules.titles import title_key, title_keys


class Ambiguous(Exception):
    """Several acts have this title."""


class Laws:
    def __init__(self, acts: Iterable[Act]) -> None:
        self._numbers: dict[str, Act] = {}
        self._titles: dict[str, dict[int, Act]] = defaultdict(dict)
        for act in acts:
            self.add(act)

    def add(self, act: Act) -> None:
        if act.is_eu:
            return
        if act.number:
            self._numbers[act.number] = act
        for title in filter(None, (act.title, act.short_title)):
            self._titles[title_key(title)][id(act)] = act

    def numbered(self, number: str) -> Act | None:
        return self._numbers.get(number)

    def titled(self, title: str) -> Act | None:
        """By its title, digits of a footnote aside; of several the only one that is not repealed. Raises Ambiguous."""
        for key in title_keys(title):
            found = list(self._titles.get(key, {}).values())
            standing = [act for act in found if act.status != Act.Status.REPEALED] if len(found) > 1 else found
            if len(standing) == 1:
                return standing[0]
            if found:
                raise Ambiguous
        return None

    def find(self, text: str) -> Act | None:
        """By code, number or title. Raises Ambiguous."""
        return self.numbered(text) or self.titled(text)
