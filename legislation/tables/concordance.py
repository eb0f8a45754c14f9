from typing import Any

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.keyset import Key
from core.tables import Column, Order, Table
from legislation.models import Act, Concordance
from legislation.progress import progress_of

NOT_COMPARED = "not compared"


class LineFilters(filters.FilterSet):
    """Reads rows ``as_of`` a day."""

    q = filters.CharFilter(label=_("Words in the line"), method="by_words", max_length=200)
    level = filters.ChoiceFilter(
        label=_("Level"),
        choices=[*Concordance.Level.choices, (NOT_COMPARED, _("Not compared yet"))],
        empty_label=_("Any level"),
        method="by_level",
    )
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[("open", _("Not complete")), ("overdue", _("Past their day"))],
        empty_label=_("All lines"),
        method="by_view",
    )

    class Meta:
        model = Concordance
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        said = Q(provision__icontains=value) | Q(text__icontains=value) | Q(national_provision__icontains=value)
        return rows.filter(said)

    def by_level(self, rows: Any, name: str, value: str) -> Any:
        return rows.not_compared() if value == NOT_COMPARED else rows.filter(level=value)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        return rows.incomplete() if value == "open" else rows.past_their_day()


class LineTable(Table[Concordance]):
    """Of one act. ``imports.concordance`` reads these columns back: what is edited in the file is changed, the rest stays."""

    filterset = LineFilters
    export_name = "concordance"
    page_size = 100
    orders = {"position": Order(_("As in the act"), Key("position"))}
    columns = {
        "provision": Column(_("EU provision"), lambda row: row.provision),
        "text": Column(_("What it asks"), lambda row: row.text),
        "level": Column(_("Level"), lambda row: row.get_level_display()),
        "law": Column(_("National act"), lambda row: row.law.code if row.law else ""),
        "law_title": Column(_("Title of the national act"), lambda row: row.law.title if row.law else ""),
        "national_provision": Column(_("National provision"), lambda row: row.national_provision),
        "item": Column(_("Completed by item"), lambda row: row.completion.item.code if row.completion.item else ""),
        "completed_by": Column(
            _("Completed by act"), lambda row: row.completion.act.code if row.completion.act else ""
        ),
        "completed_on": Column(_("Complete by"), lambda row: row.completion.on),
        "note": Column(_("Note"), lambda row: row.completion.note),
        "position": Column(_("Position"), lambda row: row.position),
        "act": Column(_("EU act"), lambda row: row.act.celex or row.act.code),
        "line": Column(_("Line"), lambda row: row.pk),
        "version": Column(_("Version"), lambda row: row.version),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s line", "%(n)s lines", self.count) % {"n": self.count}


class ProgressFilters(filters.FilterSet):
    """Reads acts ``with_progress``."""

    q = filters.CharFilter(label=_("Words in the title"), method="by_words", max_length=200)
    view = filters.ChoiceFilter(
        label=_("View"),
        choices=[
            ("open", _("Not complete")),
            ("complete", _("Complete")),
            ("none", _("Without a table")),
        ],
        empty_label=_("All acts"),
        method="by_view",
    )

    class Meta:
        model = Act
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_view(self, rows: Any, name: str, value: str) -> Any:
        views = {"open": rows.with_open_lines, "complete": rows.with_complete_table, "none": rows.without_table}
        return views[value]()


class ProgressTable(Table[Act]):
    """EU acts that have to be transposed, and how far the table of each is."""

    filterset = ProgressFilters
    export_name = "concordance-progress"
    orders = {
        "deadline": Order(_("Deadline, earliest first"), Key("transposition_due_on")),
        "open": Order(_("Most left to do first"), Key("lines_open", is_descending=True)),
        "celex": Order(_("CELEX number"), Key("celex")),
    }
    columns = {
        "code": Column(_("Code"), lambda row: row.code),
        "celex": Column(_("CELEX number"), lambda row: row.celex),
        "title": Column(_("Title"), lambda row: row.title),
        "deadline": Column(_("Transposition deadline"), lambda row: row.transposition_due_on),
        "lines": Column(_("Lines"), lambda row: row.lines),
        "fully": Column(_("Fully transposed"), lambda row: row.lines_fully),
        "partially": Column(_("Partially transposed"), lambda row: row.lines_partially),
        "not_to_be": Column(_("Not to be transposed"), lambda row: row.lines_not_to_be),
        "not_relevant": Column(_("Not relevant"), lambda row: row.lines_not_relevant),
        "discretionary": Column(_("Discretionary"), lambda row: row.lines_discretionary),
        "not_compared": Column(_("Not compared yet"), lambda row: row.lines_not_compared),
        "percent": Column(_("Complete, in %"), lambda row: progress_of(row).percent if row.lines else None),
    }

    @property
    def count_text(self) -> str:
        return ngettext("%(n)s act", "%(n)s acts", self.count) % {"n": self.count}
