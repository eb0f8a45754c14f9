"""The press "follow" on the page of a record."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model
from django.urls import reverse

from core.records import ref
from outbox.models import Follow

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Following:
    """``path``: where the press goes, to follow or to stop."""

    is_followed: bool
    path: str


def following(user: "User", record: Model) -> Following:
    """One query."""
    named = ref(record)
    is_followed = Follow.objects.of(user).of_record(named).exists()
    return Following(is_followed, reverse("outbox:unfollow" if is_followed else "outbox:follow", args=named))
