"""What a person stands for today: institutions of their appointments, and the children of these."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from core import questions
from core.access import INSTITUTION
from core.figures import day_text
from core.questions import Asked, Held, Party, Right
from core.records import Ref
from ministries.models import Appointment, Institution
from ministries.querysets.appointment import AppointmentQuerySet
from ministries.querysets.institution import InstitutionQuerySet


@questions.parties.answer
def institutions(person_ids: frozenset[int], on: date) -> Iterable[Party]:
    """Asked with every request of an official, so nothing but keys is read."""
    held = _held_by(person_ids, on).only("person", "institution")
    return [
        Party(appointment.person_id, Ref(INSTITUTION, child.pk if child else appointment.institution_id), writes)
        for appointment, child, writes in _standing(held, Institution.objects.only("parent"), on)
    ]


@questions.rights.answer
def appointments(person_ids: frozenset[int], on: date) -> Iterable[Right]:
    held = _held_by(person_ids, on).select_related("institution").in_chain()
    return [
        _right(appointment, child or appointment.institution, writes)
        for appointment, child, writes in _standing(held, Institution.objects.all(), on)
    ]


def _held_by(person_ids: frozenset[int], on: date) -> AppointmentQuerySet:
    return Appointment.objects.held(on).filter(person__in=person_ids)


def _standing(
    held: AppointmentQuerySet, institutions: InstitutionQuerySet, on: date
) -> Iterator[tuple[Appointment, Institution | None, bool]]:
    """They write for the institutions of their current appointments and, while every post of a child is vacant, for the
    child; other direct children they read (DOMAIN section 2). Three queries for any number of people, two where there
    are no children. No child: it is the institution of the appointment."""
    by_parent: dict[int, list[Appointment]] = {}
    for appointment in held:
        by_parent.setdefault(appointment.institution_id, []).append(appointment)
        yield appointment, None, True
    children = institutions.filter(parent__in=by_parent)
    vacant = frozenset(children.with_every_post_vacant(on).values_list("pk", flat=True)) if children else frozenset()
    for child in children:
        for appointment in by_parent[child.parent_id or 0]:
            yield appointment, child, child.pk in vacant


def _right(appointment: Appointment, institution: Institution, writes: bool) -> Right:
    why = _("%(post)s of %(institution)s since %(day)s") % {
        "post": appointment.get_post_display(),
        "institution": appointment.institution.short_name,
        "day": day_text(appointment.starts_on),
    }
    if appointment.instrument:
        why = _("%(post)s by %(instrument)s") % {"post": why, "instrument": appointment.instrument}
    if institution.pk != appointment.institution_id:
        child = {"institution": institution.short_name, "why": why}
        is_vacant = _("%(institution)s, post vacant, as %(why)s") if writes else _("Reads %(institution)s, as %(why)s")
        why = is_vacant % child
    return Right(
        person_id=appointment.person_id,
        record=Ref(INSTITUTION, institution.pk),
        writes=writes,
        why=why,
        path=institution.get_absolute_url(),
        code=institution.code,
        name=institution.name,
        held=_held(appointment),
    )


def _held(appointment: Appointment) -> Held:
    return Held(
        post=appointment.post,
        at=appointment.institution.code,
        since_on=appointment.starts_on,
        until_on=appointment.ends_on,
        instrument=appointment.instrument,
    )


@questions.asked.answer
def posts(institution_ids: frozenset[int], on: date) -> Iterable[Asked]:
    return Appointment.objects.asked(institution_ids, on)
