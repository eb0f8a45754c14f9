from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.pages import FormPage, ListPage, RecordFormPage, RecordPage
from outbox.record import following
from strategy import permissions
from strategy.forms import EditObjectiveForm, EditStrategyForm, ObjectiveForm, StrategyForm
from strategy.models import Objective, Strategy
from strategy.record import history_of_strategy
from strategy.services import add_objective, create_strategy, edit_objective, edit_strategy
from strategy.standing import stands
from strategy.tables import StrategyTable


class StrategyList(ListPage):
    may = permissions.may_see_strategy
    table_class = StrategyTable
    template_name = "strategy/strategy_list.html"

    def rows(self) -> QuerySet[Strategy]:
        return Strategy.objects.visible_to(self.access).for_list()

    def context(self) -> dict[str, Any]:
        return {"may_keep": permissions.may_keep_strategy(self.request.user)}


class StrategyCreate(FormPage):
    may = permissions.may_keep_strategy
    form_class = StrategyForm
    template_name = "strategy/strategy_create.html"
    done = gettext_lazy("The strategy is on record. Now add its objectives.")

    def initial(self) -> dict[str, Any]:
        return {"starts_on": self.on}

    def perform(self, form: Any) -> Strategy:
        return create_strategy(by=self.user, **form.cleaned_data)


class OneStrategy(RecordPage):
    may = permissions.may_see_strategy

    def find(self) -> Strategy:
        return Strategy.objects.visible_to(self.access).select_related("lead").get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"strategy": self.record}


class StrategyDetail(OneStrategy):
    template_name = "strategy/strategy_detail.html"

    def context(self) -> dict[str, Any]:
        objectives = Objective.objects.visible_to(self.access).filter(strategy=self.record).with_measures()
        return {
            "strategy": self.record,
            "stands": stands(objectives, self.on),
            "history": history_of_strategy(self.record, access=self.access, before=self.request.GET.get("before", "")),
            "may_keep": permissions.may_keep_strategy(self.request.user),
            "follow": following(self.user, self.record),
        }


class StrategyEdit(RecordFormPage, OneStrategy):
    may_on = permissions.may_keep_aim
    form_class = EditStrategyForm
    template_name = "strategy/strategy_form.html"
    heading = gettext_lazy("Edit the strategy")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditStrategyForm.base_fields}

    def perform(self, form: Any) -> Strategy:
        changes = dict(form.cleaned_data)
        return edit_strategy(self.record, changes.pop("version"), by=self.user, **changes)


class ObjectiveAdd(RecordFormPage, OneStrategy):
    may_on = permissions.may_keep_aim
    form_class = ObjectiveForm
    template_name = "strategy/strategy_form.html"
    heading = gettext_lazy("Add an objective")
    done = gettext_lazy("The objective is on record. Now say how it is measured.")

    def initial(self) -> dict[str, Any]:
        return {"lead": self.record.lead, "rank": 100}

    def perform(self, form: Any) -> Objective:
        return add_objective(self.record, by=self.user, **form.cleaned_data)


class OneObjective(RecordPage):
    may = permissions.may_see_strategy

    def find(self) -> Objective:
        return Objective.objects.visible_to(self.access).for_list().get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"objective": self.record, "strategy": self.record.strategy}


class ObjectiveEdit(RecordFormPage, OneObjective):
    may_on = permissions.may_keep_aim
    form_class = EditObjectiveForm
    template_name = "strategy/objective_form.html"
    heading = gettext_lazy("Edit the objective")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditObjectiveForm.base_fields}

    def perform(self, form: Any) -> Objective:
        changes = dict(form.cleaned_data)
        return edit_objective(self.record, changes.pop("version"), by=self.user, **changes)
