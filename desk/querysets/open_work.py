"""What an institution that is gone still holds, over every app: desk has no tables of its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Prefetch

from core.access import Access
from core.models import Record
from ministries.models import Appointment, Institution, Mandate, Succession
from projects.models import Milestone, Participation, Project, Report

DAY = timedelta(days=1)


class Kind(StrEnum):
    PROJECT = "project"
    PARTICIPATION = "participation"
    MILESTONE = "milestone"
    MANDATE = "mandate"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class OpenWork:
    """``projects`` have ``open_reports``."""

    projects: list[Project]
    participations: list[Participation]
    milestones: list[Milestone]
    mandates: list[Mandate]
    appointments: list[Appointment]

    def records(self) -> Iterator[tuple[Kind, Record]]:
        yield from ((Kind.PROJECT, each) for each in self.projects)
        yield from ((Kind.PARTICIPATION, each) for each in self.participations)
        yield from ((Kind.MILESTONE, each) for each in self.milestones)
        yield from ((Kind.MANDATE, each) for each in self.mandates)
        yield from ((Kind.APPOINTMENT, each) for each in self.appointments)


def open_work(institution: Institution, on: date) -> OpenWork:
    """All that would pass to a successor; six queries. Posts end only where the institution itself has ended."""
    own = frozenset({institution.pk})
    reports = Prefetch("reports", Report.objects.open().select_related("round"), to_attr="open_reports")
    has_ended = institution.ends_on is not None and institution.ends_on < on
    return OpenWork(
        projects=list(_led(own).prefetch_related(reports).order_by("title", "pk")),
        participations=list(_taken_part(own).select_related("project__lead").order_by("project__title", "pk")),
        milestones=list(
            _owned(own).select_related("project__lead").expected().order_by("project__title", "expected_day")
        ),
        mandates=list(_given(own, on).select_related("function").order_by("function__rank", "pk")),
        appointments=list(_held(own, on).select_related("person").in_chain()) if has_ended else [],
    )


def _led(institution_ids: frozenset[int]) -> Any:
    return Project.objects.running().filter(lead__in=institution_ids)


def _taken_part(institution_ids: frozenset[int]) -> Any:
    return Participation.objects.not_declined().of_running_projects().filter(institution__in=institution_ids)


def _owned(institution_ids: frozenset[int]) -> Any:
    return Milestone.objects.open().of_running_projects().filter(owner__in=institution_ids)


def _given(institution_ids: frozenset[int], on: date) -> Any:
    return Mandate.objects.not_over(on).filter(institution__in=institution_ids)


def _held(institution_ids: frozenset[int], on: date) -> Any:
    return Appointment.objects.current(on).filter(institution__in=institution_ids)


def takes_over_on(institution: Institution, successor: Institution | None = None) -> date | None:
    """The first day of the successor, or the day after the institution's last; None: it neither ended nor was succeeded."""
    successions = list(Succession.objects.filter(predecessor=institution).order_by("on"))
    named = [each.on for each in successions if successor and each.successor_id == successor.pk]
    after_it = [institution.ends_on + DAY] if institution.ends_on else []
    days = named or after_it or [each.on for each in successions]
    return days[0] if days else None


def gone(on: date) -> dict[int, date]:
    """Institutions that have ended or were merged or renamed, each with the first day without it; two queries."""
    ended = Institution.objects.filter(ends_on__lt=on).values_list("pk", "ends_on")
    days = {pk: ends_on + DAY for pk, ends_on in ended if ends_on}
    for pk, day in Succession.objects.in_force(on).whole().values_list("predecessor", "on"):
        days[pk] = min(day, days.get(pk, day))
    return days


def still_held(institution_ids: frozenset[int], access: Access | None, on: date) -> dict[int, Counter[Kind]]:
    """How much of each kind these institutions hold; those that hold nothing are missing. Five queries."""
    rows = {
        Kind.PROJECT: (_led(institution_ids), "lead"),
        Kind.PARTICIPATION: (_taken_part(institution_ids), "institution"),
        Kind.MILESTONE: (_owned(institution_ids), "owner"),
        Kind.MANDATE: (_given(institution_ids, on).not_taken_over(on), "institution"),
        Kind.APPOINTMENT: (_held(institution_ids, on).filter(institution__ends_on__lt=on), "institution"),
    }
    found: dict[int, Counter[Kind]] = {}
    for kind, (records, owner) in rows.items():
        seen = records.visible_to(access) if access else records
        for row in seen.order_by().values(owner).annotate(count=Count("pk")):
            found.setdefault(row[owner], Counter())[kind] = row["count"]
    return found
