"""An installation always has an administrator: only another one, who still is one at this moment, takes the right from somebody."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


def refuse_loss(person: User, by: User) -> None:
    """Before an administrator stops being one, inside the transaction that does it.

    All administrators are locked in one order. Of two who take the right from each other at once the second waits here,
    finds itself no longer among them and is refused; so whoever acts remains, and with them one administrator.
    """
    locked = User.objects.administrators().order_by("pk").select_for_update().values_list("pk", flat=True)
    remaining = set(locked) - {person.pk}
    if by.pk not in remaining:
        raise ValidationError(_("Only another administrator can do this: somebody has to run the installation."))
