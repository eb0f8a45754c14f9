from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import CoordinationFunction, Institution, Mandate, Settlement, SettlementLead
from ministries.seeds import FUNCTIONS
from ministries.services.codes import free_code

DAY = timedelta(days=1)
# Path segments that mean something else than a function.
TAKEN_CODES = ("new",)


def seed_functions(*, by: User | None, on: date) -> None:
    """The ten usual functions, in the language of who sets the country up. Those that exist stay as they are."""
    with acting(by=by, verb="set up the coordination functions"):
        CoordinationFunction.objects.bulk_create(
            [
                CoordinationFunction(code=code, name=_(name), rank=rank * 10, starts_on=on)
                for rank, (code, name) in enumerate(FUNCTIONS, start=1)
            ],
            ignore_conflicts=True,
        )


def create_function(*, by: User, name: str, **fields: Any) -> CoordinationFunction:
    """Without a ``code`` the system gives one, from the name."""
    function = CoordinationFunction(name=name, **fields)
    function.code = function.code or free_code(CoordinationFunction.objects.all(), name, taken=TAKEN_CODES)
    function.full_clean()
    with acting(by=by, verb="created the coordination function"):
        function.save()
    return function


def edit_function(function: CoordinationFunction, version: int, *, by: User, **changes: Any) -> CoordinationFunction:
    """Raises Conflict when somebody saved in between."""
    for name, value in changes.items():
        setattr(function, name, value)
    function.full_clean()
    with acting(by=by, verb="edited the coordination function"):
        return update_if_current(function, version, **changes)


def give_mandate(
    institution: Institution, function: CoordinationFunction, role: str, *, by: User | None, **fields: Any
) -> Mandate:
    """A part in a function from ``starts_on``, on a ``basis``. A second lead is not refused: it is what a contest is.

    An own earlier part whose basis expired before that day ends with its basis and does not stand in the way.
    """
    mandate = Mandate(institution=institution, function=function, role=role, **fields)
    mandate.clean_fields()
    with acting(by=by, verb="gave a mandate"):
        _end_expired(mandate)
        mandate.full_clean()
        _touch(function)
        mandate.save()
    return mandate


def _end_expired(heir: Mandate) -> None:
    earlier = Mandate.objects.filter(institution=heir.institution, function=heir.function)
    earlier.expired(heir.starts_on).update(ends_on=F("basis_ends_on"))


def _touch(function: CoordinationFunction) -> None:
    """Raise its version, so that who settles it on an older view of its mandates is told."""
    CoordinationFunction.objects.filter(pk=function.pk).update(version=F("version"))


def edit_mandate(mandate: Mandate, version: int, *, by: User, **changes: Any) -> Mandate:
    """Basis, claim and dates. Institution, function and role stay: another role is another mandate. Raises Conflict."""
    for name, value in changes.items():
        setattr(mandate, name, value)
    mandate.full_clean()
    with acting(by=by, verb="edited a mandate"):
        _touch(mandate.function)
        return update_if_current(mandate, version, **changes)


def move_mandate(mandate: Mandate, version: int, institution: Institution, *, by: User, on: date) -> Mandate:
    """From ``on`` another institution has this part; the record of the one before ends the day before.

    Raises Conflict when somebody saved in between, ValidationError where it begins later or the other has a part already.
    """
    heir = Mandate(
        function=mandate.function, institution=institution, role=mandate.role, starts_on=on, ends_on=mandate.ends_on,
        basis=mandate.basis, basis_url=mandate.basis_url, basis_ends_on=mandate.basis_ends_on, claim=mandate.claim,
    )  # fmt: skip
    with acting(by=by, verb="moved a mandate"):
        _touch(mandate.function)
        update_if_current(mandate, version)
        _end(mandate, on)
        heir.full_clean()
        heir.save()
    return heir


def settle(
    function: CoordinationFunction,
    version: int,
    *,
    leads: Collection[Institution],
    others: str,
    by: User,
    decided_on: date,
    starts_on: date,
    decision: str,
    source: str,
    source_url: str = "",
) -> Settlement:
    """Record who leads from a day on: ``leads``, jointly if several. Whoever else leads stops leading the day before.

    ``others`` is the role they keep from then on, or empty for none. Raises Conflict when the function was touched since it
    was read, ValidationError where the dates do not fit.
    """
    _check_leads(leads, starts_on)
    settlement = Settlement(
        function=function, decided_on=decided_on, starts_on=starts_on, decision=decision, source=source,
        source_url=source_url,
    )  # fmt: skip
    settlement.clean_fields()
    settlement.clean()
    with acting(by=by, verb="settled the mandate"):
        update_if_current(function, version)
        _end_settlement(function, starts_on)
        settlement.save()
        SettlementLead.objects.bulk_create(
            SettlementLead(settlement=settlement, institution=institution) for institution in leads
        )
        _apply(settlement, leads, others)
    return settlement


def _check_leads(leads: Collection[Institution], on: date) -> None:
    if not leads:
        raise ValidationError({"leads": _("Choose who leads.")})
    for institution in leads:
        if not institution.covers(on):
            raise ValidationError(
                {"leads": _("%(institution)s does not exist on that day.") % {"institution": institution}}
            )


def _end_settlement(function: CoordinationFunction, on: date) -> None:
    earlier = function.settlements.exclude(ends_on__lt=on).order_by("starts_on")
    if earlier.filter(starts_on__gte=on).exists():
        raise ValidationError({"starts_on": _("Another settlement holds from that day or a later one.")})
    earlier.update(ends_on=on - DAY)


def _apply(settlement: Settlement, leads: Collection[Institution], others: str) -> None:
    """Mandates as the settlement says, from its first day on."""
    on, chosen = settlement.starts_on, {institution.pk for institution in leads}
    mandates = list(settlement.function.mandates.select_related("institution").exclude(ends_on__lt=on))
    leading = {each.institution_id for each in mandates if each.role == Mandate.Role.LEAD and each.holds(on)}
    for mandate in mandates:
        is_chosen, leads_now = mandate.institution_id in chosen, mandate.institution_id in leading
        if is_chosen == leads_now or (not is_chosen and mandate.role != Mandate.Role.LEAD):
            continue
        _end(mandate, on)
        if others and not is_chosen:
            _begin(settlement, mandate.institution, others)
    for institution in leads:
        if institution.pk not in leading:
            _begin(settlement, institution, Mandate.Role.LEAD)


def _begin(settlement: Settlement, institution: Institution, role: str) -> None:
    begun = Mandate(
        function=settlement.function, institution=institution, role=role, basis=settlement.source,
        basis_url=settlement.source_url, starts_on=settlement.starts_on,
    )  # fmt: skip
    begun.full_clean()
    begun.save()


def _end(mandate: Mandate, on: date) -> None:
    """The day before ``on`` is its last."""
    if mandate.starts_on >= on:
        raise ValidationError(
            {
                "starts_on": _("The part of %(institution)s begins on that day or later. Choose a later day.")
                % {"institution": mandate.institution}
            }
        )
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=on - DAY)
