from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import put_if_current
from history.tracking import acting
from ministries.models import Country
from projects.models import Assessment, Current, Project, Round


def assess(
    project: Project,
    round_: Round,
    *,
    rating: int | None,
    basis: str,
    by: User,
    on: date,
    assessor: str = "",
    is_independent: bool = False,
    version: int = 0,
) -> Assessment:
    """The rating of the office (no ``assessor`` named) or of a reviewer, with its basis.

    A second word in the same round replaces the first, whose ``version`` it names; 0 when none was seen. Raises Conflict
    when somebody saved in between.
    """
    country = Country.objects.current()
    if rating is not None and rating not in country.scale:
        raise ValidationError({"rating": _("This country rates in three steps: red, amber, green.")})
    if not basis.strip():
        raise ValidationError({"basis": _("Say on what basis: what was read, seen or tested.")})
    with acting(by=by, verb="assessed the project"):
        assessment = put_if_current(
            Assessment,
            version,
            {"project": project, "round": round_, "assessor": assessor or country.office_name},
            source=Assessment.Source.REVIEWER if assessor else Assessment.Source.OFFICE,
            is_independent=is_independent,
            rating=rating,
            basis=basis,
            assessed_on=on,
            made_by=by,
        )
        Current.objects.refresh(on, [project.pk])
    return assessment
