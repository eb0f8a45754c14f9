"""Risks, issues and what projects need from each other, written by those who lead or own them."""

from datetime import datetime
from functools import partial

from accounts.models import User
from demo.country.days import moment
from demo.country.reading import NeedPlan, RiskPlan, needs, risks
from demo.services.loading import Loading
from projects import services
from projects.models import Milestone, Project, Risk


def note_plans(loading: Loading) -> None:
    for risk in risks():
        _note_risk(loading, risk)
    for need in needs():
        stated = _at(loading, need.stated, f"{need.project} {need.what}")
        loading.diary.note(stated, partial(_need, loading, need))


def _note_risk(loading: Loading, plan: RiskPlan) -> None:
    seed = f"{plan.project} {plan.title}"
    loading.diary.note(_at(loading, plan.raised, seed), partial(_raise, loading, plan))
    if plan.escalated is not None:
        loading.diary.note(_at(loading, plan.escalated, seed), partial(_escalate, loading, plan))
    if plan.closed is not None:
        loading.diary.note(_at(loading, plan.closed, seed), partial(_close, loading, plan))


def _at(loading: Loading, months: float, seed: str) -> datetime:
    return moment(loading.calendar.on(months, seed), seed)


def _project(loading: Loading, key: str) -> Project:
    return Project.objects.select_related("lead").get(pk=loading.projects[key].pk)


def _writer(loading: Loading, project: Project, at: datetime) -> User:
    return loading.asked(project.lead.code, at.date()).person


def _raise(loading: Loading, plan: RiskPlan, at: datetime) -> None:
    project = _project(loading, plan.project)
    services.raise_risk(
        project,
        kind=plan.kind,
        title=plan.title,
        effect=plan.effect,
        likelihood=plan.likelihood,
        impact=plan.impact,
        owner=loading.institutions[plan.owner] if plan.owner else None,
        mitigation=plan.mitigation,
        due_on=loading.calendar.on(plan.due, plan.title),
        by=_writer(loading, project, at),
        on=at.date(),
    )


def _escalate(loading: Loading, plan: RiskPlan, at: datetime) -> None:
    risk = _found(loading, plan)
    by = _writer(loading, risk.project, at)
    services.escalate_risk(risk, risk.version, why=plan.escalated_why, by=by, on=at.date())


def _close(loading: Loading, plan: RiskPlan, at: datetime) -> None:
    risk = _found(loading, plan)
    services.close_risk(risk, risk.version, why=plan.closed_why, by=_writer(loading, risk.project, at), on=at.date())


def _found(loading: Loading, plan: RiskPlan) -> Risk:
    return Risk.objects.select_related("project__lead").get(project=loading.projects[plan.project], title=plan.title)


def _need(loading: Loading, plan: NeedPlan, at: datetime) -> None:
    project, supplier = _project(loading, plan.project), _project(loading, plan.supplier)
    services.need_from(
        project,
        supplier,
        milestone=Milestone.objects.get(project=supplier, title=plan.milestone) if plan.milestone else None,
        what=plan.what,
        needed_on=loading.calendar.on(plan.needed, plan.what),
        by=_writer(loading, project, at),
        on=at.date(),
    )
