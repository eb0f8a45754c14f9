"""What each kind of person sees and does, in words (DOMAIN section 2)."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User

Kind = User.Kind

MAY: Final = {
    Kind.OFFICE: gettext_lazy(
        "Sees everything and runs everything: institutions, appointments, projects, rounds and assessments."
    ),
    Kind.OFFICIAL: gettext_lazy(
        "Sees public and government records and the restricted ones of their institution, and writes for it, while an appointment lasts."
    ),
    Kind.DECISION_MAKER: gettext_lazy("Sees everything and edits nothing."),
    Kind.AUDITOR: gettext_lazy("Sees everything and all of history, and edits nothing."),
}
"""The kinds people are invited as."""

IN_SHORT: Final = {
    Kind.OFFICE: gettext_lazy("Runs everything"),
    Kind.DECISION_MAKER: gettext_lazy("Reads everything"),
    Kind.AUDITOR: gettext_lazy("Reads everything and all of history"),
}
AS_VISITOR: Final = gettext_lazy("Sees what a visitor sees, and the pages of their own account.")


def choices() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in MAY]


def may_in_words(person: User) -> str:
    return str(MAY.get(Kind(person.kind), AS_VISITOR))


def stands_for(person: User) -> Sequence[str]:
    """Lines of a list: what somebody may do today and why. Reads ``rights_today``."""
    if not person.is_active:
        return [_("Nothing: may not sign in")]
    in_short = IN_SHORT.get(Kind(person.kind))
    if in_short:
        return [str(in_short)]
    posts = [right.why for right in person.rights_today if right.writes]
    if posts or not person.is_administrator:
        return posts or [_("No post today: sees what a visitor sees")]
    return [_("Accounts and settings only: sees no records")]
