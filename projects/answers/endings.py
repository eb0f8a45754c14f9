"""What became of the reports that a round asked for: one line for each institution, one query for the whole government."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.questions import Ending, Scope
from core.records import Ref
from projects.models import Report, Round

ROUND = Round._meta.label_lower
NAMED = 3


@questions.ending.answer
def rounds(scope: Scope, since: date) -> Iterable[Ending]:
    """Of rounds closed since. Imported history asked nobody."""
    if scope.person_ids is not None and scope.institution_ids is None:
        return
    rows = Report.objects.visible_to(scope.access) if scope.access else Report.objects.all()
    if scope.institution_ids is not None:
        rows = rows.of_institutions(scope.institution_ids)
    for row in rows.outcomes(since, scope.on):
        yield Ending(
            key=f"closed round:{row['round']}:{row['institution']}",
            record=Ref(ROUND, row["round"]),
            institution_id=row["institution"],
            on=row["round__closed_on"],
            title=_("Round %(round)s was closed: %(counts)s") % {"round": row["round__name"], "counts": _counts(row)},
            why=_rest(row["missing"]),
            path=reverse("projects:round-detail", args=[row["round"]]),
        )


def _counts(row: Mapping[str, Any]) -> str:
    words = {
        "filed": ngettext("%(n)s filed", "%(n)s filed", row["filed"]),
        "late": ngettext("%(n)s late", "%(n)s late", row["late"]),
        "missed": ngettext("%(n)s missed", "%(n)s missed", row["missed"]),
    }
    return ", ".join(said % {"n": row[name]} for name, said in words.items() if row[name])


def _rest(missing: list[str]) -> str:
    if not missing:
        return _("No report of yours is missing.")
    names = ", ".join(f"“{title}”" for title in missing[:NAMED])
    if len(missing) > NAMED:
        names = _("%(names)s and %(more)s more") % {"names": names, "more": len(missing) - NAMED}
    return _("Missed: %(names)s. It can still be filed, and counts as late.") % {"names": names}
