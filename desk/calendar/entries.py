"""What is owed and what falls between two days, for one reader; asked of every app, and one query for the institutions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import questions
from core.access import Access, Kind
from core.questions import Dated, DateKind, Due, DueKind, Scope
from core.records import Ref
from ministries.models import Institution

OWED: Final[Mapping[str, Promise]] = {
    DueKind.REPORT: _("Report"),
    DueKind.MILESTONE: _("Milestone"),
    DueKind.ACCEPTANCE: _("Answer to an invitation"),
    DueKind.READING: _("Reading of an indicator"),
    DueKind.MITIGATION: _("Mitigation of a risk"),
    DueKind.OPINION: _("Opinion on a draft of law"),
}
OTHER: Final[Mapping[str, Promise]] = {
    DateKind.ROUND: _("Reporting round"),
    DateKind.RESUMPTION: _("Project resumes"),
    DateKind.CONSULTATION: _("Round of consultation"),
    DateKind.STAGE: _("Stage of a law"),
    DateKind.TRANSPOSITION: _("Transposition deadline"),
    DateKind.APPOINTMENT: _("Last day of a post"),
    DateKind.MANDATE: _("Last day of a basis"),
    DateKind.TARGET: _("Target of an indicator"),
    DateKind.STRATEGY: _("Last day of a strategy"),
}
LABELS: Final[Mapping[str, Promise]] = {**OWED, **OTHER}


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind``: a key of LABELS. ``institution``: whose it is, in short; empty: everybody's. ``is_owed``: a duty; else a date
    without one. ``is_planned``: hoped for; else fixed.
    """

    kind: str
    key: str
    on: date
    institution: str
    title: str
    why: str
    path: str
    is_owed: bool
    is_planned: bool

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])


def entries(
    access: Access,
    first: date,
    last: date,
    *,
    on: date,
    institution_ids: frozenset[int] | None = None,
    kind: str = "",
    records: frozenset[Ref] | None = None,
) -> list[Entry]:
    """By day, what is owed first. ``institution_ids``, ``records`` None: of all. What is owed by a person stands in their mails only."""
    if access.kind in (Kind.VISITOR, Kind.PARTNER) or institution_ids == frozenset():
        return []
    scope = Scope(on=on, until=last, access=access, institution_ids=institution_ids, records=records)
    dues = questions.due(scope) if not kind or kind in OWED else []
    dates = questions.dates(scope, first, last) if not kind or kind in OTHER else []
    owed = [due for due in dues if first <= due.due_on <= last and due.person_id is None]
    names = _short_names([due.institution_id for due in owed] + [dated.institution_id for dated in dates])
    found = [*(_owed(due, names) for due in owed), *(_other(dated, names) for dated in dates)]
    wanted = [entry for entry in found if not kind or entry.kind == kind]
    return sorted(wanted, key=lambda entry: (entry.on, not entry.is_owed, entry.kind, entry.title, entry.key))


def _short_names(said: Iterable[int | None]) -> Mapping[int, str]:
    ids = {pk for pk in said if pk is not None}
    rows = Institution.objects.filter(pk__in=ids) if ids else ()
    return {institution.pk: institution.short_name for institution in rows}


def _owed(due: Due, names: Mapping[int, str]) -> Entry:
    return Entry(
        kind=due.kind,
        key=due.key,
        on=due.due_on,
        institution=names.get(due.institution_id or 0, ""),
        title=due.title,
        why=due.why,
        path=due.path,
        is_owed=True,
        is_planned=False,
    )


def _other(dated: Dated, names: Mapping[int, str]) -> Entry:
    return Entry(
        kind=dated.kind,
        key=dated.key,
        on=dated.on,
        institution=names.get(dated.institution_id or 0, ""),
        title=dated.title,
        why=dated.why,
        path=dated.path,
        is_owed=False,
        is_planned=dated.is_planned,
    )


COUNTED: Final[Mapping[str, Promise]] = {
    DueKind.REPORT: ngettext_lazy("%(n)s report", "%(n)s reports", "n"),
    DueKind.MILESTONE: ngettext_lazy("%(n)s milestone", "%(n)s milestones", "n"),
    DueKind.ACCEPTANCE: ngettext_lazy("%(n)s answer to an invitation", "%(n)s answers to invitations", "n"),
    DueKind.READING: ngettext_lazy("%(n)s reading", "%(n)s readings", "n"),
    DueKind.MITIGATION: ngettext_lazy("%(n)s mitigation", "%(n)s mitigations", "n"),
    DueKind.OPINION: ngettext_lazy("%(n)s opinion", "%(n)s opinions", "n"),
    DateKind.ROUND: ngettext_lazy("%(n)s reporting round", "%(n)s reporting rounds", "n"),
    DateKind.RESUMPTION: ngettext_lazy("%(n)s project resumes", "%(n)s projects resume", "n"),
    DateKind.CONSULTATION: ngettext_lazy("%(n)s round of consultation", "%(n)s rounds of consultation", "n"),
    DateKind.STAGE: ngettext_lazy("%(n)s planned stage", "%(n)s planned stages", "n"),
    DateKind.TRANSPOSITION: ngettext_lazy("%(n)s transposition deadline", "%(n)s transposition deadlines", "n"),
    DateKind.APPOINTMENT: ngettext_lazy("%(n)s post ends", "%(n)s posts end", "n"),
    DateKind.MANDATE: ngettext_lazy("%(n)s basis expires", "%(n)s bases expire", "n"),
    DateKind.TARGET: ngettext_lazy("%(n)s target", "%(n)s targets", "n"),
    DateKind.STRATEGY: ngettext_lazy("%(n)s strategy ends", "%(n)s strategies end", "n"),
}


def counted(kind: str, n: int) -> str:
    """12 reports."""
    return str(COUNTED[kind] % {"n": n})
