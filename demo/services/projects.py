from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from core.dates import DAY
from demo.country.course import MILLION, Course
from demo.country.days import moment, working
from demo.country.funding import planned_money, yearly
from demo.country.reading import MilestonePlan, PartPlan, ProjectPlan
from demo.services.loading import Loading
from history.tracking import acting
from projects import services
from projects.models import Baseline, Funding, Milestone, Participation, Project

REGISTERED_BEFORE, APPROVED_BEFORE, CLOSING_BEFORE = 3.0, 0.4, 3.0
ACCOUNTED = -0.6


def note_project(loading: Loading, plan: ProjectPlan) -> None:
    """A project's life beside its reports: registered, approved with plan, partners and money, begun, ended."""
    course = Course(plan, loading.calendar)
    registered = _at(loading, plan, _registered(plan), "registered")
    loading.diary.note(registered, partial(_register, loading, plan))
    if plan.stage == Project.Stage.PROPOSED:
        return
    approved = _at(loading, plan, _approved(plan), "approved")
    loading.diary.note(approved, partial(_approve, loading, course))
    for part in plan.partners:
        _note_part(loading, plan, part, approved)
    if plan.stage == Project.Stage.APPROVED:
        return
    begun = _at(loading, plan, plan.starts, "begun")
    loading.diary.note(begun, partial(_change_stage, loading, plan, Project.Stage.DELIVERY))
    if plan.rebaseline:
        again = _at(loading, plan, plan.rebaseline["on"], "approved again")
        loading.diary.note(again, partial(_approve_again, loading, course))
    accounted = _at(loading, plan, ACCOUNTED, "accounted")
    loading.diary.note(accounted, partial(_account, loading, course))
    _note_end(loading, plan)


def _registered(plan: ProjectPlan) -> float:
    return min(plan.starts, _approved(plan), 0) - REGISTERED_BEFORE


def _approved(plan: ProjectPlan) -> float:
    return plan.starts - APPROVED_BEFORE if plan.approved is None else plan.approved


def _note_end(loading: Loading, plan: ProjectPlan) -> None:
    if plan.since is None:
        return
    if plan.stage == Project.Stage.CLOSED:
        closing = _at(loading, plan, plan.since - CLOSING_BEFORE, "closing")
        loading.diary.note(closing, partial(_change_stage, loading, plan, Project.Stage.CLOSING))
    loading.diary.note(_at(loading, plan, plan.since, "ended"), partial(_change_stage, loading, plan, plan.stage))


def _at(loading: Loading, plan: ProjectPlan, months: float, what: str) -> datetime:
    return moment(loading.calendar.on(months, f"{plan.key} {what}"), plan.key)


def _register(loading: Loading, plan: ProjectPlan, at: datetime) -> None:
    loading.projects[plan.key] = services.create_project(
        title=plan.title,
        lead=loading.institutions[plan.lead],
        by=loading.colleague,
        on=at.date(),
        aims=plan.aims,
        sponsor=plan.sponsor,
        programme=loading.projects[plan.programme] if plan.programme else None,
        visibility=plan.visibility,
        currency=plan.currency,
    )


def _approve(loading: Loading, course: Course, at: datetime) -> None:
    plan, project = course.plan, loading.projects[course.plan.key]
    project = services.change_stage(
        project, project.version, Project.Stage.APPROVED, by=loading.coordinator, on=at.date()
    )
    loading.projects[plan.key] = project
    _approve_baseline(loading, course, project, at.date())
    with acting(by=loading.coordinator, verb="planned a milestone"):
        milestones = [_milestone(course, project, milestone) for milestone in plan.milestones]
        loading.milestones[plan.key] = Milestone.objects.bulk_create(milestones)
    with acting(by=loading.coordinator, verb="recorded the funding"):
        Funding.objects.bulk_create(Funding(project=project, **planned) for planned in planned_money(course))


def _approve_baseline(loading: Loading, course: Course, project: Project, on: date) -> None:
    plan = course.plan
    if not plan.secret:
        services.approve_baseline(
            project,
            by=loading.coordinator,
            on=on,
            starts_on=course.starts_on,
            ends_on=course.approved_end,
            cost=course.plan.cost and course.plan.cost * MILLION,
        )
        return
    with acting(by=loading.coordinator, verb="approved a baseline"):
        Baseline.objects.create(
            project=project,
            number=1,
            approved_on=on,
            starts_on=course.starts_on,
            ends_on=course.approved_end,
            reason=Baseline.Reason.FIRST,
            withheld={"cost": plan.secret},
            approved_by=loading.coordinator,
        )


def _milestone(course: Course, project: Project, plan: MilestonePlan) -> Milestone:
    approved = course.approved_on(plan)
    return Milestone(project=project, title=plan.title, owner=project.lead, baseline_on=approved, forecast_on=approved)


def _account(loading: Loading, course: Course, at: datetime) -> None:
    """The treasury's figures of the last closed round: what was spent in each year so far."""
    project = loading.projects[course.plan.key]
    seen = {(funding.year, funding.source, funding.source_name): funding.version for funding in project.fundings.all()}
    for share in yearly(course):
        if share.year <= at.year:
            version = seen.get((share.year, share.source, share.source_name), 0)
            accounted = share.accounted(course, at.date())
            services.record_funding(project, by=loading.colleague, on=at.date(), version=version, **accounted)


def _note_part(loading: Loading, plan: ProjectPlan, part: PartPlan, approved: datetime) -> None:
    asked = approved + timedelta(minutes=30) if part.asked is None else _at(loading, plan, part.asked, part.institution)
    loading.diary.note(asked, partial(_invite, loading, plan, part))
    answered = working(asked.date() + DAY * (2 + len(plan.key + part.institution) % 9))
    if part.answer != Participation.Answer.ASKED and answered < loading.calendar.today:
        loading.diary.note(moment(answered, part.institution), partial(_answer, loading, plan, part))


def _invite(loading: Loading, plan: ProjectPlan, part: PartPlan, at: datetime) -> None:
    services.invite(
        loading.projects[plan.key],
        loading.institutions[part.institution],
        part.role,
        by=loading.coordinator,
        on=at.date(),
    )


def _answer(loading: Loading, plan: ProjectPlan, part: PartPlan, at: datetime) -> None:
    participation = Participation.objects.get(
        project=loading.projects[plan.key], institution=loading.institutions[part.institution], role=part.role
    )
    services.answer_participation(
        participation,
        participation.version,
        part.answer,
        by=loading.asked(part.institution, at.date()).person,
        on=at.date(),
        reason=part.reason,
    )


def _approve_again(loading: Loading, course: Course, at: datetime) -> None:
    said = course.plan.rebaseline
    services.approve_baseline(
        loading.projects[course.plan.key],
        by=loading.coordinator,
        on=at.date(),
        starts_on=course.starts_on,
        ends_on=loading.calendar.on(said["ends"], course.plan.key),
        cost=Decimal(str(said["cost"])) * MILLION,
        reason=said["reason"],
        words=said["words"],
    )


def _change_stage(loading: Loading, plan: ProjectPlan, stage: str, at: datetime) -> None:
    resumes_on = loading.calendar.on(plan.resumes, plan.key) if plan.resumes else None
    is_stopped = stage in (Project.Stage.PAUSED, Project.Stage.CANCELLED)
    project = loading.projects[plan.key]
    loading.projects[plan.key] = services.change_stage(
        project,
        project.version,
        stage,
        by=loading.coordinator,
        on=at.date(),
        resumes_on=resumes_on,
        reason=plan.reason if is_stopped else "",
    )
