from typing import Any

from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from core.documents import RecordDocumentPage
from ministries.models import Country
from projects import period as telling
from projects import permissions, pictures, portfolio
from projects.period import Period, words
from projects.views.rounds import OneRound


class PeriodReport(RecordDocumentPage, OneRound):
    """What a round tells the board. A closed round speaks from its snapshot and says the same for ever; ``?papers=1`` adds
    every project in flight on a page of its own."""

    may = permissions.may_see_rounds
    template_name = "projects/period_report.html"
    paper_template = "documents/period_report.html"

    @property
    def paper_title(self) -> str:
        return _("Period report: %(round)s") % {"round": self.record}

    @property
    def paper_name(self) -> str:
        return f"period-report-{slugify(self.record.name) or self.record.pk}"

    @property
    def data_on(self) -> Any:
        return self.period.now.as_of_on if self.period else self.on

    @cached_property
    def period(self) -> Period | None:
        return telling.of_round(self.record, self.access, self.on)

    def context(self) -> dict[str, Any]:
        if self.period is None:
            return {"round": self.record, "period": None}
        return {"round": self.record, "period": self.period, **self.told()}

    def told(self) -> dict[str, Any]:
        found: Any = self.period
        steps = Country.objects.current().rating_steps
        told = {
            "milestones": telling.milestones_done(found),
            "closed": telling.closed(found),
            "in_flight": telling.in_flight(found),
            "slips": telling.slips(found),
            "coming": telling.coming(found),
            "silent": telling.silent(found),
            "changes": telling.changes(found),
            "money": telling.money_of(found.now),
            "help_asked": telling.help_asked(found.now),
            "matters": telling.for_the_council(found, access=self.access, on=self.on, steps=steps),
        }
        told["sheets"] = self.sheets(found, told["in_flight"]) if "papers" in self.request.GET else []
        return {**told, "findings": words.findings(found, **told), "picture": self.picture(found, steps)}

    def sheets(self, found: Period, rows: Any) -> list[telling.Sheet]:
        is_mirrored = get_language_bidi()
        told_of = [row for row in rows if row.status_round or row.baseline_number or row.milestones]
        return [telling.sheet(row, found.now.as_of_on, is_mirrored=is_mirrored) for row in told_of]

    def picture(self, found: Period, steps: int) -> Any:
        newest = found.now.snapshot or (found.before.snapshot if found.before else None)
        if newest is None:
            return None
        published = portfolio.ratings_as_published(newest, self.access)
        named = [(each.round_name, counts) for each, counts in published]
        return pictures.ratings_over_rounds(named, steps=steps, is_mirrored=get_language_bidi())
