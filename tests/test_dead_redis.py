"""Redis may be gone at any time: every address, sign-in included, still answers."""

import pytest
from django.urls import reverse

from outbox.models import Mail
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


def test_every_update_answers_with_a_dead_redis_and_is_written(settings, walker):
    settings.CACHES = {"default": {"BACKEND": "core.cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    values = walker.world.values("own")
    for path, route in ROUTES.items():
        if "post" in route.methods:
            assert walker.ask("c", "post", route.address(values)).status < 500, path
    mail = Mail.objects.get(state="unknown")
    said = {"what": "arrived", "words": "In the log.", "seen": mail.ended_at.isoformat()}
    decided = walker.ask("a", "post", reverse("outbox:decide-delivery", args=[mail.pk]), said)
    assert (decided.status, "outbox_decision" in decided.wrote) == (302, True)
    project = walker.world.parts.own
    followed = walker.ask("c", "post", reverse("outbox:follow", args=["projects.project", project.pk]))
    assert (followed.status, "outbox_follow" in followed.wrote) == (302, True)
