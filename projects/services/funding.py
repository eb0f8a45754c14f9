from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions import Conflict, put_if_current
from history.tracking import acting
from projects.models import Funding, Project
from projects.rules.money import KINDS, why_words


def record_funding(
    project: Project,
    *,
    year: int,
    by: User | None,
    on: date,
    source: str = Funding.Source.BUDGET,
    source_name: str = "",
    version: int = 0,
    **said: Any,
) -> Funding:
    """The money of one financial year from one source; writing it again replaces the amounts, history keeps the old ones.

    What is left out stays. A figure that was withheld and is given now is withheld no longer. ``version`` is that of the
    amounts seen, 0 when there were none. Raises Conflict when somebody saved in between, and ValidationError where the
    year's money moved without words.
    """
    which = {"project": project, "year": year, "source": source, "source_name": source_name.strip()}
    stands = Funding.objects.filter(**which).first() or Funding(**which)
    if stands.pk and stands.version != version:
        raise Conflict(stands)
    for name, value in said.items():
        setattr(stands, name, value)
    stands.withheld = {name: why for name, why in stands.withheld.items() if said.get(name) is None}
    stands.clean_fields()
    _refuse(stands, on)
    with acting(by=by, verb="recorded the funding"):
        return put_if_current(Funding, version, which, **said, withheld=stands.withheld)


def _refuse(funding: Funding, on: date) -> None:
    wrong = {}
    if funding.source == Funding.Source.AGREEMENT and not funding.source_name:
        wrong["source_name"] = _("Name the agreement.")
    if not any(getattr(funding, name) is not None or name in funding.withheld for name in KINDS):
        wrong["planned"] = _("Give at least one figure.")
    words = why_words(funding.amounts(on), funding.year, funding.project.currency)
    if words and not funding.words.strip():
        wrong["words"] = words
    if wrong:
        raise ValidationError(wrong)


def remove_funding(funding: Funding, version: int, *, by: User) -> None:
    """A line that should not be there; history keeps what it said. Raises Conflict when somebody saved it in between."""
    with acting(by=by, verb="removed a line of funding"):
        removed, _by_model = Funding.objects.filter(pk=funding.pk, version=version).delete()
        if not removed:
            raise Conflict(Funding.objects.get(pk=funding.pk))
