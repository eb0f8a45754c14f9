from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q

from core.querysets import RecordQuerySet, sorted_by

if TYPE_CHECKING:
    from accounts.models import KeptAnswer, User


class UserQuerySet(RecordQuerySet["User"]):
    def active(self) -> Self:
        """May sign in, once a password is chosen."""
        return self.filter(is_active=True)

    def deactivated(self) -> Self:
        return self.filter(is_active=False)

    def waiting_for_password(self) -> Self:
        """Invited and not yet come: the link has not been used."""
        return self.active().filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def with_password(self) -> Self:
        return self.active().exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def administrators(self) -> Self:
        return self.active().filter(is_administrator=True)

    def of_office(self) -> Self:
        """The staff of the coordination office, by name."""
        return self.active().filter(kind="office").order_by(sorted_by("full_name"), "pk")

    def for_list(self) -> Self:
        """With ``name_key`` and ``has_second_factor``."""
        factors = self.related("authenticator").filter(user=OuterRef("pk"), type="totp")
        return self.annotate(name_key=sorted_by("full_name"), has_second_factor=Exists(factors))

    def search(self, words: str) -> Self:
        """Words in name, e-mail or job title."""
        by_title = Q(job_title__unaccent__icontains=words)
        return self.filter(Q(full_name__unaccent__icontains=words) | Q(email__icontains=words) | by_title)


class KeptAnswerQuerySet(RecordQuerySet["KeptAnswer"]):
    def from_before(self, at: datetime) -> Self:
        return self.filter(at__lt=at)
