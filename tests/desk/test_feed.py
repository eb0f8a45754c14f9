"""The calendar feed: what programs read, by a key that is shown once; parsed back by ``icalendar``."""

from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from accounts.services import deactivate, let_in_again
from core.access import access_of, today
from core.logs import without_keys
from desk.calendar.entries import Entry, entries
from desk.calendar.feed import COMING, MOST, PAST, as_ical
from desk.models import Feed
from desk.services import make_feed, revoke_feed
from history.tracking import acting
from ministries.models import Appointment
from projects.models import Milestone
from projects.services import open_round, plan_milestone

DAY = timedelta(days=1)


def made(user, covers="all", at=None) -> str:
    return f"/calendar/feed/{make_feed(by=user, covers=covers, at=at or timezone.now())[1]}.ics"


def events(answer):
    assert answer.status_code == 200
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def titles(answer):
    return [str(event["SUMMARY"]) for event in events(answer).values()]


@pytest.fixture
def planned(report, project, coordinator):
    """A report, a milestone and the round itself fall in the coming weeks."""
    on = today() + 20 * DAY
    plan_milestone(project, title="Pay, file; close", by=coordinator, on=today(), baseline_on=on, forecast_on=on)
    return report


def test_each_event_is_what_the_person_sees(browse, cio_finance, planned):
    on = today()
    seen = entries(access_of(cio_finance), on - PAST, on + COMING, on=on)
    told = events(browse().get(made(cio_finance)))
    assert len(seen) == len(told) >= 4
    for entry in seen:
        (event,) = [each for each in told.values() if str(each["SUMMARY"]) == entry.title]
        assert event["DTSTART"].dt == entry.on
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert str(event["URL"]) == settings.SITE_URL + entry.path
        said = str(event["DESCRIPTION"])
        assert said.startswith(entry.why)
        assert said.endswith(settings.SITE_URL + entry.path)
        assert event["STATUS"] == ("TENTATIVE" if entry.is_planned else "CONFIRMED")
        assert (event["SEQUENCE"], event["TRANSP"]) == (0, "TRANSPARENT")
        assert isinstance(event["DTSTAMP"].dt, datetime)


def test_the_file_keeps_to_rfc_5545(browse, cio_finance, planned):
    answer = browse().get(made(cio_finance))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.endswith(b"\r\n")
    lines = answer.content.split(b"\r\n")
    assert not any(b"\n" in line or len(line) > 75 for line in lines)
    assert {b"BEGIN:VCALENDAR", b"VERSION:2.0", b"END:VCALENDAR"} <= set(lines)
    assert any(line.startswith(b"PRODID:") for line in lines)
    assert "SUMMARY:Milestone “Pay\\, file\\; close”" in answer.content.decode().replace("\r\n ", "")


def test_odd_texts_come_back_as_they_were():
    title = "Grüße, “a; b” \\ " + "ž漢🏛" * 60
    entry = Entry("report", "report:1", date(2026, 12, 1), "", title + "\x0b", "Line one\nLine two", "/p/", True, False)
    text = as_ical([entry], name="N", at=timezone.now())
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert str(event["DESCRIPTION"]) == f"Line one\nLine two\n{settings.SITE_URL}/p/"


def test_uids_stay_and_another_day_is_another_event(browse, cio_finance, planned):
    address = made(cio_finance)
    before = events(browse().get(address))
    assert events(browse().get(address)).keys() == before.keys()
    moved = Milestone.objects.get(title="Pay, file; close")
    with acting(by=None, verb="moved a milestone"):
        Milestone.objects.filter(pk=moved.pk).update(forecast_on=moved.forecast_on + DAY)
    after = events(browse().get(address))
    (gone,), (new,) = before.keys() - after.keys(), after.keys() - before.keys()
    assert gone.split(".")[0].startswith(f"milestone-{moved.pk}-")
    assert new.split(".")[0].startswith(f"milestone-{moved.pk}-")


def test_only_90_days_past_and_18_months_to_come(browse, cio_finance, planned, project, coordinator):
    for days, title in ((-91, "Long ago"), (-90, "Just in"), (548, "Far"), (549, "Too far")):
        on = today() + days * DAY
        plan_milestone(project, title=title, by=coordinator, on=today(), baseline_on=on, forecast_on=on)
    told = " ".join(titles(browse().get(made(cio_finance))))
    assert [name in told for name in ("Long ago", "Just in", "Far", "Too far")] == [False, True, True, False]


def test_restricted_records_are_never_in_a_feed(browse, coordinator, cio_finance, cio_health, restricted_project):
    on = today()
    open_round(name="R", starts_on=on, ends_on=on, due_on=on + 7 * DAY, by=coordinator, on=on)
    for user in (coordinator, cio_finance, cio_health):
        answer = browse().get(made(user))
        assert b"Border" not in answer.content.replace(b"\r\n ", b"")
        assert restricted_project.code.encode() not in answer.content.replace(b"\r\n ", b"")
        assert "Reports of R are due" in titles(answer)


def test_mine_is_of_my_institutions_alone(browse, cio_finance, cio_health, planned):
    assert "Digital tax account" in " ".join(titles(browse().get(made(cio_finance, "mine"))))
    assert titles(browse().get(made(cio_health, "mine"))) == []


