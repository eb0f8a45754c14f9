"""How the answer of an institution counts in a consultation that is over: one query for the whole government."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import questions
from core.questions import Ending, Scope
from core.records import ref
from legislation.models import Consultation, Request
from legislation.rules.terms import Standing

WORDS = 300


@questions.ending.answer
def consultations(scope: Scope, since: date) -> Iterable[Ending]:
    """Of rounds concluded or withdrawn since, for each institution that was asked."""
    if scope.person_ids is not None and scope.institution_ids is None:
        return
    rows = Request.objects.of_rounds_ended(since, scope.on)
    rows = rows.visible_to(scope.access) if scope.access else rows
    if scope.institution_ids is not None:
        rows = rows.filter(institution__in=scope.institution_ids)
    for request in rows.with_standing(scope.on).select_related("consultation"):
        yield _ending(request)


def _ending(request: Any) -> Ending:
    round_: Consultation = request.consultation
    assert round_.ended_on is not None
    is_withdrawn = round_.status == Consultation.Status.WITHDRAWN
    title = _("“%(draft)s” was withdrawn: %(counts)s") if is_withdrawn else _("“%(draft)s” was concluded: %(counts)s")
    return Ending(
        key=f"ended consultation:{request.pk}",
        record=ref(round_),
        institution_id=request.institution_id,
        on=round_.ended_on,
        title=title % {"draft": round_, "counts": _counts(request)},
        why=_("How it ended: “%(words)s”") % {"words": Truncator(" ".join(round_.ended_words.split())).chars(WORDS)},
        path=round_.get_absolute_url(),
    )


def _counts(request: Any) -> str:
    if request.stands == Standing.ON_TIME:
        return _("your answer counts as on time")
    if request.stands == Standing.LATE:
        return _("your answer counts as late")
    if request.stands == Standing.CALLED_OFF:
        return _("no answer is needed any more")
    return _("silent, which counts as agreement") if request.silence_agrees else _("silent, no answer was given")
