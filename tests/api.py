"""A program that calls the API."""

from django.test import Client

from accounts.models import User
from accounts.services import make_key
from core.scopes import TokenScope

ROOT = "/api/v1/"
LISTS = (
    "institutions", "appointments", "functions", "mandates", "settlements", "projects", "milestones", "rounds", "reports",
    "assessments",
)  # fmt: skip


def program_of(user: User, *scopes: str, **fields) -> Client:
    """A client with a key of this person's; without a word about scopes with all of them."""
    _token, text = make_key(by=user, name="Test", scopes=scopes or TokenScope.values, **fields)
    return Client(headers={"Authorization": f"Bearer {text}"})
