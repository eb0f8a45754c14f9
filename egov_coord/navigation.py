"""What stands on every page: the country, the person and the way to the rooms that person may enter."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import permissions as accounts
from accounts.models import User
from core.access import Kind, access_of, today
from desk import permissions as desk
from history import permissions as history
from history.keeping import kept
from legislation import permissions as legislation
from ministries import permissions as ministries
from ministries.models import Appointment, Country
from outbox import permissions as outbox
from projects import permissions as projects
from projects.models import Project, Report
from strategy import permissions as strategy


@dataclass(frozen=True, slots=True)
class Item:
    label: str
    url: str
    is_current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    post_line: str
    is_signed_in: bool = True


NOBODY = Person("", "", is_signed_in=False)


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "site_name": "eGov Coord",
        "is_demo": settings.DEMO,
        "country": SimpleLazyObject(_country),
        "nav": SimpleLazyObject(partial(navigation, request, user)),
        "may_search": SimpleLazyObject(partial(_may_search, user)),
        "person": SimpleLazyObject(partial(_person, user)),
    }


def _country() -> Country | None:
    country: Country | None = Country.objects.first()
    return country


def _person(user: Any) -> Person:
    if user is None or not user.is_authenticated:
        return NOBODY
    return Person(user.full_name, user.job_title or ", ".join(_posts(user)) or user.get_kind_display())


def _posts(user: User) -> list[str]:
    held = Appointment.objects.current(today()).filter(person=user).select_related("institution")
    return [str(appointment) for appointment in held]


def _may_search(user: Any) -> bool:
    return user is not None and desk.may_search(user)


def navigation(request: HttpRequest, user: Any) -> list[Group]:
    if user is None or not user.is_authenticated:
        return []
    groups = [Group(_("Work"), _work(request, user)), Group(_("Overview"), _overview(request, user))]
    audit = Group(_("Audit"), _audit(request, user))
    groups.insert(0 if access_of(user).kind is Kind.AUDITOR else len(groups), audit)
    groups.append(Group(_("Installation"), _installation(request, user)))
    return [group for group in groups if group.items]


def _work(request: HttpRequest, user: User) -> list[Item]:
    items = []
    if desk.may_open_desk(user):
        items.append(_item(request, _("Desk"), "desk:home"))
    if projects.may_report_anything(user):
        owed = Report.objects.open().of_institutions(access_of(user).institution_ids).count()
        items.append(_item(request, _("Our reports"), "projects:our-reports", owed))
    if projects.may_see_rounds(user):
        items.append(_item(request, _("Rounds"), "projects:round-list"))
    if desk.may_see_calendar(user):
        items.append(_item(request, _("Calendar"), "desk:calendar"))
    if projects.may_import(user):
        items.append(_item(request, _("Imports"), "exchange:run-list"))
    return items


def _overview(request: HttpRequest, user: User) -> list[Item]:
    items = []
    if projects.may_read_brief(user):
        items.append(_item(request, _("Minister’s brief"), "projects:brief"))
    if projects.may_see_portfolio(user):
        access = access_of(user)
        count = kept("running", access.told, Project.objects.visible_to(access).running().count)
        items.append(_item(request, _("Portfolio"), "projects:project-list", count))
    if strategy.may_see_strategy(user):
        items.append(_item(request, _("Strategy"), "projects:objective-list"))
    if legislation.may_see_legislation(user):
        items.append(_item(request, _("Legislation"), "legislation:board"))
    if ministries.may_see_mandates(user):
        items.append(_item(request, _("Mandates"), "ministries:mandate-list"))
    if ministries.may_see_institutions(user):
        items.append(_item(request, _("Institutions"), "ministries:institution-list"))
        items.append(_item(request, _("CIO directory"), "ministries:cio-list"))
    return items


def _audit(request: HttpRequest, user: User) -> list[Item]:
    if not history.may_read_all_history(user):
        return []
    return [
        _item(request, _("Snapshots"), "projects:snapshot-list"),
        _item(request, _("History"), "history:list"),
    ]


def _installation(request: HttpRequest, user: User) -> list[Item]:
    items = []
    if accounts.may_manage_accounts(user):
        items.append(_item(request, _("Accounts"), "accounts:list"))
    if ministries.may_change_settings(user):
        items.append(_item(request, _("Settings"), "ministries:settings"))
    if outbox.may_see_deliveries(user):
        items.append(_item(request, _("Deliveries"), "outbox:delivery-list"))
    if settings.DEMO and access_of(user).kind is not Kind.VISITOR:
        items.append(_item(request, _("Demo mailbox"), "demo:mailbox"))
    return items


def _item(request: HttpRequest, label: str, name: str, count: int | None = None) -> Item:
    url = reverse(name)
    return Item(label, url, request.path.startswith(url), count)
