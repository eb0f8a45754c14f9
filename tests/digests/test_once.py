"""Whatever is owed by whom, whatever readers chose, whoever holds which post and leaves it, whenever the clock runs and the mail
server is away: each line reaches exactly the people it should, at their hours, once for each reason, in one mail a period.

What arrives is compared with a second telling of the rules that needs no database.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as post
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import questions
from core.questions import Due, DueKind
from core.records import Ref
from digests.services import write_digests
from digests.services.reasons import reasons_come
from digests.services.turns import held_until, turn_of, turn_on, zone_of
from ministries.models import Appointment, Country, Holiday
from ministries.services import appoint, create_institution, set_up_country
from outbox.models import Preference, Told
from outbox.services import send_waiting, set_preferences
from tests.conftest import LONG_AGO, person

FIRST = date(2026, 3, 2)  # a Monday
DAYS = 11
DAY = timedelta(days=1)
CHAIN = [Appointment.Post.ACTING, Appointment.Post.CIO, Appointment.Post.DEPUTY, Appointment.Post.FOCAL_POINT]
PARENT_OF = {2: 0}
GIVES_UP_AFTER = timedelta(days=3)
LINE = re.compile(r"\* Duty (\d+)\..*?(?=\n\* |\n\n[A-Z]|\Z)", re.DOTALL)

chosen = st.none() | st.fixed_dictionaries(
    {
        "rhythm": st.sampled_from(["daily", "weekly"]),
        "hour": st.integers(0, 19),
        "time_zone": st.sampled_from(["", "Pacific/Auckland", "America/Lima"]),
        "working_days": st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
        "paused_until": st.none() | st.dates(FIRST, FIRST + DAYS * DAY),
    }
)
owed = st.tuples(st.integers(0, 2), st.integers(0, DAYS), st.integers(0, 20), st.none() | st.integers(0, DAYS))
"""Whose, asked on which day, for how long, begun when."""
held = st.tuples(st.none() | st.sampled_from(CHAIN), st.none() | st.integers(0, DAYS))
"""Which post, and the last day in it."""


def is_possible(two) -> bool:
    """At most one CIO and one acting CIO at a time."""
    (first, _until), (second, _also) = two
    return first is None or first != second or first in CHAIN[2:]


ANY = given(
    duties=st.lists(owed, min_size=1, max_size=4),
    wishes=st.lists(chosen, min_size=6, max_size=6),
    posts=st.lists(st.tuples(held, held).filter(is_possible), min_size=3, max_size=3),
    hours=st.lists(st.integers(0, 23), min_size=2, max_size=3, unique=True),
    days_off=st.sets(st.integers(0, DAYS), max_size=3),
    sends=st.sets(st.integers(0, DAYS)),
    down=st.sets(st.integers(0, DAYS), max_size=4),
)
ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


class Undo(Exception):
    pass


class Server(EmailBackend):
    is_down = False

    def open(self) -> bool:
        if Server.is_down:
            raise ConnectionRefusedError("nobody listens")
        return True


@pytest.fixture
def government(db, settings):
    """Three institutions, the third under the first, two people each: which of them is asked follows from their posts."""
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    country = set_up_country(
        on=LONG_AGO,
        name="Velmar",
        office_name="Office",
        currency="EUR",
        languages=["en"],
        reporting_stages=["delivery"],
    )
    places = []
    for n in range(3):
        parent = places[PARENT_OF[n]] if n in PARENT_OF else None
        places.append(create_institution(by=None, code=f"body-{n}", name=f"Body {n}", kind="agency", parent=parent))
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


@settings(max_examples=5, suppress_health_check=ONE_DATABASE, deadline=None)
@ANY
def test_each_line_reaches_whom_it_should_once_a_period(government, owing, **world):
    play(government, owing, **world)


@pytest.mark.long
@settings(max_examples=150, suppress_health_check=ONE_DATABASE, deadline=None)
@ANY
def test_each_line_reaches_whom_it_should_once_a_period_in_many_governments(government, owing, **world):
    play(government, owing, **world)


def play(government, owing, *, duties, wishes, posts, hours, days_off, sends, down) -> None:
    post.outbox = []
    try:
        with transaction.atomic():
            settle(government, wishes, posts, days_off)
            arrived = run(government, owing, duties, hours, sends, down)
            judge(government, duties, posts, hours, sends, down, arrived)
            raise Undo
    except Undo:
        pass
    finally:
        Server.is_down = False


def settle(government, wishes, posts, days_off) -> None:
    for number, wish in enumerate(wishes):
        reader = government.people[number // 2][number % 2]
        if wish:
            set_preferences(reader, 0, by=reader, **wish)
    for place, people, two in zip(government.places, government.people, posts, strict=True):
        for reader, (post_, until) in zip(people, two, strict=True):
            ends_on = None if until is None else FIRST + until * DAY
            if post_:
                appoint(reader, place, post_, by=None, starts_on=LONG_AGO, ends_on=ends_on)
    for day in days_off:
        Holiday.objects.create(country=government.country, on=FIRST + timedelta(days=day), name="Off")


Arrived = dict[str, list[tuple[datetime, list[tuple[int, bool]]]]]
"""Address to moments, each with the numbers of the duties in that mail and whether each was news."""


def moments(hours) -> Iterator[datetime]:
    for day in range(DAYS + 1):
        for hour in sorted(hours):
            yield datetime.combine(FIRST + day * DAY, time(hour), UTC)


def run(government, owing, duties, hours, sends, down) -> Arrived:
    """The clock of some days, and what arrived in whose mailbox."""
    arrived: Arrived = {}
    for now in moments(hours):
        owing([due_of(n, said, government.places[said[0]], now.date()) for n, said in enumerate(duties)])
        write_digests(now=now)
        assert write_digests(now=now) == 0
        number = (now.date() - FIRST).days
        if number in sends:
            Server.is_down, before = number in down, len(post.outbox)
            send_waiting(clock=lambda moment=now: moment)
            for mail in post.outbox[before:]:
                arrived.setdefault(mail.to[0], []).append((now, lines_in(mail.body)))
    return arrived


def lines_in(body: str) -> list[tuple[int, bool]]:
    found = [(int(line[1]), "Still open" not in line[0]) for line in LINE.finditer(body)]
    assert len(found) == body.count("* Duty")
    return sorted(found)


def judge(government, duties, posts, hours, sends, down, arrived: Arrived) -> None:
    country = Country.objects.current()
    told = Counter(Told.objects.values_list("recipient_id", "key", "reason"))
    assert set(told.values()) <= {1}
    expected: Arrived = {}
    heard = set()
    for place, people in enumerate(government.people):
        for which, reader in enumerate(people):
            wish = Preference.objects.filter(person=reader).first() or Preference()
            mailbox = Mailbox(government, country, wish, duties, posts, (place, which))
            for now in moments(hours):
                number = (now.date() - FIRST).days
                mailbox.write(now)
                if number in sends:
                    mailbox.send(now, is_down=number in down)
            heard |= {(reader.pk, *line) for line in mailbox.heard}
            if mailbox.arrived:
                expected[reader.email] = mailbox.arrived
            periods = Counter(period_at(wish, country, now) for now, _lines in arrived.get(reader.email, ()))
            assert set(periods.values()) <= {1}, "two mails in one period"
            assert all(turn_of(wish, country, now) for now, _lines in arrived.get(reader.email, ())), "not at this hour"
    assert set(told) == heard
    assert arrived == expected


def period_at(wish, country, now: datetime) -> str:
    return turn_on(wish, country, now.astimezone(zone_of(wish, country)).date()).period


@dataclass
class Mailbox:
    """The rules of DOMAIN section 4 for one reader, said once more. ``waiting``: what the mail that is on its way was to tell."""

    government: SimpleNamespace
    country: Country
    wish: Preference
    duties: list
    posts: list
    who: tuple[int, int]
    heard: set = field(default_factory=set)
    waiting: set = field(default_factory=set)
    arrived: list = field(default_factory=list)
    written_at: datetime | None = None
    not_before: datetime | None = None
    was_tried: bool = False

    def write(self, now: datetime) -> None:
        """At each turn the newest reason of each duty, unless there was a mail in this period already."""
        turn = turn_of(self.wish, self.country, now)
        came = [self.written_at, *(moment for moment, _lines in self.arrived)]
        if turn is None or any(moment and moment >= turn.began_at for moment in came):
            return
        newest = {
            (due.key, come[-1].value)
            for due in self.owed(turn.on, now)
            if (come := reasons_come(due, turn.on, self.country.is_holiday))
        }
        if newest - self.heard:
            self.waiting |= {key for key, _reason in newest - self.heard}
            self.heard |= newest
            self.written_at, self.not_before, self.was_tried = now, now, False

    def send(self, now: datetime, *, is_down: bool) -> None:
        if not self.waiting or now < self.not_before:
            return
        until = held_until(self.wish, self.country, now, written_at=self.written_at, was_tried=self.was_tried)
        if until:
            self.not_before, self.was_tried = until, False
            return
        dues = self.owed(now.astimezone(zone_of(self.wish, self.country)).date(), now)
        news = {due.key for due in dues if due.key in self.waiting and not due.is_begun}
        if not news:
            self.waiting = set()
        elif not is_down:
            self.arrived.append((now, sorted((due.record.pk, due.key in news) for due in dues)))
            self.waiting = set()
        elif now - self.written_at > GIVES_UP_AFTER:
            self.waiting = set()
        else:
            self.not_before, self.was_tried = now + timedelta(seconds=20), True

    def owed(self, on: date, now: datetime) -> list[Due]:
        """By the institutions this reader is asked for on a day."""
        dues = [due_of(n, said, self.government.places[said[0]], now.date()) for n, said in enumerate(self.duties)]
        whose = [said[0] for said in self.duties]
        return [
            due
            for due, place in zip(dues, whose, strict=True)
            if due.asked_on <= on and self.who in asked_for(place, self.posts, on)
        ]


def asked_for(place: int, posts, on: date) -> list[tuple[int, int]]:
    """DOMAIN section 2: acting CIO; else the CIO, the deputies, the focal points; else those of the parent institution."""
    for wanted in CHAIN:
        found = [
            (place, which)
            for which, (post_, until) in enumerate(posts[place])
            if post_ == wanted and (until is None or on <= FIRST + until * DAY)
        ]
        if found:
            return found
    return asked_for(PARENT_OF[place], posts, on) if place in PARENT_OF else []
