from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.documents import DocumentPage
from core.ratings import NOT_RATED, scale
from ministries.models import Country
from projects import period as telling
from projects import permissions
from projects.period import Period, brief, words


class MinistersBrief(DocumentPage):
    """The portfolio of today on one page, beside what was published last."""

    may = permissions.may_read_brief
    template_name = "projects/brief.html"
    paper_template = "documents/brief.html"

    @property
    def paper_title(self) -> str:
        return _("Minister’s brief")

    @property
    def paper_name(self) -> str:
        return f"ministers-brief-{self.on:%Y-%m-%d}"

    @cached_property
    def period(self) -> Period:
        return telling.of_now(self.access, self.on)

    def context(self) -> dict[str, Any]:
        now, steps = self.period, Country.objects.current().rating_steps
        figures, fell, needing = brief.figures(now), brief.fell(now), brief.needing(now)
        asked = brief.asked_of(telling.silent(now), telling.coming(now))
        matters = telling.for_the_council(now, access=self.access, on=self.on, steps=steps)
        money = telling.money_of(now.now)
        return {
            "period": now,
            "figures": figures,
            "headline": brief.headline(figures),
            "steps": [*scale(steps), NOT_RATED],
            "rated": brief.rated(now, steps),
            "fell": fell[: brief.FELL],
            "more_fell": max(len(fell) - brief.FELL, 0),
            "needing": needing[: brief.NEEDED],
            "asked": asked[: brief.ASKED],
            "more_asked": max(len(asked) - brief.ASKED, 0),
            "matters": matters,
            "help_asked": telling.help_asked(now.now),
            "money": money,
            "money_finding": words.money(money),
        }
