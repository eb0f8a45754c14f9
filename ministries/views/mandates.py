from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.conflicts import Typed
from core.pages import FormPage, ListPage, RecordFormPage, RecordPage
from core.questions import Scope
from core.records import ref
from history.timeline import Related, Timeline, timeline
from ministries import mandate_map, permissions
from ministries.answers.resting import resting
from ministries.forms import EditFunctionForm, EditMandateForm, FunctionForm, GiveMandateForm, SettleForm
from ministries.mandate_map import MandateMap
from ministries.models import CoordinationFunction, Mandate, Settlement, SettlementLead
from ministries.querysets.standing import State
from ministries.services import create_function, edit_function, edit_mandate, give_mandate, settle
from ministries.tables import MandateTable, MapFilters
from outbox.record import following

PROJECTS_SHOWN = 20


class MandateList(ListPage):
    """The mandate map: functions by institutions, as of a day."""

    may = permissions.may_see_mandates
    table_class = MandateTable
    template_name = "ministries/mandate_list.html"

    @cached_property
    def map(self) -> MandateMap:
        """Of the whole of today where a filter is wrong; the page then says so instead of showing it."""
        asked = MapFilters(self.request.GET, queryset=Mandate.objects.none()).form
        said = asked.cleaned_data if asked.is_valid() else {}
        return mandate_map.mandate_map(
            said.get("on") or self.on,
            today=self.on,
            access=self.access,
            state=said.get("state") or "",
            institution=said.get("institution"),
        )

    def rows(self) -> QuerySet[Mandate]:
        cells = self.map.cells
        states = {row.standing.function.pk: row.standing.state for row in self.map.rows}
        shown = Mandate.objects.visible_to(self.access).filter(pk__in=[cell.mandate.pk for cell in cells])
        return shown.for_map(states, [cell.mandate.pk for cell in cells if cell.is_over])

    def context(self) -> dict[str, Any]:
        return {"map": self.map, "may_manage": permissions.may_manage_mandates(self.request.user)}


class FunctionCreate(FormPage):
    may = permissions.may_manage_mandates
    form_class = FunctionForm
    template_name = "ministries/function_create.html"
    done = gettext_lazy("The function is on record.")

    def initial(self) -> dict[str, Any]:
        return {"rank": 100, "starts_on": self.on}

    def perform(self, form: Any) -> CoordinationFunction:
        return create_function(by=self.user, **form.cleaned_data)


class OneFunction(RecordPage):
    may = permissions.may_see_mandates

    def find(self) -> CoordinationFunction:
        return CoordinationFunction.objects.visible_to(self.access).get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"function": self.record, "standing": self.standing}

    @cached_property
    def standing(self) -> Any:
        return CoordinationFunction.objects.filter(pk=self.record.pk).standings(self.on)[0]


class FunctionDetail(OneFunction):
    template_name = "ministries/function_detail.html"

    def context(self) -> dict[str, Any]:
        function, standing = self.record, self.standing
        scope = Scope(self.on, access=self.access, most=PROJECTS_SHOWN)
        others = function.mandates.for_list().beside(standing.parts)
        return {
            "function": function,
            "standing": standing,
            "state": mandate_map.state_words(standing),
            "days": standing.days(self.on),
            "is_current": function.covers(self.on),
            "is_contested": standing.state == State.CONTESTED,
            "parts": [mandate for mandate in standing.parts if mandate.role != Mandate.Role.LEAD],
            "last_leads": mandate_map.last_leads(standing),
            "others": others,
            "settlements": function.settlements.for_list(),
            "resting": resting([ref(function)], scope)[ref(function)],
            "history": history_of(function, before=self.request.GET.get("before", "")),
            "may_manage": permissions.may_manage_mandates(self.request.user),
            "follow": following(self.user, function),
        }


def history_of(function: CoordinationFunction, *, before: str = "") -> Timeline:
    """What happened to a function, its mandates and its settlements."""
    own = Q(function=function)
    return timeline(
        [
            Related(CoordinationFunction, Q(pgh_obj=function), hidden=("code",)),
            Related(Settlement, own, called=("source",)),
            Related(SettlementLead, Q(settlement__function=function), called=("institution",)),
            Related(Mandate, own, word="", called=("institution", "role"), hidden=("function", "basis_url")),
        ],
        before=before,
    )


class FunctionEdit(RecordFormPage, OneFunction):
    may_on = permissions.may_manage_mandate
    form_class = EditFunctionForm
    template_name = "ministries/function_form.html"
    heading = gettext_lazy("Edit the function")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditFunctionForm.base_fields}

    def perform(self, form: Any) -> CoordinationFunction:
        changes = dict(form.cleaned_data)
        return edit_function(self.record, changes.pop("version"), by=self.user, **changes)


class GiveMandate(RecordFormPage, OneFunction):
    may_on = permissions.may_manage_mandate
    form_class = GiveMandateForm
    template_name = "ministries/function_form.html"
    heading = gettext_lazy("Give a mandate")
    done = gettext_lazy("The mandate is on record.")

    def initial(self) -> dict[str, Any]:
        return {"starts_on": self.on}

    def perform(self, form: Any) -> CoordinationFunction:
        said = dict(form.cleaned_data)
        give_mandate(said.pop("institution"), self.record, said.pop("role"), by=self.user, **said)
        return self.record  # type: ignore[no-any-return]


class Settle(RecordFormPage, OneFunction):
    may_on = permissions.may_manage_mandate
    template_name = "ministries/settlement_form.html"
    heading = gettext_lazy("Settle who leads")
    button = gettext_lazy("Record the settlement")
    done = gettext_lazy("The settlement is on record; the mandates follow it from its first day.")

    def form(self, data: Any = None, files: Any = None) -> SettleForm:
        return SettleForm(data, function=self.record, on=self.on, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "starts_on": self.on, "others": Mandate.Role.CONTRIBUTES}

    def perform(self, form: Any) -> CoordinationFunction:
        said = {name: value for name, value in form.cleaned_data.items() if name not in ("leads", "another")}
        settle(self.record, said.pop("version"), leads=form.chosen(), by=self.user, **said)
        return self.record  # type: ignore[no-any-return]

    def look_again(self) -> None:
        super().look_again()
        self.__dict__.pop("standing", None)

    def theirs(self, form: Any, current: Any) -> Typed:
        """A settlement is new: the function as it stands cannot be held beside it."""
        return {}


class MandateEdit(RecordFormPage):
    may = permissions.may_see_mandates
    may_on = permissions.may_manage_mandate
    form_class = EditMandateForm
    template_name = "ministries/mandate_form.html"
    heading = gettext_lazy("Edit a mandate")
    done = gettext_lazy("Saved.")

    def find(self) -> Mandate:
        rows = Mandate.objects.visible_to(self.access).for_list()
        return rows.get(pk=self.kwargs["pk"], function__code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"mandate": self.record, "function": self.record.function}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditMandateForm.base_fields}

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        mandate = edit_mandate(self.record, changes.pop("version"), by=self.user, **changes)
        return reverse("ministries:function-detail", args=[mandate.function.code])
