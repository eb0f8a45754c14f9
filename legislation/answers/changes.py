"""What happened to items, consultations and acts that people follow."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import questions
from core.questions import Change
from core.records import Ref
from history.since import Watched, happened
from legislation.models import Act, Consultation, Item, Opinion, Plan

ITEM, ROUND, ACT = Item._meta.label_lower, Consultation._meta.label_lower, Act._meta.label_lower
OF_ITEM = [
    Watched(Item, "pgh_obj_id", ("stage", "lead", "title"), word="", told_new=False),
    Watched(Plan, "item_id", ("planned_on",), word=_("Plan"), called=("stage",)),
]
OF_ROUND = [
    Watched(Consultation, "pgh_obj_id", ("status", "due_on"), word="", told_new=False),
    Watched(Opinion, "request__consultation_id", ("position",), called=("request",)),
]
OF_ACT = [
    Watched(
        Act, "pgh_obj_id", ("status", "in_force_on", "repealed_on", "transposition_due_on"), word="", told_new=False
    ),
]


@questions.change.answer(ITEM)
def of_items(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    """Stage, lead and the days planned for its stages."""
    for found in happened(OF_ITEM, pks, since, until):
        yield Change(Ref(ITEM, found.owner), found.at, found.words)


@questions.change.answer(ROUND)
def of_rounds(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    """Opened, concluded or withdrawn, more time, and the opinions given."""
    for found in happened(OF_ROUND, pks, since, until):
        yield Change(Ref(ROUND, found.owner), found.at, found.words)


@questions.change.answer(ACT)
def of_acts(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    """Status and the days that count."""
    for found in happened(OF_ACT, pks, since, until):
        yield Change(Ref(ACT, found.owner), found.at, found.words)
