from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from core.pages import RecordFormPage, RecordPage
from ministries.money import Changer
from projects import permissions, portfolio
from projects.forms import EditNeedForm, NeedForm, OverForm
from projects.models import Dependency, Project
from projects.services import drop_dependency, edit_dependency, need_from
from projects.tables import MapTable
from projects.views.portfolio import ProjectList, saved_views
from projects.views.project import OneProject
from projects.waiting import map_of


class NeedFrom(RecordFormPage, OneProject):
    """What the project needs from another; a milestone of that one is chosen in the next step."""

    may_on = permissions.may_edit_project
    template_name = "projects/project_form.html"
    heading = gettext_lazy("Name what the project waits for")
    done = gettext_lazy("The dependency is on record.")

    def form(self, data: Any = None, files: Any = None) -> NeedForm:
        others = Project.objects.visible_to(self.access).running().exclude(pk=self.record.pk)
        return NeedForm(data, suppliers=others.by_title())

    def perform(self, form: Any) -> str:
        made = need_from(self.record, by=self.user, on=self.on, **form.cleaned_data)
        has_milestones = made.supplier.milestones.open().exists()
        return made.get_absolute_url() if has_milestones else f"{self.record.get_absolute_url()}#waits"


class OneDependency(RecordPage):
    may = permissions.may_see_portfolio
    may_on = permissions.may_keep_dependency

    def find(self) -> Dependency:
        return Dependency.objects.visible_to(self.access).for_list().get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"dependency": self.record, "project": self.record.project}

    @property
    def list_address(self) -> str:
        return f"{self.record.project.get_absolute_url()}#waits"


class EditDependency(RecordFormPage, OneDependency):
    may_on = permissions.may_keep_dependency
    template_name = "projects/dependency_edit.html"
    done = gettext_lazy("Saved; history keeps how it stood.")

    @property
    def heading(self) -> str:
        return _("Needed from %(supplier)s") % {"supplier": self.record.supplier}

    def form(self, data: Any = None, files: Any = None) -> EditNeedForm:
        initial = {name: getattr(self.record, name) for name in ("version", "milestone", "what", "needed_on")}
        return EditNeedForm(data, milestones=self.record.supplier.milestones.soonest_first(), initial=initial)

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        edit_dependency(self.record, changes.pop("version"), by=self.user, on=self.on, **changes)
        return self.list_address


class DropDependency(RecordFormPage, OneDependency):
    may_on = permissions.may_keep_dependency
    form_class = OverForm
    template_name = "projects/project_form.html"
    done = gettext_lazy("Dropped; history keeps the reason.")

    @property
    def heading(self) -> str:
        return _("No longer needed: %(what)s") % {"what": self.record}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        drop_dependency(self.record, said["version"], why=said["why"], by=self.user, on=self.on)
        return self.list_address


class DependencyMap(ProjectList):
    """The portfolio's rows by what they need of each other."""

    may = permissions.may_see_portfolio
    table_class = MapTable
    template_name = "projects/dependency_map.html"

    def rows(self) -> "QuerySet[Project]":
        return Project.objects.visible_to(self.access).for_map(self.access, self.on)

    def context(self) -> dict[str, Any]:
        everything = Project.objects.visible_to(self.access)
        asked = self.table.rows.order_by().prefetch_related(None)
        links = Dependency.objects.visible_to(self.access).standing().touching(asked.values("pk")).for_list()
        return {
            "views": saved_views(self.table, portfolio.sums(everything, Changer(self.on))),
            "picture": map_of(links, self.on, is_mirrored=get_language_bidi()),
        }
