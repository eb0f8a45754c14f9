"""Last days of responsibility: of posts, and of what mandates rest on. One query each."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core import questions
from core.questions import Dated, DateKind, Scope
from core.records import ref
from ministries.models import Appointment, CoordinationFunction, Institution, Mandate

INSTITUTION, FUNCTION = Institution._meta.label_lower, CoordinationFunction._meta.label_lower


@questions.dates.answer
def appointments(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    rows = Appointment.objects.between("ends_on", first, last).select_related("person", "institution")
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, INSTITUTION, "institution")
    if scope.institution_ids is not None:
        rows = rows.filter(institution__in=scope.institution_ids)
    for held in rows:
        assert held.ends_on is not None
        yield Dated(
            kind=DateKind.APPOINTMENT,
            key=f"appointment:{held.pk}",
            record=ref(held),
            institution_id=held.institution_id,
            on=held.ends_on,
            title=_("Last day in post: %(person)s") % {"person": held.person.full_name},
            why=str(held),
            path=held.institution.get_absolute_url(),
        )


@questions.dates.answer
def mandates(scope: Scope, first: date, last: date) -> Iterable[Dated]:
    """Whose basis expires before they end themselves: from the next day the function may have no lead."""
    rows = Mandate.objects.ended_by_basis().between("basis_ends_on", first, last)
    rows = rows.select_related("institution", "function")
    rows = rows.visible_to(scope.access) if scope.access else rows
    rows = scope.of(rows, FUNCTION, "function")
    if scope.institution_ids is not None:
        rows = rows.filter(institution__in=scope.institution_ids)
    for mandate in rows:
        assert mandate.basis_ends_on is not None
        yield Dated(
            kind=DateKind.MANDATE,
            key=f"mandate:{mandate.pk}",
            record=ref(mandate),
            institution_id=mandate.institution_id,
            on=mandate.basis_ends_on,
            title=_("Last day of the basis of a mandate: %(function)s") % {"function": mandate.function},
            why=f"{mandate.get_role_display()}: {mandate.basis}",
            path=mandate.get_absolute_url(),
        )
