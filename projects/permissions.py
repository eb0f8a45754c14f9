from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from core.access import Kind, access_of
from projects.models import (
    Dependency,
    Funding,
    Milestone,
    Outcome,
    Participation,
    Project,
    Report,
    Risk,
    SnapshotRow,
)

Person = User | AnonymousUser


def may_see_portfolio(user: Person) -> bool:
    return access_of(user).kind not in (Kind.VISITOR, Kind.PARTNER)


def may_see_rounds(user: Person) -> bool:
    return may_see_portfolio(user)


def may_see_snapshots(user: Person) -> bool:
    return may_see_portfolio(user)


def may_read_brief(user: Person) -> bool:
    """Whoever reads the whole portfolio: the figures of the brief are nobody's excerpt."""
    return access_of(user).sees_everything


def may_correct_snapshot(user: Person, row: SnapshotRow | None = None) -> bool:
    """The office: as another snapshot that names the one it corrects."""
    return access_of(user).kind is Kind.OFFICE


def may_run_rounds(user: Person) -> bool:
    """Open, close, remind: the coordination office."""
    return access_of(user).kind is Kind.OFFICE


def may_report_anything(user: Person) -> bool:
    """Stands for an institution today; which reports are theirs is a matter of each report."""
    return bool(access_of(user).institution_ids)


def may_report_status(user: Person, report: Report) -> bool:
    """Writes for the institution that owes the report."""
    return access_of(user).writes_for(report.institution_id)


def may_report_for(user: Person, project: Project) -> bool:
    """Writes for the project's lead, which owes its reports."""
    return access_of(user).writes_for(project.lead_id)


def may_review_report(user: Person, report: Report | None = None) -> bool:
    """Accept or return: the office alone."""
    return access_of(user).kind is Kind.OFFICE


def may_assess(user: Person, project: Project | None = None) -> bool:
    return access_of(user).kind is Kind.OFFICE


def may_write_portfolio(user: Person) -> bool:
    """The office, and whoever stands for an institution; what of it is theirs is a matter of each record."""
    access = access_of(user)
    return access.kind is Kind.OFFICE or bool(access.institution_ids)


def may_edit_project(user: Person, project: Project) -> bool:
    """The office, and whoever writes for the lead."""
    access = access_of(user)
    return access.kind is Kind.OFFICE or access.writes_for(project.lead_id)


def may_edit_outcome(user: Person, outcome: Outcome) -> bool:
    """Whoever may edit the project it is promised by."""
    return may_edit_project(user, outcome.project)


def may_change_lead(user: Person, project: Project | None = None) -> bool:
    """The duty to report moves with the lead, so the office decides."""
    return access_of(user).kind is Kind.OFFICE


def may_move_milestone(user: Person, milestone: Milestone) -> bool:
    """Whoever may edit the project, and whoever writes for the milestone's owner."""
    return access_of(user).writes_for(milestone.owner_id) or may_edit_project(user, milestone.project)


def may_keep_risk(user: Person, risk: Risk) -> bool:
    """Whoever may edit the project, and whoever writes for the owner of the risk."""
    return access_of(user).writes_for(risk.owner_id) or may_edit_project(user, risk.project)


def may_keep_dependency(user: Person, dependency: Dependency) -> bool:
    """Whoever may edit the project that waits."""
    return may_edit_project(user, dependency.project)


def may_set_thresholds(user: Person) -> bool:
    """Where the steps of the signal end is the office's word."""
    return access_of(user).kind is Kind.OFFICE


def may_edit_funding(user: Person, funding: Funding) -> bool:
    return may_edit_project(user, funding.project)


def may_create_project(user: Person) -> bool:
    return access_of(user).kind is Kind.OFFICE


def may_approve_baseline(user: Person, project: Project | None = None) -> bool:
    return access_of(user).kind is Kind.OFFICE


def may_manage_participation(user: Person, participation: Participation) -> bool:
    """Ask, ask again, change the role, withdraw: whoever may edit the project."""
    return may_edit_project(user, participation.project)


def answerable(user: Person, participations: Iterable[Participation]) -> frozenset[int]:
    """The keys of those whose institution this person writes for."""
    access = access_of(user)
    return frozenset(each.pk for each in participations if access.writes_for(each.institution_id))


def may_answer_participation(user: Person, asked: Participation) -> bool:
    """Only the institution that was asked answers."""
    return access_of(user).writes_for(asked.institution_id)


def may_import(user: Person) -> bool:
    return access_of(user).kind is Kind.OFFICE
