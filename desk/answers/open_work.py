"""What stands in the way and belongs to no single app."""

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import questions
from core.access import Kind as Who
from core.questions import Concern, ConcernKind, Scope
from core.records import ref
from desk.querysets.open_work import Kind, gone, still_held
from ministries.models import Institution


@questions.concern.answer(ConcernKind.OWNERLESS)
def left_behind(scope: Scope) -> Iterable[Concern]:
    """Open work of institutions that have ended or were merged or renamed: orphan since their last day (DOMAIN section 4)."""
    if scope.access is not None and scope.access.kind in (Who.VISITOR, Who.PARTNER):
        return
    ids = scope.ids_of(Institution._meta.label_lower)
    if ids is not None and not ids:
        return
    since = gone(scope.on)
    asked = [each for each in (scope.institution_ids, ids) if each is not None]
    wanted = frozenset(since).intersection(*asked)
    held = still_held(wanted, scope.access, scope.on) if wanted else {}
    for institution in Institution.objects.filter(pk__in=held):
        day = since[institution.pk]
        yield Concern(
            kind=ConcernKind.OWNERLESS,
            key=f"left behind:{institution.pk}:{day:%Y%m%d}",
            record=ref(institution),
            since_on=day,
            severity=1,
            institution_id=None,
            title=_("Ownerless work: %(institution)s") % {"institution": institution},
            why=_("It no longer exists and still holds %(work)s.") % {"work": in_words(held[institution.pk])},
            path=reverse("desk:move-open-work", args=[institution.code]),
        )


def in_words(held: Counter[Kind]) -> str:
    words = {
        Kind.PROJECT: ngettext("%(n)s project", "%(n)s projects", held[Kind.PROJECT]),
        Kind.PARTICIPATION: ngettext("%(n)s part in a project", "%(n)s parts in projects", held[Kind.PARTICIPATION]),
        Kind.MILESTONE: ngettext("%(n)s milestone", "%(n)s milestones", held[Kind.MILESTONE]),
        Kind.MANDATE: ngettext("%(n)s mandate", "%(n)s mandates", held[Kind.MANDATE]),
        Kind.APPOINTMENT: ngettext("%(n)s post", "%(n)s posts", held[Kind.APPOINTMENT]),
    }
    return ", ".join(text % {"n": held[kind]} for kind, text in words.items() if held[kind])
