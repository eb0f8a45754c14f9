from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Kind
from core.pages import FormPage, ListPage, RecordFormPage, RecordPage
from legislation import permissions
from legislation.expected import waits
from legislation.forms import BlockForm, DropBlockForm, EditBlockForm
from legislation.models import Block, Item
from legislation.services import drop_block, edit_block, state_block
from legislation.tables import BlockTable
from projects.models import Project


class BlockList(ListPage):
    """Which project waits for which law, and by how many days it comes too late."""

    may = permissions.may_see_legislation
    table_class = BlockTable
    template_name = "legislation/block_list.html"

    def rows(self) -> "QuerySet[Block]":
        found = Block.objects.visible_to(self.access).standing().for_list()
        days = {wait.block.pk: (wait.gap.expected.on, wait.gap.days) for wait in waits(found, self.on)}
        return found.with_days(days)

    def context(self) -> dict[str, Any]:
        rows = self.table.filters.queryset
        named = [
            ("", _("All"), rows.count()),
            ("late", _("Too late"), rows.too_late().count()),
            ("in-time", _("In time"), rows.in_time().count()),
        ]
        return {
            "views": self.table.views(named),
            "waits": waits(self.table.page.rows, self.on),
            "may_write": permissions.may_write_legislation(self.user),
        }


class StateBlock(FormPage):
    """Name a law that a project waits for; the address may name either of them."""

    may = permissions.may_write_legislation
    template_name = "legislation/block_form.html"
    heading = gettext_lazy("Name a law that a project waits for")
    done = gettext_lazy("It is on record; the gap counts in the signal of the project.")

    def form(self, data: Any = None, files: Any = None) -> BlockForm:
        projects = Project.objects.visible_to(self.access).running()
        if self.access.kind is not Kind.OFFICE:
            projects = projects.filter(lead__in=self.access.institution_ids)
        items = Item.objects.visible_to(self.access).running().by_title()
        said = {"project": self.request.GET.get("project"), "item": self.request.GET.get("item")}
        return BlockForm(data, projects=projects.by_title(), items=items, initial=said)

    def perform(self, form: Any) -> str:
        said = dict(form.cleaned_data)
        project = said.pop("project")
        state_block(project, by=self.user, on=self.on, **said)
        return f"{project.get_absolute_url()}#laws"


class OneBlock(RecordPage):
    may = permissions.may_see_legislation
    may_on = permissions.may_keep_block

    def find(self) -> Block:
        return Block.objects.visible_to(self.access).for_list().get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"wait_for": self.record}

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("version", "needed_on", "why")}

    @property
    def list_address(self) -> str:
        return f"{self.record.project.get_absolute_url()}#laws"


class EditBlock(RecordFormPage, OneBlock):
    may_on = permissions.may_keep_block
    form_class = EditBlockForm
    template_name = "legislation/block_edit.html"
    done = gettext_lazy("Saved; history keeps how it stood.")

    @property
    def heading(self) -> str:
        return _("%(project)s waits for: %(item)s") % {"project": self.record.project, "item": self.record.item}

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        edit_block(self.record, changes.pop("version"), by=self.user, on=self.on, **changes)
        return self.list_address


class DropBlock(RecordFormPage, OneBlock):
    may_on = permissions.may_keep_block
    form_class = DropBlockForm
    template_name = "legislation/block_form.html"
    done = gettext_lazy("Dropped; history keeps the reason.")

    @property
    def heading(self) -> str:
        return _("No longer needed: %(item)s") % {"item": self.record.item}

    def initial(self) -> dict[str, Any]:
        return {"version": self.record.version}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        drop_block(self.record, said["version"], why=said["why"], by=self.user, on=self.on)
        return self.list_address
