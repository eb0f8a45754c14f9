"""A program that calls the API."""

from django.test import Client

from accounts.models import User
from accounts.services import make_key
from core.scopes import TokenScope

ROOT = "/api/v1/"
LISTS = (
    "institutions", "appointments", "functions", "mandates", "settlements", "projects", "milestones", "rounds", "reports",
    "assessments", "baselines", "fundings", "participations", "thresholds",
    "strategies", "objectives", "indicators", "readings", "index-countries", "outcomes",
)  # fmt: skip


def program_of(user: User, *scopes: str, **fields) -> Client:
    """A client with a key of this person's; without a word about scopes with all of them."""
    _token, text = make_key(by=user, name="Test", scopes=scopes or TokenScope.values, **fields)
    return Client(headers={"Authorization": f"Bearer {text}"})


def send(program, method: str, path: str, body: dict, tag: str | None = None):
    headers = {"If-Match": tag} if tag else {}
    return getattr(program, method)(f"{ROOT}{path}", body, content_type="application/json", headers=headers)


def errors(answer) -> dict[str, str]:
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}
