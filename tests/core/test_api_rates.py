"""A caller has so many requests a minute, is told how many are left, and is let in again after it."""

import re
from collections.abc import Iterator
from time import time

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from core.api.rates import WINDOW, note
from core.cache import count
from tests.api import ROOT, program_of

pytestmark = pytest.mark.django_db
PATH = f"{ROOT}rounds/"
LEFT = re.compile(r'"minute";r=(\d+);t=(\d+)')
IN_MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "rates"}}
DEAD = {"default": {"BACKEND": "core.cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


@pytest.fixture
def limited(settings) -> Iterator[None]:
    """Three requests a minute, none of which has passed, and the minute lasts: the clock stands where the next one begins."""
    settings.CACHES = IN_MEMORY
    settings.API_REQUESTS_PER_MINUTE = settings.API_WRONG_KEYS_PER_MINUTE = 3
    cache.clear()
    with time_machine.travel((time() // WINDOW + 1) * WINDOW, tick=False):
        yield


def test_the_fourth_of_three_is_a_429_that_says_when_to_come_again(limited, country, coordinator, browse) -> None:
    program = program_of(coordinator)
    answers = [program.get(PATH) for _again in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"minute";q=3;w=60'}
    told = [LEFT.fullmatch(answer["RateLimit"]) for answer in answers]
    assert [int(match[1]) for match in told if match] == [2, 1, 0, 0]
    over = answers[-1]
    assert over["Content-Type"] == "application/problem+json"
    assert over.json()["status"] == 429
    assert 1 <= int(over["Retry-After"]) <= 60
    assert program_of(coordinator).get(PATH).status_code == 200  # every key has its own
    assert browse(coordinator).get(PATH)["RateLimit"].startswith('"minute";r=2')


def test_refusals_and_304_tell_it_too(limited, country, coordinator) -> None:
    program = program_of(coordinator)
    tag = program.get(PATH)["ETag"]
    assert "RateLimit" in program.get(PATH, headers={"If-None-Match": tag})
    assert "RateLimit" in program.get(f"{PATH}1234/")


def test_an_address_that_sends_wrong_keys_is_told_to_wait_and_a_right_key_is_let_in(
    limited, country, coordinator
) -> None:
    stranger = Client(headers={"Authorization": "Bearer egov_nothing"})
    assert [stranger.get(PATH).status_code for _again in range(4)] == [401, 401, 401, 429]
    assert "Retry-After" in stranger.get(PATH)
    assert program_of(coordinator).get(PATH).status_code == 200


def test_with_a_dead_redis_nothing_is_limited(limited, settings, country, coordinator) -> None:
    settings.CACHES = DEAD
    program, stranger = program_of(coordinator), Client(headers={"Authorization": "Bearer egov_nothing"})
    answers = [program.get(PATH) for _again in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0]
    assert {stranger.get(PATH).status_code for _again in range(5)} == {401}


def test_without_a_limit_nothing_is_counted(settings) -> None:
    settings.CACHES = DEAD
    assert note("somebody", 0) is None


def test_the_cache_counts_one_by_one() -> None:
    """In the Redis of the run, where there is one."""
    key = f"count:{time()}"
    assert [count(key, 5), count(key, 5), count(key, 5)] == [1, 2, 3]
