from math import ceil
from typing import Any

from django.utils.functional import cached_property
from django.utils.http import urlencode

from core.pages import Page
from desk import permissions
from desk.calendar.entries import Entry, entries
from desk.calendar.month import OF_A_PAGE, Month, days, days_off, heads, weeks
from desk.forms.calendar import CalendarForm
from ministries.models import Country, Institution

LIST = "list"


class Calendar(Page):
    """One month of what is owed and of other dates, as weeks or as a list; everything is in the address."""

    may = permissions.may_see_calendar
    template_name = "desk/calendar.html"

    @cached_property
    def month(self) -> Month:
        return Month.read(self.request.GET.get("month", ""), self.on)

    @cached_property
    def form(self) -> CalendarForm:
        institutions = Institution.objects.visible_to(self.access).current(self.on).by_name()
        return CalendarForm(self.request.GET, access=self.access, institutions=list(institutions))

    @property
    def is_list(self) -> bool:
        return self.request.GET.get("view") == LIST

    @cached_property
    def entries(self) -> list[Entry]:
        """None where the filter is wrong; the form says why."""
        if not self.form.is_valid():
            return []
        return entries(
            self.access,
            self.month.first,
            self.month.last,
            on=self.on,
            institution_ids=self.form.institution_ids(),
            kind=self.form.cleaned_data["kind"],
            records=self.form.cleaned_data["project"],
        )

    @cached_property
    def number(self) -> int:
        """Of the list's page, from 1; what is no page of it gives the nearest."""
        said = self.request.GET.get("page", "")
        last = max(ceil(len(self.entries) / OF_A_PAGE), 1)
        return min(max(int(said), 1), last) if said.isascii() and said.isdecimal() and len(said) < 7 else 1

    @property
    def shown(self) -> list[Entry]:
        """The list is told page by page, the month whole."""
        start = (self.number - 1) * OF_A_PAGE
        return self.entries[start : start + OF_A_PAGE] if self.is_list else self.entries

    def context(self) -> dict[str, Any]:
        rests = days_off(Country.objects.current(), self.month)
        made = (days if self.is_list else weeks)(self.month, self.shown, rests, self.on)
        before = (self.number - 1) * OF_A_PAGE
        return {
            "filter": self.form,
            "month": self.month,
            "is_list": self.is_list,
            "heads": heads(),
            "count": len(self.entries),
            "more": len(self.entries) - before - len(self.shown) if self.is_list else 0,
            "links": self._links(),
            "days" if self.is_list else "weeks": made,
            "says_something": any(each.says_something for each in made),
        }

    def _links(self) -> dict[str, str]:
        """Addresses of the same calendar with one thing changed; empty where there is none."""
        return {
            "previous": "" if self.month.is_first_known else self.address(month=self.month.previous.code),
            "following": "" if self.month.is_last_known else self.address(month=self.month.following.code),
            "today": self.address(month=""),
            "weeks": self.address(view=""),
            "list": self.address(view=LIST),
            "unfiltered": self.address(institution="", kind="", project=""),
            "next_page": self.address(page=str(self.number + 1)),
            "previous_page": self.address(page=str(self.number - 1)) if self.is_list and self.number > 1 else "",
        }

    def address(self, **changes: str) -> str:
        said = {name: self.request.GET.get(name, "") for name in ("month", "view", *self.form.fields)}
        return f"?{urlencode({name: value for name, value in (said | changes).items() if value})}"
