from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from core.dates import add_working_days
from core.figures import day_text
from core.pages import FormPage, Page, RecordAction, RecordPage
from ministries.models import Country
from projects import permissions
from projects.filing import filing
from projects.forms import RoundForm
from projects.models import Project, Round
from projects.services import close_round, mail_day, open_round, remind

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
    """Who has filed and who has not, the worst first; whom to remind, and what closing would do."""

    template_name = "projects/round_detail.html"

    def context(self) -> dict[str, Any]:
        round_, may_run = self.record, permissions.may_run_rounds(self.request.user)
        found = filing(round_, self.access, self.on)
        return {
            "round": round_,
            "filing": found,
            "days_left": (round_.due_on - self.on).days,
            "may_run": may_run and round_.is_open,
            "mail_day": mail_day(self.on) if may_run and round_.is_open else None,
            "projects": Project.objects.count() if may_run and round_.is_open else None,
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


class RoundRemind(RecordAction, OneRound):
    """Ask by hand for all that is owed, or for the reports that are named."""

    may_on = staticmethod(lambda user, round_: permissions.may_run_rounds(user))
    asked = 0

    def perform(self) -> str:
        named = self.request.POST.getlist("only")
        ids = [int(pk) for pk in named if pk.isascii() and pk.isdecimal() and len(pk) < 10] if named else None
        self.asked = remind(self.record, by=self.user, on=self.on, at=timezone.now(), report_ids=ids)
        return str(self.record.get_absolute_url())

    @property
    def done(self) -> str:
        said = {"n": self.asked, "day": day_text(mail_day(self.on))}
        words = ngettext(
            "%(n)s report is asked for once more, in the mail of %(day)s.",
            "%(n)s reports are asked for once more, in the mail of %(day)s.",
            self.asked,
        )
        return words % said
