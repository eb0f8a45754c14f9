"""What happened to institutions and functions that people follow."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import questions
from core.questions import Change
from core.records import Ref
from history.since import Watched, happened
from ministries.models import Appointment, CoordinationFunction, Institution, Mandate, Settlement

INSTITUTION, FUNCTION = Institution._meta.label_lower, CoordinationFunction._meta.label_lower
OF_INSTITUTION = [
    Watched(Institution, "pgh_obj_id", ("name", "parent", "ends_on"), word="", told_new=False),
    Watched(Appointment, "institution_id", ("post", "starts_on", "ends_on"), word="", called=("person",)),
    Watched(Mandate, "institution_id", ("role", "starts_on", "ends_on"), word=_("Mandate"), called=("function",)),
]
OF_FUNCTION = [
    Watched(CoordinationFunction, "pgh_obj_id", ("name", "ends_on"), word="", told_new=False),
    Watched(Mandate, "function_id", ("role", "starts_on", "ends_on"), word=_("Mandate"), called=("institution",)),
    Watched(Settlement, "function_id", ("decision",), called=("source",)),
]


@questions.change.answer(INSTITUTION)
def of_institutions(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    """Name, parent, end, posts and mandates."""
    for found in happened(OF_INSTITUTION, pks, since, until):
        yield Change(Ref(INSTITUTION, found.owner), found.at, found.words)


@questions.change.answer(FUNCTION)
def of_functions(pks: Collection[int], since: datetime, until: datetime) -> Iterable[Change]:
    """Who leads or takes part, and what was settled."""
    for found in happened(OF_FUNCTION, pks, since, until):
        yield Change(Ref(FUNCTION, found.owner), found.at, found.words)
