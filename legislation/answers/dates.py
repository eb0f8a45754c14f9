"""Days of the laws that are owed by nobody: stages planned, deadlines of rounds and of transposition. One query each."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core import questions
from core.questions import Dated, DateKind, Scope
from core.records import ref
from legislation.models import Act, Consultation, Item, Plan

ACT, ITEM = Act._meta.label_lower, Item._meta.label_lower


@questions.dates.answer
def stages(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """Planned for items on their way, of stages they have not reached."""
    rows = Plan.objects.ahead().between("planned_on", first, last).select_related("item")
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, ITEM, "item")
    if scope.institution_ids is not None:
        rows = rows.filter(item__lead__in=scope.institution_ids)
    for plan in rows:
        assert plan.planned_on is not None
        yield Dated(
            kind=DateKind.STAGE,
            key=f"stage:{plan.pk}",
            record=ref(plan.item),
            institution_id=plan.item.lead_id,
            on=plan.planned_on,
            title=_("Stage “%(stage)s”: %(item)s") % {"stage": plan.get_stage_display(), "item": plan.item},
            why=_("The day planned for this stage; it stands at %(stage)s.")
            % {"stage": plan.item.get_stage_display().lower()},
            path=plan.item.get_absolute_url(),
            is_planned=True,
        )


@questions.dates.answer
def consultations(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """When the answers of a round are due, for who asked; who is asked owes an opinion by its own day."""
    rows = Consultation.objects.held().between("due_on", first, last).select_related("item")
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, ITEM, "item")
    if scope.institution_ids is not None:
        rows = rows.filter(item__lead__in=scope.institution_ids)
    for round_ in rows:
        assert round_.due_on is not None
        yield Dated(
            kind=DateKind.CONSULTATION,
            key=f"consultation:{round_.pk}",
            record=ref(round_),
            institution_id=round_.item.lead_id,
            on=round_.due_on,
            title=_("Opinions on “%(draft)s” are due") % {"draft": round_},
            why=_("Round %(n)s of “%(item)s”.") % {"n": round_.number, "item": round_.item},
            path=round_.get_absolute_url(),
        )


@questions.dates.answer
def deadlines(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """Of transposition, as a person confirmed them; the whole government's."""
    if scope.institution_ids is not None:
        return
    rows = scope.of(Act.objects.asking().between("transposition_due_on", first, last), ACT)
    for act in rows.visible_to(scope.access) if scope.access else rows:
        assert act.transposition_due_on is not None
        yield Dated(
            kind=DateKind.TRANSPOSITION,
            key=f"transposition:{act.pk}",
            record=ref(act),
            institution_id=None,
            on=act.transposition_due_on,
            title=_("Transposition deadline: %(act)s") % {"act": act},
            why=_("National law has to be in force by this day."),
            path=act.get_absolute_url(),
        )
