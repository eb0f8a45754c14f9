"""What a token may be used for. A scope is listed here only when a route asks for it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TokenScope(TextChoices):
    PORTFOLIO_READ = "portfolio:read", _("Read institutions, mandates, projects, rounds, reports and ratings")
    PORTFOLIO_WRITE = "portfolio:write", _("Keep projects, plans, money and ratings, run rounds, answer invitations")
    STATUS_WRITE = "status:write", _("Submit status reports for institutions you act for")
    LEGISLATION_READ = (
        "legislation:read",
        _("Read acts, items, consultations, opinions, concordance tables and what waits for law"),
    )
    LEGISLATION_WRITE = (
        "legislation:write",
        _("Keep items, consultations, opinions, concordance tables and what waits for law"),
    )
    DESK_READ = "desk:read", _("Read what stands in the way, what is owed, and how the office handles it")
    REGISTERS_WRITE = "registers:write", _("Keep institutions, appointments, mandates, settlements and rates")


ANY_SCOPE = "any"
"""Of a route that every key may call, whatever it is for; no key is given it."""

READING = frozenset(scope for scope in TokenScope if scope.endswith(":read"))
"""What somebody else may make a key of one's account for: whatever is written stands under the owner's name."""
