"""When mail goes out to whom, and what is held comes with the next one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.records import ref
from digests.services import next_mail_at, turn_of
from ministries.models import Country, Holiday
from outbox.models import Mail, Preference, Told
from outbox.services import follow, set_preferences
from projects.services import create_project, invite, remind
from tests.conftest import person
from tests.digests.conftest import OPENED, at

MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("chosen", "moment", "period"),
    [
        ({}, MONDAY_NOON, "2026-03-02"),
        ({"rhythm": "weekly"}, MONDAY_NOON, "2026-W10"),
        ({"rhythm": "weekly"}, datetime(2027, 1, 1, 12, tzinfo=UTC), "2026-W53"),
        ({"hour": 13}, MONDAY_NOON, None),
        ({"hour": 13, "time_zone": "Europe/Tallinn"}, MONDAY_NOON, "2026-03-02"),
        ({"time_zone": "Pacific/Auckland"}, datetime(2026, 3, 2, 20, tzinfo=UTC), "2026-03-03"),
        ({"working_days": [2, 3]}, MONDAY_NOON, None),
        ({"working_days": [7]}, datetime(2026, 3, 1, 12, tzinfo=UTC), "2026-03-01"),
        ({"paused_until": date(2026, 3, 2)}, MONDAY_NOON, None),
        ({"paused_until": date(2026, 3, 1)}, MONDAY_NOON, "2026-03-02"),
        ({}, datetime(2026, 3, 2, 20, tzinfo=UTC), None),
    ],
    ids=str,
)
def test_the_period_is_the_readers_day_or_week(country, chosen, moment, period):
    turn = turn_of(Preference(**chosen), country, moment)
    assert (turn and turn.period) == period


def test_the_next_mail_is_the_first_day_of_work_that_is_no_holiday(country):
    Holiday.objects.create(country=country, on=date(2026, 3, 3), name="Day of the Bridge")
    told = next_mail_at(Preference(), Country.objects.current(), MONDAY_NOON, last_at=MONDAY_NOON)
    assert told == datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert next_mail_at(Preference(), country, MONDAY_NOON, last_at=None) == MONDAY_NOON
    weekly = Preference(rhythm="weekly", hour=9)
    assert next_mail_at(weekly, country, MONDAY_NOON, last_at=MONDAY_NOON) == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_a_pause_holds_and_the_first_mail_after_it_has_it_all(
    clockwork, tax_report, cio_finance, health, finance, coordinator
):
    set_preferences(cio_finance, 0, by=cio_finance, paused_until=date(2026, 3, 16))
    days = [OPENED + timedelta(days=number) for number in range(15)]
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=date(2026, 3, 9))
    assert [day for day in days if clockwork.run(day)] == []
    (mail,) = clockwork.run(date(2026, 3, 17))
    assert "Land register" in mail.body
    assert "March 2026 report" in mail.body
    assert sorted(Told.objects.values_list("reason", flat=True)) == ["half time", "half time"]


def test_who_wants_one_mail_a_week_gets_one_with_everything_since(
    clockwork, march, tax_report, cio_finance, health, finance, coordinator
):
    set_preferences(cio_finance, 0, by=cio_finance, rhythm="weekly")
    assert len(clockwork.run(OPENED)) == 1
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=date(2026, 3, 4))
    remind(march, by=coordinator, on=date(2026, 3, 5), at=at(date(2026, 3, 5)))
    days = [OPENED + timedelta(days=number) for number in range(1, 7)]
    assert [day for day in days if clockwork.run(day, 12)] == []
    (second,) = clockwork.run(date(2026, 3, 9))
    assert "Land register" in second.body
    assert "the office asked for it once more" in second.body
    assert list(Mail.objects.order_by("pk").values_list("period", flat=True)) == ["2026-W10", "2026-W11"]


def test_a_week_without_a_mail_yet_does_not_wait_for_its_end(clockwork, cio_finance, health, finance, coordinator):
    set_preferences(cio_finance, 0, by=cio_finance, rhythm="weekly")
    assert clockwork.run(OPENED) == []
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=date(2026, 3, 4))
    assert len(clockwork.run(date(2026, 3, 4))) == 1


def test_who_changes_to_weekly_gets_no_second_mail_in_the_same_week(
    clockwork, tax_report, cio_finance, health, finance, coordinator
):
    assert len(clockwork.run(OPENED)) == 1
    set_preferences(cio_finance, 0, by=cio_finance, rhythm="weekly")
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=date(2026, 3, 3))
    assert clockwork.run(date(2026, 3, 3)) == []
    assert len(clockwork.run(date(2026, 3, 9))) == 1


def test_readers_in_two_time_zones_have_their_own_day(clockwork, tax_report, cio_finance, finance, country):
    away = person("Dana Kressel", "official")
    from ministries.models import Appointment
    from ministries.services import appoint

    Appointment.objects.all().delete()
    for reader in (cio_finance, away):
        appoint(reader, finance, Appointment.Post.DEPUTY, by=None, starts_on=date(2020, 1, 1))
    set_preferences(away, 0, by=away, time_zone="Pacific/Auckland")
    assert [mail.to for mail in clockwork.run(OPENED, 10)] == [[cio_finance.email]]  # 23:00 there
    (mail,) = clockwork.run(OPENED, 19)  # 08:00 of Tuesday there
    assert mail.to == [away.email]
    assert mail.subject.endswith("(3 March 2026)")


def test_the_page_says_what_is_next_and_what_cannot_be_switched_off(browse, auditor, project):
    follow(ref(project), by=auditor, at=MONDAY_NOON)
    client = browse(auditor)
    page = client.get("/account/notifications/").content.decode()
    assert "At the earliest" in page
    assert project.title in page
    assert "somebody counts on your answer by a date" in page
    sent = {"version": 0, "rhythm": "weekly", "switched_off": ["changes"], "hour": "9", "working_days": ["1", "2"]}
    assert client.post("/account/notifications/", sent).status_code == 302
    kept = Preference.objects.get(person=auditor)
    assert (kept.rhythm, kept.switched_off, kept.hour, kept.working_days) == ("weekly", ["changes"], 9, [1, 2])
    assert client.post("/account/notifications/", {**sent, "switched_off": ["duties"]}).status_code == 400
    assert client.post("/account/notifications/", {**sent, "working_days": []}).status_code == 400


def test_two_tabs_that_change_the_same_setting_are_asked(browse, auditor):
    sent = {"version": 0, "rhythm": "weekly", "hour": "9", "working_days": ["1", "2"]}
    assert browse(auditor).post("/account/notifications/", sent).status_code == 302
    assert browse(auditor).post("/account/notifications/", {**sent, "hour": "11"}).status_code == 409


def test_the_page_takes_few_queries(browse, cio_finance, tax_report, django_assert_max_num_queries):
    client = browse(cio_finance)
    with django_assert_max_num_queries(40):
        client.get("/account/notifications/")
