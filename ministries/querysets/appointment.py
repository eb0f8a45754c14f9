from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Case, Q, When

from core.access import Access, Kind
from core.querysets import RecordQuerySet, covers, sorted_by
from core.questions import Asked

if TYPE_CHECKING:
    from ministries.models import Appointment, Institution

# Who is asked first: acting CIO; else CIO; else deputies; else focal points (DOMAIN section 2).
CHAIN = ("acting", "cio", "deputy", "focal point")


# Who answers for an institution as its CIO.
HEADS = ("cio", "acting")


class AppointmentQuerySet(RecordQuerySet["Appointment"]):
    def current(self, on: date) -> Self:
        return self.filter(covers(on))

    def held(self, on: date) -> Self:
        """Current, by somebody who may sign in: a post whose holder's account is deactivated is vacant for every rule."""
        return self.current(on).filter(person__is_active=True)

    def upcoming(self, on: date) -> Self:
        return self.filter(starts_on__gt=on)

    def past(self, on: date) -> Self:
        return self.filter(ends_on__lt=on)

    def handed_over(self, institution_ids: Collection[int], since: date) -> Self:
        """That end, or ended since that day, and left a note for whoever comes next."""
        return (
            self.filter(institution__in=institution_ids, ends_on__gte=since)
            .exclude(hand_over="")
            .order_by("-ends_on", "pk")
        )

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind is not Kind.VISITOR)

    def for_list(self) -> Self:
        """With person, institution and their sorting texts."""
        return self.select_related("person", "institution").annotate(
            institution_key=sorted_by("institution__name"), person_key=sorted_by("person__full_name")
        )

    def in_chain(self) -> Self:
        """In the order in which they are asked."""
        rank = [When(post=post, then=number) for number, post in enumerate(CHAIN)]
        return self.order_by(Case(*rank, default=len(CHAIN)), "starts_on", "id")

    def search(self, words: str) -> Self:
        """Words in the name of the person or of the institution."""
        by_institution = Q(institution__name__unaccent__icontains=words) | Q(institution__acronym__icontains=words)
        return self.filter(Q(person__full_name__unaccent__icontains=words) | by_institution)

    def of_parent_too(self, institution_ids: Collection[int]) -> Self:
        children = Q(institution__children__in=institution_ids)
        return self.filter(Q(institution__in=institution_ids) | children).distinct()

    def asked(self, institution_ids: Collection[int], on: date) -> list[Asked]:
        """Everybody who is asked to answer for these institutions on a day; two queries for any number of them.

        While every post of an institution is vacant its parent's posts are asked, "for X, post vacant"; an institution
        with nobody at all is missing from the answer: ownerless work.
        """
        institutions = (
            self.related("institution").filter(pk__in=institution_ids).only("id", "name", "acronym", "parent_id")
        )
        by_institution: dict[int, list[Appointment]] = {}
        for appointment in self.held(on).of_parent_too(institution_ids).order_by("institution_id", "starts_on", "id"):
            by_institution.setdefault(appointment.institution_id, []).append(appointment)
        return [
            Asked(institution.pk, appointment.person_id, appointment.post_for(institution))
            for institution in institutions
            for appointment in first_in_chain(by_institution, institution)
        ]

    def act_of(self, person_id: int, institution_id: int, on: date) -> Appointment | None:
        """The appointment under which a person acts for an institution on a day, at it or, while it is vacant, at its parent."""
        current = list(self.held(on).of_parent_too([institution_id]).select_related("institution"))
        at_it = [held for held in current if held.institution_id == institution_id]
        candidates = [held for held in at_it or current if held.person_id == person_id]
        return min(candidates, key=lambda held: CHAIN.index(held.post), default=None)


def first_in_chain(by_institution: dict[int, list[Appointment]], institution: Institution) -> Iterable[Appointment]:
    held = by_institution.get(institution.pk) or by_institution.get(institution.parent_id or 0, [])
    for post in CHAIN:
        found = [appointment for appointment in held if appointment.post == post]
        if found:
            return found
    return []