@pytest.mark.parametrize("covers", ["mine", "all"])
def test_after_the_appointment_the_feed_is_empty_and_still_valid(browse, cio_finance, planned, covers):
    address = made(cio_finance, covers)
    assert titles(browse().get(address)) != []
    with acting(by=None, verb="ended the appointment"):
        Appointment.objects.filter(person=cio_finance).update(ends_on=today() - DAY)
    answer = browse().get(address)
    assert titles(answer) == []
    assert b"Digital tax" not in answer.content
    assert Calendar.from_ical(answer.content).subcomponents, "RFC 5545 wants at least one component"


def test_unknown_revoked_and_closed_answer_alike(browse, cio_finance, administrator, planned):
    address, client = made(cio_finance), browse()
    unknown = client.get("/calendar/feed/cal_nobody-has-this.ics")
    renewed = made(cio_finance)
    answers = [unknown, client.get(address)]
    revoke_feed(by=cio_finance, at=timezone.now())
    answers.append(client.get(renewed))
    last = made(cio_finance)
    user = User.objects.get(pk=cio_finance.pk)
    closed = deactivate(user, user.version, by=administrator, on=today(), reason="Left.")
    answers.append(client.get(last))
    let_in_again(closed, closed.version, by=administrator, at=timezone.now())
    answers.append(client.get(last))
    assert {answer.status_code for answer in answers} == {404}
    assert len({(answer.content, answer["Cache-Control"], answer["Content-Type"]) for answer in answers}) == 1


def test_a_forgotten_feed_stops_by_itself(browse, cio_finance, planned):
    address = made(cio_finance, at=timezone.now() - 91 * DAY)
    assert browse().get(address).status_code == 404
    Feed.objects.update(last_used_on=today() - DAY)
    assert browse().get(address).status_code == 200


def test_what_has_not_changed_is_not_sent_again(browse, cio_finance, planned, project, coordinator):
    address, client = made(cio_finance), browse()
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    on = today() + DAY
    plan_milestone(project, title="New", by=coordinator, on=today(), baseline_on=on, forecast_on=on)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_answers_are_kept_by_nobody_else_and_tell_no_address(browse, cio_finance, planned):
    for address in (made(cio_finance), "/calendar/feed/cal_wrong.ics"):
        answer = browse().get(address)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["X-Robots-Tag"] == "noindex"


def test_a_feed_reads_and_nothing_else(browse, cio_finance, planned):
    assert browse().post(made(cio_finance)).status_code == 405


def test_use_is_noted_once_a_day_and_is_no_history(browse, cio_finance, planned):
    address = made(cio_finance)
    client, before = browse(), Feed.events.rel.related_model.objects.count()
    for _number in range(3):
        client.get(address)
    assert Feed.objects.get().last_used_on == today()
    assert Feed.events.rel.related_model.objects.count() == before


def test_the_page_shows_the_address_once(browse, cio_finance, planned):
    client = browse(cio_finance)
    answer = client.post("/calendar/feed/", {"covers": "mine"})
    assert answer["Referrer-Policy"] == "no-referrer"
    address = answer.context["address"]
    assert address in answer.content.decode()
    key = address.rpartition("/")[2].removesuffix(".ics")
    assert Feed.objects.get().digest != key
    assert key not in client.get("/calendar/feed/").content.decode()
    assert browse().get(address.removeprefix(settings.SITE_URL)).status_code == 200
    assert client.post("/calendar/feed/revoke/").status_code == 302
    assert browse().get(address.removeprefix(settings.SITE_URL)).status_code == 404


def test_what_is_not_offered_is_refused(browse, decision_maker, auditor):
    assert browse(decision_maker).post("/calendar/feed/", {"covers": "mine"}).status_code == 400
    with pytest.raises(ValidationError):
        revoke_feed(by=auditor, at=timezone.now())


def test_no_line_of_the_log_holds_the_key(browse, cio_finance, planned, caplog):
    address = made(cio_finance)
    revoke_feed(by=cio_finance, at=timezone.now())
    browse().get(address)
    browse().get(address + "/")
    key = address.rpartition("/")[2].removesuffix(".ics")
    lines = [without_keys(None, "", {"event": each.getMessage()}) for each in caplog.records]
    assert any("Not Found" in line["event"] for line in lines)
    assert key not in str(lines)
    assert without_keys(None, "", {"path": address, "status": 404})["path"] == "/calendar/feed/cal_....ics"


def test_three_hundred_events_take_as_many_questions_as_ten(
    browse, cio_finance, planned, project, django_assert_max_num_queries
):
    address, asked, client = made(cio_finance), [], browse()
    client.get(address)
    for total in (10, 300):
        there = Milestone.objects.count()
        Milestone.objects.bulk_create(
            Milestone(project=project, title=f"Gate {number}", owner=project.lead, baseline_on=today() + 9 * DAY)
            for number in range(there, total)
        )
        cache.clear()  # the country's time zone is kept for a minute
        with django_assert_max_num_queries(30) as told:
            assert len(events(client.get(address))) >= total
        asked.append(len(told))
    assert asked[0] == asked[1]
    assert MOST > 300
