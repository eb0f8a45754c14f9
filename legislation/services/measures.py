from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from legislation.models import Act, Measure


def name_measure(act: Act, law: Act, *, by: User | None) -> Measure:
    """The national act transposes the EU act. Only adds: there is no version to name."""
    if not act.is_eu:
        raise ValidationError(_("Only EU acts are transposed."))
    if law.is_eu:
        raise ValidationError(_("An EU act is transposed by national acts."))
    measure = Measure(act=act, law=law)
    measure.full_clean()
    with acting(by=by, verb="named a national act that transposes"):
        measure.save()
    return measure


def remove_measure(measure: Measure, version: int, *, by: User | None) -> None:
    """It does not transpose the act after all; history keeps that it was said.

    Raises Conflict when somebody saved in between.
    """
    with acting(by=by, verb="took away a national act that transposes"):
        update_if_current(measure, version).delete()
