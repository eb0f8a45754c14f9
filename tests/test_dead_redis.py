"""Redis may be gone at any time: every address, sign-in included, still answers."""

import pytest
from django.urls import reverse

from tests.access.routes import ROUTES
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_every_route_answers_with_a_dead_redis(settings, walker):
    settings.CACHES = {"default": {"BACKEND": "core.cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    values = walker.world.values("own")
    for path, route in ROUTES.items():
        assert walker.ask("c", "get", route.address(values)).status < 500, path
    who = {"login": walker.world.people["c"].email, "password": PASSWORD}
    assert walker.ask("v", "post", reverse("account_login"), who).status == 302
