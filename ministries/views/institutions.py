from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from core.pages import FormPage, ListPage, RecordFormPage, RecordPage
from core.questions import Scope
from ministries import permissions
from ministries.forms import EditInstitutionForm, InstitutionForm, SuccessionForm
from ministries.models import Institution, Succession
from ministries.record import asked_of, concerns_about, history_of, holding_of, parts_of, posts_of, tree_of
from ministries.services import create_institution, edit_institution, record_succession
from ministries.tables import InstitutionTable, TreeTable
from outbox.record import following

MOST_PROJECTS = 10


class InstitutionList(ListPage):
    may = permissions.may_see_institutions
    table_class = InstitutionTable
    template_name = "ministries/institution_list.html"

    def rows(self) -> QuerySet[Institution]:
        return Institution.objects.visible_to(self.access).for_list(self.on)

    def context(self) -> dict[str, Any]:
        return {"may_manage": permissions.may_manage_institutions(self.request.user)}


class InstitutionTree(InstitutionList):
    """The same rows as the list, each under what it is part of."""

    table_class = TreeTable
    template_name = "ministries/institution_tree.html"

    def context(self) -> dict[str, Any]:
        matches = frozenset(self.table.rows.values_list("pk", flat=True))
        everything = Institution.objects.visible_to(self.access).for_list(self.on).by_name()
        return {**super().context(), "branches": tree_of(everything, matches), "count": len(matches)}


class OneInstitution(RecordPage):
    may = permissions.may_see_institutions

    def find(self) -> Institution:
        return Institution.objects.visible_to(self.access).for_list(self.on).get(code=self.kwargs["code"])

    def context(self) -> dict[str, Any]:
        return {"institution": self.record}


class InstitutionDetail(OneInstitution):
    template_name = "ministries/institution_detail.html"

    @cached_property
    def scope(self) -> Scope:
        own = frozenset({self.record.pk})
        return Scope(self.on, access=self.access, institution_ids=own, most=MOST_PROJECTS)

    def context(self) -> dict[str, Any]:
        institution, before = self.record, self.request.GET.get("before", "")
        is_insider = self.access.sees_everything or self.access.writes_for(institution.pk)
        return {
            "institution": institution,
            "posts": posts_of(institution, self.on),
            "children": institution.children.visible_to(self.access).for_list(self.on).by_name(),
            "line": Succession.objects.line_of(institution.pk),
            "parts": parts_of(institution, self.on),
            "holding": holding_of(institution, self.scope),
            "dues": asked_of(self.scope),
            "concerns": concerns_about(self.scope),
            "history": history_of(institution, tells_notes=is_insider, before=before),
            "may_manage": permissions.may_manage_institutions(self.request.user),
            "may_write": self.access.writes_for(institution.pk),
            "may_hand_over": is_insider,
            "follow": following(self.user, institution),
        }


class InstitutionCreate(FormPage):
    may = permissions.may_manage_institutions
    form_class = InstitutionForm
    template_name = "ministries/institution_create.html"
    done = gettext_lazy("The institution is on record.")

    def perform(self, form: Any) -> Institution:
        return create_institution(by=self.user, **form.cleaned_data)


class InstitutionEdit(RecordFormPage, OneInstitution):
    may_on = permissions.may_manage_institution
    form_class = EditInstitutionForm
    template_name = "ministries/institution_form.html"
    heading = gettext_lazy("Edit the institution")
    done = gettext_lazy("Saved.")

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditInstitutionForm.base_fields}

    def perform(self, form: Any) -> Institution:
        changes = dict(form.cleaned_data)
        return edit_institution(self.record, changes.pop("version"), by=self.user, **changes)


class RecordSuccession(RecordFormPage, OneInstitution):
    may_on = permissions.may_manage_institution
    template_name = "ministries/institution_form.html"
    heading = gettext_lazy("Record a successor")
    done = gettext_lazy("The succession is on record. What the institution holds stays there until it is moved.")

    def form(self, data: Any = None, files: Any = None) -> SuccessionForm:
        initial = {"version": self.record.version, "closes": True}
        return SuccessionForm(data, institution=self.record, initial=initial)

    def theirs(self, form: Any, current: Any) -> Any:
        """A succession is new: there is nothing to put beside it."""
        return {}

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        record_succession(self.record, said.pop("successor"), said.pop("kind"), by=self.user, **said)
        return str(self.record.get_absolute_url())
