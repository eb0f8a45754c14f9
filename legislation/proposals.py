"""Whom to ask for an opinion: proposed from mandates, from the acts an item touches and from earlier rounds, each with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core.access import Access
from legislation.models import Item, Request
from ministries.models import Institution, Mandate


@dataclass(slots=True)
class Proposal:
    institution: Institution
    reasons: list[str] = field(default_factory=list)


def proposals(item: Item, access: Access, on: date) -> list[Proposal]:
    """Institutions of today, the best founded first; never the lead itself. Five queries for any number of them."""
    found: dict[int, Proposal] = {}
    for institution, reason in _reasons(item, access, on):
        if institution.pk == item.lead_id or not institution.covers(on):
            continue
        reasons = found.setdefault(institution.pk, Proposal(institution)).reasons
        if reason not in reasons:
            reasons.append(reason)
    return sorted(found.values(), key=lambda each: (-len(each.reasons), each.institution.name))


def _reasons(item: Item, access: Access, on: date) -> Iterator[tuple[Institution, str]]:
    for request in Request.objects.of_item(item.pk):
        yield request.institution, _("was asked in round %(n)s") % {"n": request.consultation.number}
    for mandate in Mandate.objects.for_list().filter(function__item_functions__item=item.pk):
        if mandate.holds(on):
            said = {"role": mandate.get_role_display().lower(), "function": mandate.function}
            yield mandate.institution, _("%(function)s: %(role)s") % said
    beside = Item.objects.visible_to(access).touching_the_same(item.pk)
    for other in beside.select_related("lead"):
        yield other.lead, _("leads %(code)s, which touches the same act") % {"code": other.code}
    for request in Request.objects.visible_to(access).with_comments().of_items([other.pk for other in beside]):
        said = {"code": request.consultation.code}
        yield request.institution, _("commented in %(code)s, about the same act") % said
