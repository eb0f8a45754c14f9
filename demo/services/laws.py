"""Acts, harmonisation items on their way, the projects that wait for them, and concordance tables."""

from datetime import datetime
from functools import partial

from demo.country.days import moment
from demo.country.laws import ActPlan, BlockPlan, ItemPlan, LinePlan, laws
from demo.services.loading import Loading
from demo.services.opinions import note_rounds_of_opinions
from legislation import services
from legislation.models import Act, Item
from ministries.models import CoordinationFunction
from projects.models import Project

WRITTEN_DOWN = -29
"""The month in which the register of acts was begun; what is older was put on record then."""


def note_laws(loading: Loading) -> None:
    plan = laws()
    at = moment(loading.calendar.on(WRITTEN_DOWN), "acts")
    for act in plan.acts:
        loading.diary.note(at, partial(_put_act, loading, act))
    for key, law in plan.measures:
        loading.diary.note(at, partial(_name_measure, loading, key, law))
    for item in plan.items:
        _note_item(loading, item)
    for block in plan.blocks:
        on = moment(loading.calendar.on(block.stated), block.item)
        loading.diary.note(on, partial(_block, loading, block))
    note_rounds_of_opinions(loading, plan.rounds)
    compared = moment(loading.calendar.on(-2), "concordance")
    for number, line in enumerate(plan.lines, start=1):
        loading.diary.note(compared, partial(_compare, loading, line, number))


def _put_act(loading: Loading, plan: ActPlan, at: datetime) -> None:
    act = services.create_act(
        kind=plan.kind, title=plan.title, short_title=plan.short, number=plan.number, celex=plan.celex, eli=plan.eli,
        status=Act.Status.IN_FORCE, transposition_due_on=plan.deadline, by=loading.coordinator, on=at.date(),
    )  # fmt: skip
    loading.acts[plan.key] = act
    if plan.proposed:
        services.propose_deadline(act, act.version, due_on=plan.proposed, words=plan.words, by=loading.coordinator)


def _name_measure(loading: Loading, key: str, law: str, at: datetime) -> None:
    services.name_measure(loading.acts[key], loading.acts[law], by=loading.coordinator)


def _note_item(loading: Loading, plan: ItemPlan) -> None:
    """Begun in the newest stage that is older than the register; the later ones are moves."""
    stages = list(plan.stages.items())
    first = max(number for number, (_stage, month) in enumerate(stages) if number == 0 or month <= WRITTEN_DOWN)
    stage, month = stages[first]
    begun = moment(loading.calendar.on(max(month, WRITTEN_DOWN + 0.1)), plan.key)
    loading.diary.note(begun, partial(_put_item, loading, plan, stage, month))
    for following, day in stages[first + 1 :]:
        loading.diary.note(moment(loading.calendar.on(day), plan.key), partial(_move, loading, plan, following))
    if plan.plan:
        last = max(stages[-1][1], WRITTEN_DOWN + 0.1)
        loading.diary.note(moment(loading.calendar.on(last), plan.key), partial(_plan, loading, plan))


def _put_item(loading: Loading, plan: ItemPlan, stage: str, month: float, at: datetime) -> None:
    on, by = at.date(), loading.asked(plan.lead, at.date()).person
    item = services.create_item(
        title=plan.title, problem=plan.problem, description=plan.description, lead=loading.institutions[plan.lead],
        stage=stage, since_on=min(loading.calendar.on(month), on), visibility=plan.visibility, by=by, on=on,
    )  # fmt: skip
    loading.items[plan.key] = item
    for key, provisions in plan.acts.items():
        services.touch_act(item, loading.acts[key], provisions=provisions, by=by)
    functions = [CoordinationFunction.objects.get(code=code) for code in plan.functions]
    if functions:
        services.set_functions(item, item.version, functions, by=by, on=on)


def _found(loading: Loading, key: str) -> Item:
    return Item.objects.select_related("lead").get(pk=loading.items[key].pk)


def _move(loading: Loading, plan: ItemPlan, stage: str, at: datetime) -> None:
    item, by = _found(loading, plan.key), loading.asked(plan.lead, at.date()).person
    reason = plan.dropped if stage == Item.Stage.DROPPED else ""
    services.move_item(item, item.version, stage, by=by, on=at.date(), reason=reason)


def _plan(loading: Loading, plan: ItemPlan, at: datetime) -> None:
    item, by = _found(loading, plan.key), loading.asked(plan.lead, at.date()).person
    days = {stage: loading.calendar.on(month) for stage, month in plan.plan.items()}
    services.plan_stages(item, item.version, days, by=by, on=at.date())


def _block(loading: Loading, plan: BlockPlan, at: datetime) -> None:
    project = Project.objects.select_related("lead").get(pk=loading.projects[plan.project].pk)
    services.state_block(
        project, item=_found(loading, plan.item), why=plan.why, needed_on=loading.calendar.on(plan.needed),
        by=loading.asked(project.lead.code, at.date()).person, on=at.date(),
    )  # fmt: skip


def _compare(loading: Loading, plan: LinePlan, position: int, at: datetime) -> None:
    services.add_line(
        loading.acts[plan.act], position=position, provision=plan.provision, text=plan.text, level=plan.level,
        law=loading.acts[plan.law] if plan.law else None, national_provision=plan.at,
        item=loading.items[plan.item] if plan.item else None, note=plan.note,
        completed_on=None if plan.complete is None else loading.calendar.on(plan.complete), by=loading.coordinator,
    )  # fmt: skip
