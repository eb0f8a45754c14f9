from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import put_if_current
from history.tracking import acting
from ministries.models import Country
from projects.models import Assessment, Current, Project, Round


def assess(
    project: Project,
    round_: Round | None,
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
    if round_ is None:
        raise ValidationError(_("No round was opened yet: an assessment belongs to one."))
    return _put(
        {"project": project, "round": round_, "assessor": assessor or Country.objects.current().office_name},
        version,
        source=Assessment.Source.REVIEWER if assessor else Assessment.Source.OFFICE,
        is_independent=is_independent,
        rating=rating,
        basis=basis,
        by=by,
        on=on,
    )


def reassess(assessment: Assessment, version: int, *, by: User, on: date, **changes: Any) -> Assessment:
    """The same assessor thinks otherwise while the round still speaks of today; a word of an earlier round stands.

    Raises Conflict when somebody saved in between.
    """
    if assessment.round != Round.objects.newest_of(assessment.project):
        raise ValidationError(_("A newer round has begun: assess the project in that one."))
    names = ("source", "is_independent", "rating", "basis")
    said = {name: changes.get(name, getattr(assessment, name)) for name in names}
    which = {name: getattr(assessment, name) for name in ("project", "round", "assessor")}
    return _put(which, version, by=by, on=on, **said)


def _put(
    which: dict[str, Any], version: int, *, rating: int | None, basis: str, by: User, on: date, **said: Any
) -> Assessment:
    if rating is not None and rating not in Country.objects.current().scale:
        raise ValidationError({"rating": _("This country rates in three steps: red, amber, green.")})
    if not basis.strip():
        raise ValidationError({"basis": _("Say on what basis: what was read, seen or tested.")})
    if Assessment.objects.filter(**which).from_files().exists():
        raise ValidationError({"assessor": _("This assessment came with a file. Name who assesses beside it.")})
    with acting(by=by, verb="assessed the project"):
        assessment = put_if_current(
            Assessment, version, which, rating=rating, basis=basis, assessed_on=on, made_by=by, **said
        )
        Current.objects.refresh(on, [which["project"].pk])
    return assessment
