"""What the page of an act tells of it: a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from core.access import Access
from history.timeline import Related, Timeline, timeline
from legislation.models import Act, Item, TouchedAct


@dataclass(frozen=True, slots=True)
class Word:
    """Who said the deadline as it stands, and when. ``who`` empty: an import or the system."""

    who: str
    at: datetime


def word_on_deadline(act: Any) -> Word | None:
    """Of the deadline as it stands, confirmed or proposed; None where there is none."""
    field = "transposition_due_on" if act.transposition_due_on else "proposed_due_on"
    day = getattr(act, field)
    if day is None:
        return None
    events = act.events.select_related("pgh_context").order_by("pgh_id")
    other = events.filter(Q(**{f"{field}__isnull": True}) | ~Q(**{field: day})).last()
    event = events.filter(pgh_id__gt=other.pgh_id if other else 0).first()
    if event is None:
        return None
    user = (event.pgh_context.metadata if event.pgh_context else {}).get("user")
    person: Any = get_user_model()._default_manager.filter(pk=user or 0).first()
    return Word(person.full_name if person else "", event.pgh_created_at)


def touching(act: Act, access: Access) -> "QuerySet[TouchedAct]":
    """The items that touch it, as far as the reader may see them; those under way first."""
    return act.touched_by.visible_to(access).for_act()


def history_of_act(act: Act, *, access: Access, before: str = "") -> Timeline:
    seen = Item.objects.visible_to(access).values("pk")
    return timeline(
        [
            Related(Act, Q(pgh_obj=act)),
            Related(TouchedAct, Q(act=act, item__in=seen), called=("item",)),
        ],
        limit=12,
        before=before,
        access=access,
    )
