from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormPage, ListPage, RecordFormPage, RecordPage
from legislation import permissions
from legislation.forms import ActForm, EditActForm
from legislation.models import Act, Measure
from legislation.progress import progress_of
from legislation.record import history_of_act, touching, word_on_deadline
from legislation.services import create_act, edit_act
from legislation.shortfall import Shortfall
from legislation.tables import ActTable
from outbox.record import following


class ActList(ListPage):
    """The register of national laws and EU acts."""

    may = permissions.may_see_legislation
    table_class = ActTable
    template_name = "legislation/act_list.html"

    def rows(self) -> "QuerySet[Act]":
        return Act.objects.visible_to(self.access).for_list(self.on)

    def context(self) -> dict[str, Any]:
        counts = Act.objects.visible_to(self.access).counted(self.on)
        named = [
            ("", _("All acts"), counts.all),
            ("confirm", _("Deadline to confirm"), counts.confirm),
            ("passed", _("Deadline passed"), counts.passed),
            ("in-force", _("In force"), counts.in_force),
        ]
        return {
            "views": self.table.views(named),
            "to_confirm": counts.confirm,
            "may_keep": permissions.may_keep_acts(self.user),
        }


class OneAct(RecordPage):
    """A page of one act, by its code or by its CELEX number."""

    may = permissions.may_see_legislation

    def find(self) -> Act:
        return Act.objects.visible_to(self.access).select_related("corrects").called(self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"act": self.record}


class ActDetail(OneAct):
    template_name = "legislation/act_detail.html"

    def find(self) -> Act:
        rows = Act.objects.visible_to(self.access).with_standing(self.on, self.access).select_related("corrects")
        return rows.called(self.kwargs["code"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.record.code != self.kwargs["code"]:
            return redirect(self.record)
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        act = self.record
        shortfall = Shortfall(act) if act.asks_on(self.on) else None
        return {
            "act": act,
            "shortfall": shortfall if shortfall and shortfall.is_short else None,
            "word": word_on_deadline(act) if act.is_eu else None,
            "days_over": act.days_over(self.on),
            "corrigenda": act.corrigenda.order_by("celex"),
            "progress": progress_of(Act.objects.with_progress().get(pk=act.pk)) if act.is_eu else None,
            "measures": Measure.objects.visible_to(self.access).of(act.pk),
            "touching": touching(act, self.access),
            "history": history_of_act(act, access=self.access, before=self.request.GET.get("before", "")),
            "may_keep": permissions.may_keep_acts(self.user, act),
            "follow": following(self.user, act),
        }


class ActCreate(FormPage):
    may = permissions.may_keep_acts
    form_class = ActForm
    template_name = "legislation/act_form.html"
    heading = gettext_lazy("New act")
    done = gettext_lazy("The act is on record.")

    def perform(self, form: Any) -> Act:
        return create_act(by=self.user, on=self.on, **form.cleaned_data)


class ActEdit(RecordFormPage, OneAct):
    may_on = permissions.may_keep_acts
    form_class = EditActForm
    template_name = "legislation/act_form.html"
    heading = gettext_lazy("Edit the act")
    done = gettext_lazy("Saved; history keeps how it stood.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditActForm.base_fields}

    def perform(self, form: Any) -> Act:
        changes = dict(form.cleaned_data)
        return edit_act(self.record, changes.pop("version"), by=self.user, **changes)
