"""Items that are stuck, whose move that is, and what an institution leads; one query each, and one for the terms."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Kind
from core.figures import day_text
from core.questions import Concern, ConcernKind, Fact, FactKind, Scope
from core.records import Ref, ref
from legislation.models import Item, StageTerm
from legislation.rules.stages import STUCK, Term

ITEM = Item._meta.label_lower
INSTITUTION = "ministries.institution"
DAY = timedelta(days=1)


@questions.concern.answer(ConcernKind.STUCK)
def stuck(scope: Scope) -> Iterable[Concern]:
    """In their stage for more than STUCK times the usual days. It is the move of the lead."""
    ids = scope.ids_of(ITEM)
    if ids == frozenset() or (scope.person_ids is not None and scope.institution_ids is None):
        return
    terms = StageTerm.objects.on(scope.on)
    rows = _seen(scope).as_of(scope.on, terms).stuck()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    if scope.institution_ids is not None:
        rows = rows.led_by(scope.institution_ids)
    for item in rows:
        yield _stuck(item, terms[item.stage], scope)


def _seen(scope: Scope) -> Any:
    if scope.access is None:
        return Item.objects.all()
    is_outside = scope.access.kind in (Kind.VISITOR, Kind.PARTNER)
    return Item.objects.none() if is_outside else Item.objects.visible_to(scope.access)


def _stuck(item: Item, term: Term, scope: Scope) -> Concern:
    days, most = item.days_in_stage(scope.on), STUCK * term.usual_days
    said = {
        "stage": item.get_stage_display(),
        "usual": term.usual_days,
        "day": day_text(item.stage_since_on),
        "n": days,
    }
    why = ngettext(
        "In “%(stage)s” since %(day)s: %(n)s day, where %(usual)s are usual. Move it, or say why not.",
        "In “%(stage)s” since %(day)s: %(n)s days, where %(usual)s are usual. Move it, or say why not.",
        days,
    )
    return Concern(
        kind=ConcernKind.STUCK,
        key=f"stuck:{item.pk}:{item.stage_since_on:%Y%m%d}",
        record=ref(item),
        since_on=item.stage_since_on + most * DAY + DAY,
        severity=1 if days > 2 * most else 2,
        institution_id=item.lead_id,
        title=_("Stuck: %(item)s") % {"item": item},
        why=why % said,
        path=item.get_absolute_url(),
        days=days,
    )


@questions.about.answer
def items(refs: Collection[Ref], scope: Scope) -> Iterable[Fact]:
    """How many running items each institution leads, and the first ``most`` of them, the longest in their stage first."""
    ids = [each.pk for each in refs if each.model == INSTITUTION]
    if not ids:
        return
    rows = _seen(scope).running().filter(lead__in=ids)
    for row in rows.order_by().values("lead", "lead__code").annotate(count=Count("pk")).order_by("lead"):
        yield Fact(
            about=Ref(INSTITUTION, row["lead"]),
            kind=FactKind.ITEMS,
            title=_("Harmonisation items"),
            path=f"{reverse('legislation:item-list')}?lead={row['lead__code']}&view=running",
            count=row["count"],
        )
    if scope.most:
        yield from _singles(rows, scope)


def _singles(rows: Any, scope: Scope) -> Iterable[Fact]:
    place = Window(RowNumber(), partition_by=F("lead"), order_by=[F("stage_since_on"), F("pk")])
    for item in rows.annotate(place=place).filter(place__lte=scope.most).order_by("lead", "place"):
        said = {"stage": item.get_stage_display(), "day": day_text(item.stage_since_on)}
        yield Fact(
            about=Ref(INSTITUTION, item.lead_id),
            kind=FactKind.ITEMS,
            title=str(item),
            path=item.get_absolute_url(),
            words=_("%(stage)s since %(day)s") % said,
        )
