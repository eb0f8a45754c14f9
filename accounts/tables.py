from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import kinds
from accounts.models import User
from core import questions
from core.figures import day_text
from core.keyset import Key, KeysetPage
from core.questions import Right
from core.tables import Column, Order, Table

EXPORT_BATCH = 2000


class AccountFilters(filters.FilterSet):
    """Reads rows of ``for_list``."""

    q = filters.CharFilter(label=gettext_lazy("Words in name, e-mail or job title"), method="by_words", max_length=200)
    kind = filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=kinds.choices, empty_label=gettext_lazy("Any kind"))
    state = filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[
            ("active", gettext_lazy("Active")),
            ("invited", gettext_lazy("Invited, no password yet")),
            ("deactivated", gettext_lazy("Deactivated")),
        ],
        empty_label=gettext_lazy("Any state"),
        method="by_state",
    )
    administrator = filters.ChoiceFilter(
        label=gettext_lazy("Runs the installation"),
        choices=[("yes", gettext_lazy("Administrators"))],
        empty_label=gettext_lazy("Everybody"),
        method="by_flag",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        of_state = {"active": rows.with_password, "invited": rows.waiting_for_password, "deactivated": rows.deactivated}
        return of_state[value]()

    def by_flag(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(is_administrator=True)


def state_of(row: User) -> str:
    """Whether the account opens: in one line, with the day."""
    if row.deactivated_on:
        return _("deactivated since %(day)s") % {"day": day_text(row.deactivated_on)}
    if not row.is_active:
        return _("deactivated")
    if not row.waits_for_password:
        return _("active")
    if row.invited_at:
        return _("invited on %(day)s, no password yet") % {"day": day_text(timezone.localdate(row.invited_at))}
    return _("no password yet")


def last_sign_in(row: User) -> date | None:
    return timezone.localdate(row.last_login) if row.last_login else None


def with_rights(rows: Sequence[User], on: date) -> Sequence[User]:
    """Sets ``rights_today`` of each: one question for all of them. Only of officials do posts decide."""
    officials = {row.pk: row for row in rows if row.kind == User.Kind.OFFICIAL and row.is_active}
    found: dict[int, list[Right]] = {pk: [] for pk in officials}
    for right in questions.rights(frozenset(officials), on) if officials else ():
        found[right.person_id].append(right)
    for row in rows:
        row.rights_today = found.get(row.pk, [])
    return rows


class AccountTable(Table[User]):
    filterset = AccountFilters
    export_name = "accounts"
    page_size = 50
    orders = {
        "name": Order(gettext_lazy("Name"), Key("name_key")),
        "email": Order(gettext_lazy("E-mail"), Key("email")),
        "signed-in": Order(gettext_lazy("Last sign-in first"), Key("last_login", is_descending=True)),
        "invited": Order(gettext_lazy("Last invited first"), Key("invited_at", is_descending=True)),
    }
    columns = {
        "name": Column(gettext_lazy("Name"), lambda row: row.full_name),
        "email": Column(gettext_lazy("Work e-mail"), lambda row: row.email),
        "job_title": Column(gettext_lazy("Job title"), lambda row: row.job_title),
        "kind": Column(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        "stands_for": Column(gettext_lazy("May do today and why"), lambda row: "; ".join(kinds.stands_for(row))),
        "administrator": Column(
            gettext_lazy("Administrator"), lambda row: _("yes") if row.is_administrator else _("no")
        ),
        "state": Column(gettext_lazy("State"), state_of),
        "second_factor": Column(
            gettext_lazy("Second factor"), lambda row: _("yes") if row.has_second_factor else _("no")
        ),
        "signed_in": Column(gettext_lazy("Last sign-in"), last_sign_in),
    }

    def __init__(self, rows: "QuerySet[User, User]", params: QueryDict, on: date) -> None:
        super().__init__(rows, params)
        self.on = on

    @cached_property
    def page(self) -> KeysetPage[User]:
        page: KeysetPage[User] = super().page
        with_rights(page.rows, self.on)
        return page

    def all_rows(self) -> Iterator[User]:
        rows = super().all_rows()
        while batch := list(islice(rows, EXPORT_BATCH)):
            yield from with_rights(batch, self.on)
