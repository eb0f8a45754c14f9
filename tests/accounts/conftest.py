import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from outbox.services import send_waiting
from tests.conftest import person


@pytest.fixture
def second_administrator(country) -> User:
    return person("Vera Osk", "official", is_administrator=True)


@pytest.fixture
def letters(settings):
    """``letters()`` sends what waits and gives every mail that has left."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://coordination.velmar.example"

    def sent():
        send_waiting(clock=timezone.now)
        return mail.outbox

    return sent
