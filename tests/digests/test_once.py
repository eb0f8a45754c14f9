"""Whatever is owed by whom, whatever readers chose and whenever the clock runs: each line reaches exactly the people it should,
once for each reason, in at most one mail a period."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as post
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import questions
from core.questions import Due, DueKind
from core.records import Ref
from digests.services import write_digests
from digests.services.reasons import reasons_come
from digests.services.turns import turn_of
from ministries.models import Appointment, Country, Holiday
from ministries.services import appoint, create_institution, set_up_country
from outbox.models import Mail, Preference, Told
from outbox.services import send_waiting, set_preferences
from tests.conftest import LONG_AGO, person

FIRST = date(2026, 3, 2)  # a Monday
DAYS = 11
POSTS = [Appointment.Post.CIO, Appointment.Post.DEPUTY, Appointment.Post.FOCAL_POINT]

chosen = st.none() | st.fixed_dictionaries(
    {
        "rhythm": st.sampled_from(["daily", "weekly"]),
        "hour": st.integers(0, 19),
        "time_zone": st.sampled_from(["", "Pacific/Auckland", "America/Lima"]),
        "working_days": st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
        "paused_until": st.none() | st.dates(FIRST, FIRST + timedelta(days=DAYS)),
    }
)
owed = st.tuples(st.integers(0, 2), st.integers(0, DAYS), st.integers(0, 20), st.none() | st.integers(0, DAYS))
"""Whose, asked on which day, for how long, begun when."""


class Undo(Exception):
    pass


@pytest.fixture
def government(db, settings):
    """Three institutions, two people each: which of them is asked follows from their posts."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    country = set_up_country(
        on=LONG_AGO,
        name="Velmar",
        office_name="Office",
        currency="EUR",
        languages=["en"],
        reporting_stages=["delivery"],
    )
    places = [create_institution(by=None, code=f"body-{n}", name=f"Body {n}", kind="agency") for n in range(3)]
    people = [[person(f"Reader {n} {m}", "official") for m in range(2)] for n in range(3)]
    return SimpleNamespace(country=country, places=places, people=people)


@pytest.fixture
def owing(monkeypatch) -> Callable[[list[Due]], None]:
    """Instead of what the apps ask."""
    found: list[Due] = []

    def answer(scope):
        ids = scope.institution_ids
        return [due for due in found if ids is None or due.institution_id in ids]

    monkeypatch.setattr(questions.due, "_answers", [answer])

    def set_to(dues: list[Due]) -> None:
        found[:] = dues

    return set_to


def due_of(number: int, said, place, on: date) -> Due:
    _whose, asked_after, days, begun_after = said
    asked_on = FIRST + timedelta(days=asked_after)
    return Due(
        kind=DueKind.REPORT, key=f"duty:{number}", record=Ref("projects.report", number), institution_id=place.pk,
        person_id=None, asked_on=asked_on, due_on=asked_on + timedelta(days=days), title=f"Duty {number}.", why="Because.",
        path=f"/duty/{number}/", is_begun=begun_after is not None and on >= FIRST + timedelta(days=begun_after),
    )  # fmt: skip


def asked_of(posts) -> list[int]:
    """DOMAIN section 2, said once more: the CIO, else the deputies, else the focal points."""
    for post_ in POSTS:
        held = [number for number, each in enumerate(posts) if each == post_]
        if held:
            return held
    return []


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    duties=st.lists(owed, min_size=1, max_size=4),
    wishes=st.lists(chosen, min_size=6, max_size=6),
    posts=st.lists(
        st.tuples(*[st.sampled_from(POSTS)] * 2).filter(lambda two: two[0] != two[1]), min_size=3, max_size=3
    ),
    hours=st.lists(st.integers(0, 23), min_size=2, max_size=3, unique=True),
    days_off=st.sets(st.integers(0, DAYS), max_size=3),
    sends=st.sets(st.integers(0, DAYS)),
)
def test_each_line_reaches_whom_it_should_once(government, owing, duties, wishes, posts, hours, days_off, sends):
    post.outbox = []
    try:
        with transaction.atomic():
            settle(government, wishes, posts, days_off)
            told = run(government, owing, duties, hours, sends)
            judge(government, duties, posts, hours, told)
            raise Undo
    except Undo:
        pass


def settle(government, wishes, posts, days_off) -> None:
    for number, wish in enumerate(wishes):
        reader = government.people[number // 2][number % 2]
        if wish:
            set_preferences(reader, 0, by=reader, **wish)
    for place, people, held in zip(government.places, government.people, posts, strict=True):
        for reader, post_ in zip(people, held, strict=True):
            appoint(reader, place, post_, by=None, starts_on=LONG_AGO)
    for day in days_off:
        Holiday.objects.create(country=government.country, on=FIRST + timedelta(days=day), name="Off")


def run(government, owing, duties, hours, sends) -> Counter:
    """The clock of some weeks; who saw which duty as news in how many mails, and the rules of time at every writing."""
    for day in range(DAYS + 1):
        on = FIRST + timedelta(days=day)
        owing([due_of(n, said, government.places[said[0]], on) for n, said in enumerate(duties)])
        for hour in sorted(hours):
            now = datetime.combine(on, time(hour), UTC)
            before = Mail.objects.count()
            write_digests(now=now)
            assert write_digests(now=now) == 0
            in_time(Mail.objects.order_by("pk")[before:], now)
            if day in sends:
                send_waiting(clock=lambda moment=now: moment)
    return Counter(Told.objects.values_list("recipient_id", "key", "reason"))


def in_time(written, now: datetime) -> None:
    country = Country.objects.current()
    for mail in written:
        wish = Preference.objects.filter(person=mail.recipient_id).first() or Preference()
        turn = turn_of(wish, country, now)
        assert turn, "in quiet hours, on a day off or in a pause"
        assert turn.period == mail.period


def judge(government, duties, posts, hours, told: Counter) -> None:
    assert set(told.values()) <= {1}
    assert set(Counter(Mail.objects.values_list("recipient_id", "period")).values()) <= {1}
    expected = set()
    for number, people in enumerate(government.people):
        for reader in (people[each] for each in asked_of(posts[number])):
            owed_here = [(n, said) for n, said in enumerate(duties) if said[0] == number]
            expected |= {(reader.pk, *line) for line in heard_by(reader, owed_here, government, hours)}
    assert set(told) == expected


def heard_by(reader, duties, government, hours) -> set[tuple[str, str]]:
    """Without a database: at each turn the newest reason of each duty, unless there was a mail in this period already."""
    country = Country.objects.current()
    wish = Preference.objects.filter(person=reader).first() or Preference()
    heard: set[tuple[str, str]] = set()
    last = None
    for moment in (
        datetime.combine(FIRST + timedelta(days=day), time(hour), UTC)
        for day in range(DAYS + 1)
        for hour in sorted(hours)
    ):
        turn = turn_of(wish, country, moment)
        if turn is None or (last and last >= turn.began_at):
            continue
        dues = [due_of(n, said, government.places[said[0]], moment.date()) for n, said in duties]
        newest = {(due.key, come[-1].value) for due in dues if (come := reasons_come(due, turn.on, country.is_holiday))}
        if newest - heard:
            last = moment
            heard |= newest
    return heard
