"""The open work of an institution in words: what it is, and what happens to it when it moves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.figures import day_text
from core.models import Record
from desk.querysets.open_work import Kind, OpenWork
from desk.services import last_day
from ministries.models import Institution, Mandate
from projects.models import Milestone, Participation, Project

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """``happens`` where it moves; ``stays`` says why it cannot."""

    kind: Kind
    record: Record
    title: str
    path: str
    about: str
    happens: str = ""
    stays: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.record.pk}"

    @property
    def value(self) -> str:
        return f"{self.key}:{self.record.version}"


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Telling:
    """``leads``: projects the successor leads. ``parts``: its parts in projects. ``functions``: those it has a part in.
    ``holds``: the parts it has on the first day."""

    institution: Institution
    successor: Institution
    since: date
    leads: frozenset[int]
    parts: frozenset[tuple[int, str]]
    functions: dict[int, str]
    holds: frozenset[tuple[int, str]]


def telling(institution: Institution, successor: Institution, since: date) -> Telling:
    mandates = Mandate.objects.not_over(since).filter(institution=successor)
    parts = Participation.objects.filter(institution=successor)
    return Telling(
        institution=institution,
        successor=successor,
        since=since,
        leads=frozenset(Project.objects.filter(lead=successor).values_list("pk", flat=True)),
        parts=frozenset(parts.values_list("project", "role")),
        functions={each.function_id: each.get_role_display() for each in mandates},
        holds=frozenset((each.function_id, each.role) for each in mandates if each.starts_on <= since),
    )


def groups(work: OpenWork, told: Telling) -> list[Group]:
    """Only those that hold something."""
    found = [
        Group(_("Running projects it leads"), list(_projects(work, told))),
        Group(_("Parts in projects of others"), list(_participations(work, told))),
        Group(_("Open milestones it owns"), list(_milestones(work.milestones, told))),
        Group(_("Mandates"), list(_mandates(work, told))),
        Group(_("Posts held today"), list(_appointments(work, told))),
    ]
    return [group for group in found if group.lines]


def _projects(work: OpenWork, told: Telling) -> Iterator[Line]:
    for project in work.projects:
        reports = [report.round.name for report in project.open_reports]  # type: ignore[attr-defined]
        happens = _("%(successor)s leads it.")
        if reports:
            happens = _("%(successor)s leads it and owes the report for %(rounds)s; a draft goes along.")
        yield Line(
            Kind.PROJECT, project, project.title, project.get_absolute_url(), _about(project.code, project.get_stage_display()),
            happens % {"successor": told.successor.short_name, "rounds": ", ".join(reports)},
        )  # fmt: skip


def _participations(work: OpenWork, told: Telling) -> Iterator[Line]:
    for part in work.participations:
        project = part.project
        happens = _("%(successor)s takes part in its place.")
        if project.pk in told.leads:
            happens = _("%(successor)s leads this project: the part is removed.")
        elif (project.pk, part.role) in told.parts:
            happens = _("%(successor)s has this part already: the second one is removed.")
        yield Line(
            Kind.PARTICIPATION, part, project.title, project.get_absolute_url(),
            _about(part.get_role_display(), part.get_answer_display()),
            happens % {"successor": told.successor.short_name},
        )  # fmt: skip


def _milestones(milestones: Iterable[Milestone], told: Telling) -> Iterator[Line]:
    for milestone in milestones:
        expected_on: Any = milestone.expected_day  # type: ignore[attr-defined]
        yield Line(
            Kind.MILESTONE, milestone, milestone.title, milestone.project.get_absolute_url(),
            _about(milestone.project.title, _("expected %(day)s") % {"day": day_text(expected_on)}),
            _("%(successor)s owns it and is asked for it.") % {"successor": told.successor.short_name},
        )  # fmt: skip


def _mandates(work: OpenWork, told: Telling) -> Iterator[Line]:
    for mandate in work.mandates:
        about = _about(mandate.get_role_display(), mandate.basis)
        said = {
            "successor": told.successor.short_name,
            "day": day_text(told.since),
            "until": day_text(told.since - DAY),
        }
        happens, stays = "", ""
        if mandate.starts_on >= told.since:
            stays = _("Stays: it begins on %(day)s or later. Change its first day first.")
        elif (mandate.function_id, mandate.role) in told.holds:
            happens = _("Ends on %(until)s: %(successor)s has this part already.")
        elif mandate.function_id in told.functions:
            said["role"] = told.functions[mandate.function_id]
            stays = _(
                "Stays: %(successor)s has a part in this function already (%(role)s). Settle it on the function's page."
            )
        else:
            happens = _("Ends on %(until)s; %(successor)s has the same part from %(day)s.")
        yield Line(
            Kind.MANDATE,
            mandate,
            mandate.function.name,
            mandate.get_absolute_url(),
            about,
            happens % said,
            stays % said,
        )


def _appointments(work: OpenWork, told: Telling) -> Iterator[Line]:
    for held in work.appointments:
        ends_on = last_day(held, told.institution)
        since = _("since %(day)s") % {"day": day_text(held.starts_on)}
        yield Line(
            Kind.APPOINTMENT, held, held.person.full_name, "", _about(held.get_post_display(), since),
            _("Ends with %(day)s. Nobody is appointed at %(successor)s by this.")
            % {"day": day_text(ends_on), "successor": told.successor.short_name},
        )  # fmt: skip


def _about(*words: str) -> str:
    return ", ".join(words)
