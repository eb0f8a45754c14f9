from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import OnPaper
from core.pages import ListPage, RecordAction, RecordFormPage, RecordPage
from core.tables import Table
from legislation import permissions
from legislation.forms import EditLineForm, LineForm
from legislation.imports.uploads import uploads_of
from legislation.models import Act, Concordance, Item
from legislation.progress import Progress, progress_chart, progress_of
from legislation.services import add_line, edit_line, remove_line
from legislation.tables import LineTable, ProgressTable

MOST_ON_PAPER = 1000
MOST_UPLOADS = 10


class Paper(OnPaper, ListPage):
    """At most so many rows of the filter go on paper; the files hold all."""

    @cached_property
    def paper_rows(self) -> Sequence[Any]:
        return list(islice(self.table.all_rows(), MOST_ON_PAPER))

    @property
    def more_on_paper(self) -> int:
        return max(self.table.count - MOST_ON_PAPER, 0)


class ConcordanceList(Paper):
    """EU acts that have to be transposed, and how far the concordance table of each is: on the page, on paper, as files."""

    may = permissions.may_see_legislation
    table_class = ProgressTable
    template_name = "legislation/concordance_list.html"
    paper_template = "documents/concordance_list.html"
    paper_name = "concordance-progress"

    @property
    def paper_title(self) -> str:
        return _("Concordance: how far each table is")

    @property
    def paper_acts(self) -> list[Progress]:
        return [progress_of(act) for act in self.paper_rows]

    def rows(self) -> "QuerySet[Act]":
        return Act.objects.visible_to(self.access).transposable().with_progress()

    def context(self) -> dict[str, Any]:
        found = [progress_of(act) for act in self.table.page.rows]
        counts = self.rows().counted_by_table()  # type: ignore[attr-defined]  # the base knows plain querysets only
        named = [
            ("", _("All acts"), counts.all),
            ("open", _("Not complete"), counts.open),
            ("complete", _("Complete"), counts.complete),
            ("none", _("Without a table"), counts.none),
        ]
        chart = progress_chart(found, _("How far each table is"))
        return {
            "table": self.table,
            "all": counts.all,
            "complete": counts.complete,
            "views": self.table.views(named),
            "found": found,
            "chart": chart if any(each.total for each in found) else None,
        }


class EuAct(RecordPage):
    """A page of the table of one EU act, by its code or its CELEX number; national acts have none."""

    may = permissions.may_see_legislation

    def find(self) -> Act:
        return Act.objects.visible_to(self.access).eu().with_progress().called(self.kwargs["code"])

    @property
    def act(self) -> Act:
        return self.record  # type: ignore[no-any-return]

    @property
    def table_address(self) -> str:
        return reverse("legislation:concordance", args=[self.act.code])

    def context(self) -> dict[str, Any]:
        return {"act": self.act, "table_address": self.table_address}


class ConcordanceOfAct(Paper, EuAct):
    """The concordance table of an act: on the page, on paper, as CSV and XLSX."""

    table_class = LineTable
    template_name = "legislation/concordance.html"
    paper_template = "documents/concordance.html"

    @property
    def paper_title(self) -> str:
        return _("Concordance table: %(act)s") % {"act": self.act}

    @property
    def paper_name(self) -> str:
        return f"concordance-{self.act.code.lower()}"

    def rows(self) -> "QuerySet[Concordance]":
        return Concordance.objects.visible_to(self.access).of_act(self.act).as_of(self.on).for_table()

    @cached_property
    def table(self) -> Table[Any]:
        table = LineTable(self.rows(), self.request.GET)
        table.export_name = self.paper_name
        return table

    def context(self) -> dict[str, Any]:
        counts = self.rows().counted()  # type: ignore[attr-defined]  # the base knows plain querysets only
        may_keep = permissions.may_keep_concordance(self.user, self.act)
        named = [
            ("", _("All lines"), counts.all),
            ("open", _("Not complete"), counts.open),
            ("overdue", _("Past their day"), counts.overdue),
        ]
        return {
            **super().context(),
            "table": self.table,
            "progress": progress_of(self.act),
            "views": self.table.views(named),
            "may_keep": may_keep,
            "uploads": uploads_of(self.act, self.user).waiting().for_list()[:MOST_UPLOADS] if may_keep else [],
        }


class AddLine(RecordFormPage, EuAct):
    may_on = permissions.may_keep_concordance
    form_class = LineForm
    template_name = "legislation/concordance_form.html"
    heading = gettext_lazy("New line")
    done = gettext_lazy("The line is in the table.")

    def form(self, data: Any = None, files: Any = None) -> LineForm:
        return LineForm(data, items=Item.objects.visible_to(self.access).by_title())

    def perform(self, form: Any) -> str:
        line = add_line(self.act, by=self.user, **form.cleaned_data)
        return f"{self.table_address}#line-{line.pk}"


class OneLine(RecordPage):
    """A page of one line; whoever keeps the table of its act may change it."""

    may = permissions.may_see_legislation

    def find(self) -> Concordance:
        lines = Concordance.objects.visible_to(self.access).for_table()
        act = Act.objects.visible_to(self.access).called(self.kwargs["code"])
        return lines.of_act(act).get(pk=self.kwargs["pk"])

    def allows(self) -> bool:
        return super().allows() and permissions.may_keep_concordance(self.user, self.record.act)

    @property
    def table_address(self) -> str:
        return reverse("legislation:concordance", args=[self.record.act.code])

    def context(self) -> dict[str, Any]:
        return {"act": self.record.act, "line": self.record, "table_address": self.table_address}


class EditLine(RecordFormPage, OneLine):
    form_class = EditLineForm
    template_name = "legislation/concordance_form.html"
    done = gettext_lazy("Saved; history keeps how it stood.")

    @property
    def heading(self) -> str:
        return str(self.record.provision)

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in EditLineForm.base_fields}

    def form(self, data: Any = None, files: Any = None) -> EditLineForm:
        items = None if self.record.is_held else Item.objects.visible_to(self.access).by_title()
        return EditLineForm(data, items=items, initial=self.initial())

    def perform(self, form: Any) -> str:
        changes = dict(form.cleaned_data)
        line = edit_line(self.record, changes.pop("version"), by=self.user, **changes)
        return f"{self.table_address}#line-{line.pk}"


class RemoveLine(RecordAction, OneLine):
    done = gettext_lazy("The line is removed; history keeps it.")

    def perform(self) -> str:
        remove_line(self.record, self.version, by=self.user)
        return self.table_address
