from collections.abc import Iterable
from datetime import date

from core import questions
from core.questions import Asked, Party
from core.records import ref
from ministries.models import Appointment, Institution


@questions.parties.answer
def institutions(person_id: int, on: date) -> Iterable[Party]:
    """Institutions a person writes for: their appointments, and children of these while every post there is vacant.

    Other direct children they read.
    """
    held = Institution.objects.filter(appointments__in=Appointment.objects.current(on).filter(person=person_id))
    children = Institution.objects.filter(parent__in=held)
    vacant = frozenset(children.with_every_post_vacant(on).values_list("pk", flat=True))
    own = [Party(ref(institution), writes=True) for institution in held.distinct()]
    return own + [Party(ref(child), writes=child.pk in vacant) for child in children]


@questions.asked.answer
def posts(institution_ids: frozenset[int], on: date) -> Iterable[Asked]:
    return Appointment.objects.asked(institution_ids, on)
