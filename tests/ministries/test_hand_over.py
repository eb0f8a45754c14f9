from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from core.access import today
from ministries.models import Appointment
from ministries.services import appoint, end_appointment, write_hand_over
from projects.services import create_project, save_draft

DAY = timedelta(days=1)


def text(page) -> str:
    return page.content.decode()


@pytest.fixture
def leaving(cio_finance, coordinator) -> Appointment:
    """The CIO of Finance leaves in ten days."""
    held = Appointment.objects.get(person=cio_finance)
    return end_appointment(held, held.version, by=coordinator, ends_on=today() + 10 * DAY)


@pytest.fixture
def next_one(finance, coordinator) -> User:
    user = User.objects.create_user("ada.lind@velmar.example", full_name="Ada Lind", kind="official")
    appoint(user, finance, "cio", by=coordinator, starts_on=today() + 11 * DAY)
    return user


def page_of(appointment) -> str:
    return reverse("ministries:hand-over", args=[appointment.pk])


def note_of(appointment) -> str:
    return reverse("ministries:write-hand-over", args=[appointment.pk])


def test_everything_open_is_told_and_who_follows(browse, auditor, leaving, next_one, project, report, cio_finance, now):
    save_draft(report, report.version, draft={"why": ["half"]}, by=cio_finance, at=now)
    page = text(browse(auditor).get(page_of(leaving)))
    for words in (
        "Ada Lind", "This month report: Digital tax account", "draft begun", "Payroll declarations",
        "It leads one running project", "Nobody has written one yet",
    ):  # fmt: skip
        assert words in page, words
    assert "half" not in page
    assert note_of(leaving) not in page


def test_nobody_follows_where_every_post_is_vacant_then(browse, coordinator, leaving):
    assert "Nobody is asked from" in text(browse(coordinator).get(page_of(leaving)))


def test_who_leaves_and_the_office_write_the_note_and_nobody_else(
    browse, coordinator, cio_finance, deputy_finance, cio_health, auditor, leaving
):
    said = {"version": leaving.version, "hand_over": "The vendor agreed to a second test."}
    for user in (deputy_finance, cio_health, auditor):
        assert browse(user).post(note_of(leaving), said).status_code == 403
    answer = browse(cio_finance).post(note_of(leaving), said)
    assert answer["Location"] == page_of(leaving)
    assert "The vendor agreed" in text(browse(deputy_finance).get(page_of(leaving)))
    assert browse(coordinator).get(note_of(leaving)).status_code == 200
    stale = browse(coordinator).post(note_of(leaving), said | {"hand_over": "Mine"})
    assert stale.status_code == 409
    assert "The vendor agreed" in text(stale)


def test_a_note_is_no_reading_for_other_institutions_not_even_in_history(
    browse, cio_health, deputy_finance, finance, leaving, coordinator
):
    write_hand_over(leaving, leaving.version, by=coordinator, hand_over="The minister is undecided.")
    assert browse(cio_health).get(page_of(leaving)).status_code == 403
    assert "undecided" not in text(browse(cio_health).get(finance.get_absolute_url()))
    assert "undecided" in text(browse(deputy_finance).get(finance.get_absolute_url()))


def test_the_right_to_write_the_note_ends_with_the_appointment(browse, cio_finance, leaving):
    Appointment.objects.filter(pk=leaving.pk).update(ends_on=today() - DAY)
    assert browse(cio_finance).get(note_of(leaving)).status_code == 403
    assert browse(cio_finance).get(page_of(leaving)).status_code == 403


def test_ending_leads_to_the_hand_over_and_the_successor_finds_it(
    browse, coordinator, cio_finance, deputy_finance, finance, report
):
    held = Appointment.objects.get(person=cio_finance)
    last = today() - DAY
    said = {"version": held.version, "ends_on_0": last.day, "ends_on_1": last.month, "ends_on_2": last.year}
    answer = browse(coordinator).post(reverse("ministries:end-appointment", args=[held.pk]), said)
    assert answer["Location"] == page_of(held)
    held.refresh_from_db()
    write_hand_over(held, held.version, by=coordinator, hand_over="Ask Peeter.")
    assert page_of(held) in text(browse(deputy_finance).get(reverse("projects:our-reports")))
    assert page_of(held) in text(browse(coordinator).get(finance.get_absolute_url()))


def test_the_page_costs_the_same_for_few_and_for_many(
    browse, coordinator, leaving, finance, django_assert_max_num_queries
):
    for number in range(15):
        create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today(), stage="delivery")
    client = browse(coordinator)
    client.get(page_of(leaving))
    with django_assert_max_num_queries(47):
        assert "It leads 15 running projects" in text(client.get(page_of(leaving)))
