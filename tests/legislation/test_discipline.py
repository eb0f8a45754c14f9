"""Who answers on time, late or not at all: every request once, by the rules of `terms`; the page, the files, the picture."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from core.access import access_of, today
from core.dates import add_working_days
from legislation.discipline import YEAR, Period, discipline
from legislation.models import Consultation, Practice, Request
from legislation.rules.terms import Standing
from legislation.services import (
    answer_extension,
    ask_extension,
    create_item,
    end_dissent,
    give_opinion,
    open_consultation,
    prepare_consultation,
    settle_by_council,
    withdraw,
)
from ministries.models import Country, Holiday
from ministries.services import create_institution

DAY = timedelta(days=1)
PAGE = reverse("legislation:discipline")
NAMES = ("asked", "on_time", "late", "silent", "awaited")


def say(request, by, on, position="approved", **said):
    return give_opinion(request, position=position, by=by, on=on, at=timezone.now(), **said)


def counts(found):
    return {row.institution.code: tuple(getattr(row, name) for name in NAMES) for row in found.by_institution}


def seen(user, on=None, first=None, last=None):
    day = on or today()
    return discipline(access_of(user), Period(first or day - YEAR, last or day), day)


@pytest.fixture
def ask(finance, coordinator):
    """A round on an item of its own, opened so many days ago."""

    def opened(*institutions, ago=60, days=15, why="", lead=None, visibility="government") -> Consultation:
        on = today() - ago * DAY
        item = create_item(
            title="A conflict", problem="conflict", description="Two laws disagree.", lead=lead or finance,
            by=coordinator, on=on, visibility=visibility,
        )  # fmt: skip
        made = prepare_consultation(item, title="A draft", days=days, institutions=institutions, by=coordinator, on=on)
        return open_consultation(made, made.version, by=coordinator, on=on, shortened_why=why)

    return opened


def test_each_request_counts_once(ask, health, justice, cio_health, cio_justice, coordinator):
    first, second, third = ask(health, justice), ask(health, justice), ask(health, justice, ago=1)
    on_time, late = (each.requests.get(institution=health) for each in (first, second))
    say(on_time, cio_health, on_time.due_on)
    say(on_time, cio_health, on_time.due_on + 3 * DAY, "not concerned")
    say(late, cio_health, late.due_on + DAY)
    say(third.requests.get(institution=justice), cio_justice, today())
    found = seen(coordinator)
    assert counts(found) == {"justice": (3, 1, 0, 2, 0), "health": (3, 1, 1, 0, 1)}
    assert [row.institution.code for row in found.by_institution] == ["justice", "health"]
    assert tuple(getattr(found.together, name) for name in NAMES) == (6, 2, 1, 2, 1)
    assert found.finding == "2 of 5 opinions came on time, 1 late, 2 not at all"


def test_the_database_says_what_the_rule_says(ask, health, justice, cio_health, cio_justice, coordinator):
    rounds = [ask(health, justice), ask(health, justice, ago=5), ask(health, justice, ago=40)]
    say(rounds[0].requests.get(institution=health), cio_health, today() - 50 * DAY)
    say(rounds[2].requests.get(institution=justice), cio_justice, today())
    withdraw(rounds[1], rounds[1].version, words="Not needed.", by=coordinator, on=today() - 2 * DAY)
    for on in (today() - 58 * DAY, today() - 45 * DAY, today() - 2 * DAY, today(), today() + 90 * DAY):
        told = {row.pk: row.stands for row in Request.objects.asked_between(date.min, on).with_standing(on)}
        ruled = {row.pk: row.standing_on(on) for row in Request.objects.for_page()}
        assert told == {pk: stands for pk, stands in ruled.items() if stands is not Standing.NOT_ASKED}, on


def test_a_draft_asks_nobody_and_what_was_called_off_is_in_no_count(ask, prepared, health, coordinator):
    gone = ask(health, ago=3)
    withdraw(gone, gone.version, words="Not needed.", by=coordinator, on=today())
    assert seen(coordinator).by_institution == []
    assert seen(coordinator).finding == "No opinion was due in this period"


def test_an_extension_moves_the_deadline_of_that_institution(ask, health, justice, cio_health, coordinator):
    round_ = ask(health, justice, ago=60)
    request = round_.requests.get(institution=health)
    asked = ask_extension(
        request, request.version, until=request.due_on + 10 * DAY, why="The board meets later.", by=cio_health,
        on=request.due_on - DAY,
    )  # fmt: skip
    granted = answer_extension(asked, asked.version, is_granted=True, by=coordinator, on=request.due_on)
    say(granted, cio_health, granted.due_on)
    rows = {row.institution.code: row for row in seen(coordinator).by_institution}
    assert (rows["health"].on_time, rows["health"].extensions, rows["health"].granted) == (1, 1, 1)
    assert rows["justice"].extensions == 0


def test_the_median_counts_working_days_and_skips_the_holidays(
    ask, health, justice, cio_health, cio_justice, coordinator
):
    round_ = ask(health, justice, ago=60)
    opened_on = round_.opened_on
    is_holiday = Country.objects.current().is_holiday
    fifth, ninth = (add_working_days(opened_on, days, is_holiday) for days in (5, 9))
    say(round_.requests.get(institution=health), cio_health, fifth)
    say(round_.requests.get(institution=justice), cio_justice, ninth)
    found = seen(coordinator)
    assert found.together.days == 7
    assert {row.institution.code: row.days for row in found.by_institution} == {"health": 5, "justice": 9}
    off = add_working_days(opened_on, 2, is_holiday)
    Holiday.objects.create(country=Country.objects.current(), on=off, name="A day of mourning")
    assert {row.institution.code: row.days for row in seen(coordinator).by_institution} == {"health": 4, "justice": 8}


def test_silence_is_never_an_approval_unless_the_rules_of_that_day_say_so(ask, health, justice, coordinator):
    ask(health, ago=100)
    Practice.objects.create(starts_on=today() - 80 * DAY, silence_agrees=True, reason="New rules of procedure.")
    ask(justice, ago=60)
    found = seen(coordinator)
    assert {row.institution.code: (row.silent, row.agreeing) for row in found.by_institution} == {
        "health": (1, 0), "justice": (1, 1),
    }  # fmt: skip
    assert (found.together.agreed, found.together.tacit) == (0, 1)


def test_a_dissent_counts_by_the_last_word_and_says_when_it_ended(
    ask, health, justice, cio_health, cio_justice, coordinator
):
    rounds = [ask(health, justice), ask(health, justice)]
    for round_ in rounds:
        for institution, cio in ((health, cio_health), (justice, cio_justice)):
            said = round_.requests.get(institution=institution)
            say(said, cio, today() - 50 * DAY, "not approved", words="It harms us.")
    say(rounds[0].requests.get(institution=health), cio_health, today() - 49 * DAY)
    by_council = rounds[0].requests.get(institution=justice)
    settle_by_council(by_council, by_council.version, words="It stays.", by=coordinator, on=today())
    by_itself = rounds[1].requests.get(institution=justice)
    end_dissent(by_itself, by_itself.version, words="We agree now.", by=cio_justice, on=today())
    found = {row.institution.code: (row.dissents, row.settled, row.agreed) for row in seen(coordinator).by_institution}
    assert found == {"health": (1, 0, 1), "justice": (2, 2, 0)}


def test_the_period_takes_what_was_asked_in_it(ask, health, justice, coordinator):
    ask(health, ago=400)
    ask(justice, ago=60)
    assert set(counts(seen(coordinator))) == {"justice"}
    asked_on = today() - 400 * DAY
    assert set(counts(seen(coordinator, first=asked_on, last=asked_on))) == {"health"}
    assert set(counts(seen(coordinator, first=asked_on + DAY, last=today() - 61 * DAY))) == set()


def test_shortened_terms_are_told_with_their_reason_and_the_least_of_that_day(browse, ask, health, coordinator):
    Practice.objects.create(starts_on=today() - 20 * DAY, least_days=12, usual_days=20, reason="More time.")
    ask(health, ago=60, days=4, why="The court set a date.")
    ask(health, ago=10, days=4, why="The directive binds on Monday.")
    ask(health, ago=9, days=15)
    found = seen(coordinator)
    assert [(round_.shortened_why, round_.least_days) for round_ in found.shortened] == [
        ("The directive binds on Monday.", 12), ("The court set a date.", 10),
    ]  # fmt: skip
    page = browse(coordinator).get(PAGE).content.decode()
    assert "2 rounds with a shortened term" in page
    assert "4, the least is 12" in page


def test_the_page_says_the_finding_and_how_silence_counts(browse, ask, health, justice, cio_health, decision_maker):
    round_ = ask(health, justice)
    say(round_.requests.get(institution=health), cio_health, today() - 50 * DAY)
    page = browse(decision_maker).get(PAGE).content.decode()
    assert "1 of 2 opinions came on time, 0 late, 1 not at all" in page
    assert "never counted among those that agreed" in page
    Practice.objects.create(starts_on=today() - 90 * DAY, silence_agrees=True, reason="Rules.")
    page = browse(decision_maker).get(PAGE).content.decode()
    assert "1 by silence" in page
    assert "said apart as “by silence”" in page


def test_an_empty_period_says_what_comes(browse, coordinator):
    page = browse(coordinator).get(PAGE).content.decode()
    assert "Nobody was asked in this period" in page
    assert "0 rounds with a shortened term" in page


@pytest.mark.parametrize("asked", [{"first": "32 1 2026"}, {"first": "1 5 2026", "last": "1 4 2026"}, {"first": "abc"}])
def test_a_period_nobody_can_mean_is_refused_in_words(browse, ask, health, coordinator, asked):
    ask(health)
    page = browse(coordinator).get(PAGE, asked)
    assert page.status_code == 200
    assert "Shown are the last twelve months." in page.content.decode()
    assert page.context["found"].together.asked == 1


def test_the_files_hold_the_same_rows(browse, ask, health, justice, cio_health, auditor):
    round_ = ask(health, justice)
    say(round_.requests.get(institution=health), cio_health, today() - 50 * DAY)
    client, ago = browse(auditor), today() - 60 * DAY
    period = {"first": f"{ago.day} {ago.month} {ago.year}", "last": f"{ago.day} {ago.month} {ago.year}"}
    body = b"".join(client.get(PAGE, {**period, "export": "csv"})).decode("utf-8-sig")
    told = list(csv.reader(io.StringIO(body)))
    assert told[0][:6] == ["Institution", "Asked", "On time", "Late", "No answer", "Not yet due"]
    assert [row[:6] for row in told[1:]] == [
        ["All", "2", "1", "0", "1", "0"],
        ["Ministry of Justice", "1", "0", "0", "1", "0"],
        ["Ministry of Health", "1", "1", "0", "0", "0"],
    ]
    book = load_workbook(io.BytesIO(client.get(PAGE, {**period, "export": "xlsx"}).content))
    assert [list(row[:6]) for row in book.active.iter_rows(values_only=True)][2] == [
        "Ministry of Justice",
        1,
        0,
        0,
        1,
        0,
    ]


def test_what_one_may_not_see_is_in_no_count(browse, ask, health, justice, cio_finance, cio_justice, coordinator):
    ask(justice, lead=health, visibility="restricted", days=3, why="Urgent.")
    assert seen(coordinator).together.asked == 1
    assert seen(cio_justice).together.asked == 1
    assert seen(cio_finance).together.asked == 0
    assert seen(cio_finance).shortened == []
    assert browse().get(PAGE).status_code == 302


def test_it_costs_the_same_for_few_and_for_many(browse, ask, coordinator, django_assert_max_num_queries):
    agencies = [create_institution(by=None, code=f"a-{n}", name=f"Agency {n}", kind="agency") for n in range(12)]
    for _round in range(4):
        ask(*agencies, days=4, why="Urgent.")
    client = browse(coordinator)
    client.get(PAGE)
    for asked in ({}, {"export": "xlsx"}):
        with django_assert_max_num_queries(14):
            client.get(PAGE, asked)
