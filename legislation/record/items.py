"""What the page of a harmonisation item tells of its past."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Access
from history.timeline import Related, Timeline, timeline
from legislation.models import Item, ItemFunction, Plan, TouchedAct


def history_of_item(item: Item, *, access: Access, before: str = "") -> Timeline:
    own = Q(item=item)
    return timeline(
        [
            Related(Item, Q(pgh_obj=item), hidden=("code",)),
            Related(Plan, own, word=_("Plan"), called=("stage",), hidden=("item",)),
            Related(TouchedAct, own, word=_("Act"), called=("act",), hidden=("item",)),
            Related(ItemFunction, own, word=_("Function"), called=("function",), hidden=("item",)),
        ],
        before=before,
        access=access,
    )
