from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import questions
from core.keyset import Key, KeysetPage
from core.questions import Fact, FactKind, Scope
from core.tables import Column, Order, Table
from ministries.models import Appointment, Institution


class InstitutionFilters(filters.FilterSet):
    """Reads rows of ``for_list``. Without a word about the time it shows what exists today."""

    q = filters.CharFilter(label=gettext_lazy("Words in name or code"), method="by_words", max_length=200)
    kind = filters.ChoiceFilter(
        label=gettext_lazy("Kind"), choices=Institution.Kind.choices, empty_label=gettext_lazy("Any kind")
    )
    cio = filters.ChoiceFilter(
        label=gettext_lazy("CIO"),
        choices=[("vacant", gettext_lazy("Nobody in any post"))],
        empty_label=gettext_lazy("Any"),
        method="by_cio",
    )
    when = filters.ChoiceFilter(
        label=gettext_lazy("Existing"),
        choices=[("ended", gettext_lazy("No longer")), ("all", gettext_lazy("Ever"))],
        empty_label=gettext_lazy("Today"),
        method="by_time",
    )

    class Meta:
        model = Institution
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_cio(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(has_posts=False)

    def by_time(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        when = self.form.cleaned_data.get("when")
        return rows if when == "all" else rows.filter(is_current=when != "ended")


def in_charge(row: Institution) -> str:
    """Who is asked today and in which post, or that the post is vacant."""
    if not row.in_charge:
        return _("post vacant")
    return ", ".join(f"{held.person} ({held.get_post_display()})" for held in row.in_charge)


class InstitutionTable(Table[Institution]):
    filterset = InstitutionFilters
    export_name = "institutions"
    orders = {
        "name": Order(gettext_lazy("Name"), Key("name_key")),
        "kind": Order(gettext_lazy("Kind"), Key("kind")),
        "code": Order(gettext_lazy("Code"), Key("code")),
    }
    columns = {
        "code": Column(gettext_lazy("Code"), lambda row: row.code),
        "name": Column(gettext_lazy("Name"), lambda row: row.name),
        "short_name": Column(gettext_lazy("Short name"), lambda row: row.acronym),
        "kind": Column(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        "parent": Column(gettext_lazy("Part of"), lambda row: row.parent and row.parent.name),
        "cio": Column(gettext_lazy("CIO today"), in_charge),
        "from": Column(gettext_lazy("Exists from"), lambda row: row.starts_on),
        "until": Column(gettext_lazy("Until"), lambda row: row.ends_on),
    }


class TreeTable(InstitutionTable):
    """The same rows, always by name: their place in the tree is their order."""

    orders = {"name": InstitutionTable.orders["name"]}


class AppointmentFilters(filters.FilterSet):
    q = filters.CharFilter(label=gettext_lazy("Words in person or institution"), method="by_words", max_length=200)
    post = filters.ChoiceFilter(
        label=gettext_lazy("Post"), choices=Appointment.Post.choices, empty_label=gettext_lazy("Any post")
    )
    kind = filters.ChoiceFilter(
        label=gettext_lazy("Kind of institution"),
        field_name="institution__kind",
        choices=Institution.Kind.choices,
        empty_label=gettext_lazy("Any kind"),
    )

    class Meta:
        model = Appointment
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)


def on_time(row: Appointment) -> str:
    """Of an institution's reports over the last year: "11 of 12"; empty where none was asked."""
    answers: Fact | None = row.answers  # type: ignore[attr-defined]
    return _("%(count)s of %(of)s") % {"count": answers.count, "of": answers.of} if answers else ""


class DirectoryTable(Table[Appointment]):
    """Who holds which post today. A page's rows have ``answers``: what their institution filed on time, asked at once."""

    filterset = AppointmentFilters
    export_name = "cio-directory"
    page_size = 50
    orders = {
        "institution": Order(gettext_lazy("Institution"), Key("institution_key")),
        "person": Order(gettext_lazy("Person"), Key("person_key")),
        "since": Order(gettext_lazy("Newest in post first"), Key("starts_on", is_descending=True)),
    }
    columns = {
        "institution": Column(gettext_lazy("Institution"), lambda row: row.institution.name),
        "code": Column(gettext_lazy("Code"), lambda row: row.institution.code),
        "post": Column(gettext_lazy("Post"), lambda row: row.get_post_display()),
        "person": Column(gettext_lazy("Person"), lambda row: row.person.full_name),
        "job_title": Column(gettext_lazy("Job title"), lambda row: row.person.job_title),
        "email": Column(gettext_lazy("Work e-mail"), lambda row: row.person.email),
        "since": Column(gettext_lazy("Since"), lambda row: row.starts_on),
        "until": Column(gettext_lazy("Until"), lambda row: row.ends_on),
        "instrument": Column(gettext_lazy("Instrument"), lambda row: row.instrument),
        "on_time": Column(gettext_lazy("Reports on time, last 12 months"), on_time),
    }

    def __init__(self, rows: "QuerySet[Appointment, Appointment]", params: QueryDict, scope: Scope) -> None:
        super().__init__(rows, params)
        self.scope = scope

    def page_at(self, cursor: str, size: int) -> KeysetPage[Appointment]:
        page = super().page_at(cursor, size)
        asked = {row.institution.ref for row in page.rows}
        facts = questions.about(asked, self.scope) if asked else []
        found = {fact.about: fact for fact in facts if fact.kind == FactKind.ANSWERS}
        for row in page.rows:
            row.answers = found.get(row.institution.ref)  # type: ignore[attr-defined]
        return page
