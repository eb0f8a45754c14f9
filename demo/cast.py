"""Whom a visitor of the demo may be: one seat for each way of working."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "four stones and one keystone"  # noqa: S105 - shown on the demo's sign-in page


@dataclass(frozen=True, slots=True)
class Seat:
    """``key`` is the part of the address, ``says`` what one can do from this seat."""

    key: str
    email: str
    name: str
    says: str | Promise


SEATS = (
    Seat("coordinator", "irena.tolvaj@coordination.velmar.example", "Irena Tolvaj",
         _("Coordinator: runs the rounds, reads and rates what comes in")),
    Seat("cio-interior", "marek.dostran@interior.velmar.example", "Marek Dostran",
         _("CIO, Ministry of the Interior: reports to file this month")),
    Seat("cio-health", "salme.orvik@health.velmar.example", "Salme Orvik",
         _("CIO, Ministry of Health: reports to file this month")),
    Seat("deputy-justice", "lidia.kossman@justice.velmar.example", "Lidia Kossman",
         _("Deputy CIO, Ministry of Justice: acts while the post of CIO is vacant")),
    Seat("minister", "elena.mirova@pmo.velmar.example", "Elena Mirova",
         _("Minister: reads everything, edits nothing")),
    Seat("auditor", "joren.valtieri@audit.velmar.example", "Joren Valtieri",
         _("Auditor: reads everything and all of history")),
    Seat("administrator", "oskar.lindell@coordination.velmar.example", "Oskar Lindell",
         _("Administrator: accounts and settings, no content")),
)  # fmt: skip


def seat(key: str) -> Seat | None:
    return next((seat for seat in SEATS if seat.key == key), None)
