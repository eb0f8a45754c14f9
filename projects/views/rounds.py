from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.dates import add_working_days
from core.pages import FormPage, Page, RecordAction, RecordPage
from ministries.models import Country
from projects import permissions
from projects.forms import RoundForm
from projects.models import Report, Round
from projects.services import close_round, open_round

DAYS_TO_ANSWER = 5


class RoundList(Page):
    may = permissions.may_see_rounds
    template_name = "projects/round_list.html"

    def context(self) -> dict[str, Any]:
        rounds = Round.objects.visible_to(self.access).with_counts(self.access).with_snapshot()
        return {
            "rounds": rounds[:100],
            "may_open": permissions.may_run_rounds(self.request.user) and not Round.objects.open().exists(),
        }


class OneRound(RecordPage):
    may = permissions.may_see_rounds

    def find(self) -> Round:
        return Round.objects.visible_to(self.access).with_snapshot().get(pk=self.kwargs["pk"])


class RoundDetail(OneRound):
    """Who has filed and who has not; what is missing first."""

    template_name = "projects/round_detail.html"
    ORDER = ("returned", "missed", "owed", "draft", "submitted", "accepted", "waived")

    def reports(self) -> QuerySet[Report]:
        rows = Report.objects.visible_to(self.access).filter(round=self.record).with_ratings()
        return rows.select_related("project", "institution").order_by("institution__name", "project__title")

    def context(self) -> dict[str, Any]:
        reports = list(self.reports())
        counts = Counter(report.status for report in reports)
        reports.sort(key=lambda report: self.ORDER.index(report.status))
        return {
            "round": self.record,
            "groups": [
                (Report.Status(status).label, [report for report in reports if report.status == status])
                for status in self.ORDER
                if counts[status]
            ],
            "filed": sum(counts[status] for status in ("submitted", "returned", "accepted")),
            "asked": len(reports) - counts["waived"],
            "days_left": (self.record.due_on - self.on).days,
            "may_run": permissions.may_run_rounds(self.request.user),
        }


class RoundOpen(FormPage):
    may = permissions.may_run_rounds
    form_class = RoundForm
    template_name = "projects/round_open.html"
    done = gettext_lazy("The round is open. Everybody who owes a report is asked in today's digest.")

    def initial(self) -> dict[str, Any]:
        starts_on, ends_on = month_of(self.on)
        due_on = add_working_days(max(self.on, ends_on), DAYS_TO_ANSWER, Country.objects.current().is_holiday)
        return {"name": f"{starts_on:%B %Y}", "starts_on": starts_on, "ends_on": ends_on, "due_on": due_on}

    def perform(self, form: Any) -> Round:
        return open_round(by=self.user, on=self.on, **form.cleaned_data)


def month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


class RoundClose(RecordAction, OneRound):
    may_on = staticmethod(lambda user, round_: permissions.may_run_rounds(user))
    done = gettext_lazy("The round is closed. What was not filed counts as missed.")

    def perform(self) -> str:
        close_round(self.record, self.version, by=self.user, on=self.on)
        return str(self.record.get_absolute_url())
