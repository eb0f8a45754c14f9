"""What a person finds: the one way in for the page, the API and the bench."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Access
from core.finding import Sought
from core.questions import FindKind
from desk.querysets.search import Hit, Hits, search
from desk.rules.marks import Part, around, marked, meant

SHOWN, OF_A_PAGE = 5, 25
TITLES: dict[FindKind, Promise] = {
    FindKind.PROJECT: gettext_lazy("Projects"),
    FindKind.INSTITUTION: gettext_lazy("Institutions"),
    FindKind.PERSON: gettext_lazy("People in posts"),
    FindKind.FUNCTION: gettext_lazy("Coordination functions"),
    FindKind.ACT: gettext_lazy("Acts"),
    FindKind.ITEM: gettext_lazy("Harmonisation items"),
    FindKind.CONSULTATION: gettext_lazy("Consultations"),
    FindKind.OBJECTIVE: gettext_lazy("Objectives"),
    FindKind.INDICATOR: gettext_lazy("Indicators"),
    FindKind.STRATEGY: gettext_lazy("Strategies"),
    FindKind.MILESTONE: gettext_lazy("Milestones"),
    FindKind.RISK: gettext_lazy("Risks and issues"),
    FindKind.ROUND: gettext_lazy("Reporting rounds"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A hit as it is shown."""

    path: str
    name: list[Part]
    code: str
    about: str
    said: list[Part]


@dataclass(frozen=True, slots=True)
class Group:
    """``all_at``: the page of all of this kind; empty where all are shown."""

    kind: FindKind
    title: str
    count: str
    all_at: str
    lines: list[Line]


@dataclass(frozen=True)
class Found:
    sought: Sought
    hits: list[Hits]

    @property
    def is_near(self) -> bool:
        return any(each.rows[0].is_near for each in self.hits)

    @property
    def straight(self) -> str:
        """The address of the one record whose number was typed. A name without a figure may be meant as a word."""
        named = [hit.path for each in self.hits for hit in each.rows if hit.is_coded]
        return named[0] if len(named) == 1 and any(sign.isdigit() for sign in self.sought.text) else ""

    @cached_property
    def meant(self) -> str:
        names = [hit.name for each in self.hits for hit in each.rows] if self.is_near else []
        return meant(self.sought.words, names)

    @property
    def groups(self) -> list[Group]:
        return [self._group(each) for each in self.hits]

    def _group(self, hits: Hits) -> Group:
        more = hits.count > len(hits.rows)
        return Group(
            hits.kind,
            str(TITLES[hits.kind]),
            _("more than %(n)s") % {"n": hits.count} if hits.is_more else str(hits.count),
            address(self.sought.text, hits.kind) if more else "",
            [self._line(hit) for hit in hits.rows],
        )

    def _line(self, hit: Hit) -> Line:
        words = self.meant.split() if hit.is_near else self.sought.words
        said = around(hit.said, words)
        return Line(hit.path, marked(hit.name, words), hit.code, hit.about, marked(said, words))


def address(said: str, kind: FindKind | None = None, page: int = 1) -> str:
    asked = {"q": said, **({"kind": kind} if kind else {}), **({"page": page} if page > 1 else {})}
    return f"{reverse('desk:search')}?{urlencode(asked)}"


def look_for(
    said: str,
    access: Access,
    on: date,
    *,
    kind: FindKind | None = None,
    scopes: frozenset[str] | None = None,
    size: int = SHOWN,
    start: int = 0,
) -> Found:
    """``kind``: of this kind alone. ``scopes``: of the key that asks. Nothing is asked where too little was typed."""
    sought = Sought(said)
    if not sought.is_enough:
        return Found(sought, [])
    return Found(sought, search(access, on, sought, kind=kind, scopes=scopes, size=size, start=start))
