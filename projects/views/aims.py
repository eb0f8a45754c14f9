from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi

from core.charts import Figure
from core.pages import ListPage, RecordPage
from ministries.models import Country
from ministries.money import Changer
from outbox.record import following
from projects import aims, permissions, pictures
from projects.aims import Aim
from projects.tables import ObjectiveTable
from strategy import permissions as strategy
from strategy.models import Objective
from strategy.pictures import course_of
from strategy.record import history_of_objective
from strategy.standing import stands


class ObjectiveList(ListPage):
    """All aims of government: how far each is, who contributes, with what money, and how far it can be trusted."""

    may = permissions.may_see_portfolio
    table_class = ObjectiveTable
    template_name = "projects/objective_list.html"

    def rows(self) -> QuerySet[Objective]:
        return Objective.objects.visible_to(self.access).with_measures()

    @cached_property
    def changer(self) -> Changer:
        return Changer(self.on)

    @cached_property
    def table(self) -> ObjectiveTable:
        return ObjectiveTable(self.rows(), self.request.GET, on=self.on, tell=self.tell)

    def tell(self, objectives: Any) -> list[Aim]:
        return aims.aims(stands(objectives, self.on), self.access, self.changer)

    def context(self) -> dict[str, Any]:
        every = self.tell(self.table.rows)
        overview = aims.overview(every, self.changer)
        by_key = {aim.objective.pk: aim for aim in every}
        return {
            "aims": [by_key[objective.pk] for objective in self.table.page.rows],
            "overview": overview,
            "picture": self.picture(every, overview) if every else None,
        }

    def picture(self, every: list[Aim], overview: aims.Overview) -> Figure:
        return pictures.aims_on_their_way(every, overview, self.on, is_mirrored=get_language_bidi())


class ObjectiveDetail(RecordPage):
    """One aim: how far its indicators are, and what the projects do for it that name it."""

    may = permissions.may_see_portfolio
    template_name = "projects/objective_detail.html"

    def find(self) -> Objective:
        return Objective.objects.visible_to(self.access).with_measures().get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        objective, user = self.record, self.request.user
        stand = stands([objective], self.on)[0]
        is_rtl = get_language_bidi()
        return {
            "objective": objective,
            "aim": aims.aims([stand], self.access, Changer(self.on))[0],
            "courses": [
                (
                    measured,
                    course_of(measured, self.on, is_mirrored=is_rtl),
                    strategy.may_add_reading(user, measured.indicator),
                )
                for measured in stand.measures
            ],
            "office": Country.objects.current().office_name,
            "history": history_of_objective(objective, access=self.access, before=self.request.GET.get("before", "")),
            "may_keep": strategy.may_keep_strategy(user),
            "follow": following(self.user, objective),
        }
