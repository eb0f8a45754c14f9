"""Who gets a digest on which day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from digests.services import turn_of, write_digests
from ministries.models import Appointment, Country, Holiday
from ministries.services import appoint, create_institution
from outbox.models import Mail, Preference, Told
from projects.services import create_project, invite, open_round, report_status, return_report, save_draft
from projects.services.reports import ReportContent
from tests.conftest import person
from tests.digests.conftest import DUE, OPENED, at

HALF = date(2026, 3, 11)
LAST_CALL = date(2026, 3, 18)


def test_nothing_due_writes_no_mail(clockwork, country, cio_finance):
    assert clockwork.write(OPENED) == 0


def test_a_round_that_opens_is_told_once(clockwork, tax_report, cio_finance):
    (mail,) = clockwork.run(OPENED)
    assert mail.to == [cio_finance.email]
    assert clockwork.run(OPENED, 12) == []
    assert clockwork.run(OPENED + timedelta(days=1)) == []


def test_reminders_come_at_half_time_and_two_working_days_before_and_never_again(clockwork, tax_report, cio_finance):
    days = [OPENED + timedelta(days=number) for number in range(60)]
    assert [day for day in days if clockwork.run(day)] == [OPENED, HALF, LAST_CALL]


def test_days_that_were_missed_leave_one_mail_not_three(clockwork, tax_report, cio_finance):
    assert len(clockwork.run(DUE + timedelta(days=3))) == 1
    assert clockwork.run(DUE + timedelta(days=4)) == []
    assert list(Told.objects.values_list("reason", flat=True)) == ["last call"]


def test_written_twice_at_once_is_one_set_of_mails(clockwork, tax_report, cio_finance):
    assert clockwork.write(OPENED) == 1
    assert clockwork.write(OPENED) == 0
    assert Mail.objects.count() == 1


def test_a_saved_draft_stops_reminders(clockwork, tax_report, cio_finance):
    clockwork.run(OPENED)
    save_draft(tax_report, tax_report.version, draft={"why": ["Soon"]}, by=cio_finance, at=at(OPENED, 10))
    assert clockwork.run(HALF) == []


def test_a_filed_report_is_not_asked_for(clockwork, tax_report, cio_finance):
    clockwork.run(OPENED)
    report_status(
        tax_report,
        tax_report.version,
        content=ReportContent(rating=4, why="On course."),
        by=cio_finance,
        at=at(OPENED, 10),
    )
    assert clockwork.run(HALF) == []


def test_a_returned_report_is_news_with_the_reason_of_the_office(clockwork, tax_report, cio_finance, coordinator):
    clockwork.run(OPENED)
    report_status(
        tax_report, tax_report.version, content=ReportContent(rating=5, why="Fine."), by=cio_finance, at=at(OPENED, 10)
    )
    tax_report.refresh_from_db()
    day = date(2026, 3, 5)
    return_report(tax_report, tax_report.version, reason="Say what the pilot found.", by=coordinator, on=day)
    (mail,) = clockwork.run(day)
    assert "Returned by the office: “Say what the pilot found.”" in mail.body
    assert "New, asked on 5 Mar 2026." in mail.body


def test_while_the_post_of_cio_is_vacant_the_deputy_is_asked(clockwork, tax_report, deputy_finance):
    (mail,) = clockwork.run(OPENED)
    assert mail.to == [deputy_finance.email]
    assert "Ministry of Finance: Deputy CIO" in mail.body


def test_while_every_post_is_vacant_the_parent_is_asked_for_it(clockwork, country, cio_finance, finance, coordinator):
    customs = create_institution(
        by=None, code="customs", name="Customs Board", acronym="CB", kind="agency", parent=finance
    )
    create_project(title="Border declarations", lead=customs, by=coordinator, on=OPENED, stage="delivery")
    open_round(
        name="March 2026", starts_on=OPENED, ends_on=OPENED, due_on=DUE, by=coordinator, on=OPENED
    )  # fmt: skip
    (mail,) = clockwork.run(OPENED)
    assert mail.to == [cio_finance.email]
    assert "for CB, post vacant" in mail.body


def test_a_successor_hears_what_is_owed(clockwork, tax_report, cio_finance, finance):
    clockwork.run(OPENED)
    Appointment.objects.update(ends_on=date(2026, 3, 4))
    successor = person("Mara Ostin", "official")
    appoint(successor, finance, Appointment.Post.CIO, by=None, starts_on=date(2026, 3, 5))
    (mail,) = clockwork.run(date(2026, 3, 5))
    assert mail.to == [successor.email]


def test_somebody_who_may_not_sign_in_any_more_gets_none(clockwork, tax_report, cio_finance):
    User.objects.filter(pk=cio_finance.pk).update(is_active=False)
    assert clockwork.run(OPENED) == []


def test_the_other_ministry_hears_nothing(clockwork, tax_report, cio_finance, cio_health):
    assert [mail.to for mail in clockwork.run(OPENED)] == [[cio_finance.email]]


def test_an_invitation_is_asked_of_the_invited(clockwork, tax, health, cio_health, coordinator):
    invite(tax, health, "data provider", by=coordinator, on=OPENED)
    (mail,) = clockwork.run(OPENED)
    assert mail.to == [cio_health.email]
    assert "Accept or decline the part in Digital tax account" in mail.body


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 2, 4, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 2, 5, 0, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 22, 30, tzinfo=UTC), None),
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), None),
        (datetime(2026, 3, 3, 12, 0, tzinfo=UTC), None),
    ],
    ids=["before seven there", "seven there", "past midnight there", "Sunday", "a day off"],
)
def test_digests_go_out_on_working_days_from_seven_in_the_country(country, moment, day):
    Country.objects.update(time_zone="Europe/Tallinn")  # two hours ahead of UTC in winter
    Holiday.objects.create(country=country, on=date(2026, 3, 3), name="Day of the Bridge")
    turn = turn_of(Preference(), Country.objects.current(), moment)
    assert (turn and turn.on) == day


def test_before_set_up_nothing_is_written(db):
    assert write_digests(now=datetime(2026, 3, 2, 12, tzinfo=UTC)) == 0


def test_a_thousand_duties_take_no_more_queries_than_one(
    clockwork, tax_report, cio_finance, coordinator, finance, django_assert_max_num_queries
):
    with django_assert_max_num_queries(31):
        clockwork.write(OPENED)
    for number in range(30):
        invite(
            create_project(title=f"Service {number}", lead=finance, by=coordinator, on=OPENED, stage="delivery"),
            create_institution(by=None, code=f"body-{number}", name=f"Body {number}", kind="agency", parent=finance),
            "user", by=coordinator, on=OPENED,
        )  # fmt: skip
    with django_assert_max_num_queries(31):
        clockwork.write(OPENED + timedelta(days=1))
    assert Told.objects.count() == 61
