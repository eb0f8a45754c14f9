from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import update_if_current
from history.tracking import acting
from ministries.models import CoordinationFunction
from projects.models import Project, ServedFunction


def serve_functions(
    project: Project, version: int, functions: Collection[CoordinationFunction], *, by: User, on: date
) -> Project:
    """The project serves exactly these functions from now on. Raises Conflict when somebody saved it in between."""
    known = set(project.served_functions.values_list("function", flat=True))
    added = [function for function in functions if function.pk not in known]
    for function in added:
        if not function.covers(on):
            raise ValidationError(
                {"functions": _("%(function)s is not a function of coordination today.") % {"function": function}}
            )
    with acting(by=by, verb="named the functions it serves"):
        written = update_if_current(project, version)
        project.served_functions.exclude(function__in=functions).delete()
        ServedFunction.objects.bulk_create(ServedFunction(project=project, function=each) for each in added)
    return written
