from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property

from core.pages import Page
from core.questions import FindKind
from desk import permissions
from desk.querysets.search import MOST
from desk.search import OF_A_PAGE, SHOWN, TITLES, Found, address, look_for


class Search(Page):
    """Everything the reader may see that holds the words; the number of a record leads straight to it."""

    may = permissions.may_search
    template_name = "desk/search.html"

    @cached_property
    def kind(self) -> FindKind | None:
        said = self.request.GET.get("kind", "")
        return FindKind(said) if said in set(FindKind) else None

    @cached_property
    def number(self) -> int:
        """Of the page, from 1; there are no more than hold what is counted."""
        said = self.request.GET.get("page", "")
        known = said.isascii() and said.isdecimal() and len(said) < 4
        return min(max(int(said), 1), MOST // OF_A_PAGE) if known and self.kind else 1

    @cached_property
    def found(self) -> Found:
        size = OF_A_PAGE if self.kind else SHOWN
        start = (self.number - 1) * OF_A_PAGE if self.kind else 0
        said = self.request.GET.get("q", "")
        return look_for(said, self.access, self.on, kind=self.kind, size=size, start=start)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        straight = self.found.straight if self.kind is None else ""
        return HttpResponseRedirect(straight) if straight else self.show()

    def context(self) -> dict[str, Any]:
        text = self.found.sought.text
        last = max((each.count for each in self.found.hits), default=0)
        has_next = self.kind is not None and self.number * OF_A_PAGE < last
        return {
            "said": text,
            "is_asked": self.found.sought.is_enough,
            "groups": self.found.groups,
            "is_near": self.found.is_near,
            "meant": self.found.meant,
            "meant_at": address(self.found.meant) if self.found.meant else "",
            "kind": TITLES[self.kind] if self.kind else "",
            "all_at": address(text) if self.kind else "",
            "next_at": address(text, self.kind, self.number + 1) if has_next else "",
            "previous_at": address(text, self.kind, self.number - 1) if self.number > 1 else "",
        }
