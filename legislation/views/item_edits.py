"""Pages that change an item: its words, its stage, its plan, the acts it touches."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Kind
from core.conflicts import Typed, typed
from core.pages import FormPage, RecordAction, RecordFormPage, RecordPage
from legislation import permissions
from legislation.expected import Expectations
from legislation.forms import (
    EditItemForm,
    ItemFunctionsForm,
    ItemLeadForm,
    MoveForm,
    NewItemForm,
    PlanForm,
    ProvisionsForm,
    TouchForm,
)
from legislation.forms.items import field_of
from legislation.models import Item, TouchedAct
from legislation.services import (
    change_item_lead,
    create_item,
    edit_item,
    edit_touched,
    move_item,
    plan_stages,
    set_functions,
    touch_act,
    untouch_act,
)
from legislation.tables import line_of
from legislation.views.items import OneItem
from ministries.models import CoordinationFunction, Institution


class ItemCreate(FormPage):
    may = permissions.may_write_legislation
    template_name = "legislation/item_create.html"
    done = gettext_lazy("The item is on record. Now name the acts it touches, and plan its stages.")

    def form(self, data: Any = None, files: Any = None) -> NewItemForm:
        return NewItemForm(data, leads=self.leads(), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        leads = list(self.leads()[:2])
        return {"since_on": self.on, "lead": leads[0] if len(leads) == 1 else None}

    def leads(self) -> "QuerySet[Institution]":
        institutions = Institution.objects.by_name()
        is_office = self.access.kind is Kind.OFFICE
        return institutions if is_office else institutions.filter(pk__in=self.access.institution_ids)

    def perform(self, form: Any) -> Item:
        return create_item(by=self.user, on=self.on, **form.cleaned_data)


class ItemEdit(RecordFormPage, OneItem):
    may_on = permissions.may_edit_item
    form_class = EditItemForm
    template_name = "legislation/item_form.html"
    heading = gettext_lazy("Edit the item")
    done = gettext_lazy("Saved; history keeps how it stood.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditItemForm.base_fields}

    def perform(self, form: Any) -> Item:
        changes = dict(form.cleaned_data)
        return edit_item(self.record, changes.pop("version"), by=self.user, **changes)


class ItemMove(RecordFormPage, OneItem):
    may_on = permissions.may_edit_item
    template_name = "legislation/item_form.html"
    heading = gettext_lazy("Move it to another stage")
    button = gettext_lazy("Move")
    done = gettext_lazy("Moved; the day and the reason stand in its history.")

    def context(self) -> dict[str, Any]:
        return {"item": self.record, "line": line_of(self.record, Expectations(self.on))}

    def form(self, data: Any = None, files: Any = None) -> MoveForm:
        initial = {"version": self.record.version, "moved_on": self.on}
        return MoveForm(data, now=self.record.stage, initial=initial)

    def perform(self, form: Any) -> Item:
        said = dict(form.cleaned_data)
        return move_item(self.record, said.pop("version"), said.pop("stage"), by=self.user, on=self.on, **said)


class ItemPlan(RecordFormPage, OneItem):
    may_on = permissions.may_edit_item
    template_name = "legislation/item_form.html"
    heading = gettext_lazy("When is it to enter the stages ahead?")
    done = gettext_lazy("Planned.")

    def context(self) -> dict[str, Any]:
        return {
            "item": self.record,
            "line": line_of(self.record, Expectations(self.on)),
            "steps": Expectations(self.on).steps(self.record),
            "is_plan": True,
        }

    def form(self, data: Any = None, files: Any = None) -> PlanForm:
        initial = {"version": self.record.version, **planned_of(self.record)}
        return PlanForm(data, now=self.record.stage, initial=initial)

    def perform(self, form: Any) -> Item:
        try:
            return plan_stages(self.record, form.cleaned_data["version"], form.planned(), by=self.user, on=self.on)
        except ValidationError as refusal:
            raise ValidationError({field_of(stage): words for stage, words in refusal.message_dict.items()}) from None

    def theirs(self, form: Any, current: Any) -> Typed:
        return typed(form, {name: planned_of(current).get(name) for name in form.fields if name != "version"})

    def opened(self, form: Any, current: Any) -> Typed:
        """What was planned when the form was opened stands in rows of its own: everything that differs is asked about."""
        return {}


def planned_of(item: Item) -> dict[str, Any]:
    return {field_of(plan.stage): plan.planned_on for plan in item.plans.all()}


class ItemActs(RecordFormPage, OneItem):
    """Name one more act; from the page of an act with the act filled in."""

    may_on = permissions.may_edit_item
    form_class = TouchForm
    template_name = "legislation/item_form.html"
    heading = gettext_lazy("Name an act it touches")
    done = gettext_lazy("The act is named.")

    def initial(self) -> dict[str, Any]:
        return {"act": self.request.GET.get("act", "")}

    def perform(self, form: Any) -> str:
        touch_act(self.record, form.cleaned_data["act"], provisions=form.cleaned_data["provisions"], by=self.user)
        return f"{self.record.get_absolute_url()}#acts"


class OneTouched(RecordPage):
    may = permissions.may_see_legislation
    may_on = permissions.may_edit_touched

    def find(self) -> TouchedAct:
        rows = TouchedAct.objects.visible_to(self.access).select_related("item", "act")
        return rows.get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"touched": self.record, "item": self.record.item}

    @property
    def list_address(self) -> str:
        return f"{self.record.item.get_absolute_url()}#acts"


class EditTouched(RecordFormPage, OneTouched):
    may_on = permissions.may_edit_touched
    form_class = ProvisionsForm
    template_name = "legislation/touched_edit.html"
    done = gettext_lazy("Saved; history keeps how it stood.")

    @property
    def heading(self) -> str:
        return _("Provisions of %(act)s") % {"act": self.record.act}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "provisions": self.record.provisions}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        edit_touched(self.record, said["version"], provisions=said["provisions"], by=self.user)
        return self.list_address


class RemoveTouched(RecordAction, OneTouched):
    may_on = permissions.may_edit_touched
    done = gettext_lazy("Taken away; history keeps that it was named.")

    def perform(self) -> str:
        untouch_act(self.record, self.version, by=self.user)
        return self.list_address

    def back(self) -> str:
        return self.list_address


class ItemLead(RecordFormPage, OneItem):
    may_on = permissions.may_change_item_lead
    form_class = ItemLeadForm
    template_name = "legislation/item_form.html"
    heading = gettext_lazy("Change the lead ministry")
    done = gettext_lazy("The lead is changed.")

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "lead": self.record.lead}

    def perform(self, form: Any) -> Item:
        said = form.cleaned_data
        return change_item_lead(self.record, said["version"], said["lead"], by=self.user)


class ItemFunctions(RecordFormPage, OneItem):
    may_on = permissions.may_edit_item
    template_name = "legislation/item_form.html"
    heading = gettext_lazy("Functions the item is about")
    done = gettext_lazy("The functions are on record.")

    def form(self, data: Any = None, files: Any = None) -> ItemFunctionsForm:
        offered = CoordinationFunction.objects.offered_to(self.record.item_functions.values("function"), self.on)
        return ItemFunctionsForm(data, offered=list(offered), initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version, "functions": codes_of(self.record)}

    def perform(self, form: Any) -> Item:
        said = form.cleaned_data
        return set_functions(self.record, said["version"], form.chosen(), by=self.user, on=self.on)

    def theirs(self, form: Any, current: Any) -> Typed:
        return {"functions": codes_of(current)}


def codes_of(item: Item) -> list[str]:
    return [each.function.code for each in item.item_functions.select_related("function")]
