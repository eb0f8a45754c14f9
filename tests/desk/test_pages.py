"""The desk of each kind of reader, the queue by its address, and the presses of the office."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access import today
from desk.models import Handling
from ministries.services import create_institution
from outbox.models import Nudge
from projects.models import Current, Project, Report
from projects.services import ReportContent, report_status
from tests.desk.conftest import line_of, thing_of

ON = today()
DAY = timedelta(days=1)
DESK = "/desk/"


def text_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("who", ["coordinator", "cio_finance", "decision_maker", "auditor"])
def test_everybody_with_a_desk_starts_there(who, request, browse):
    client = browse(request.getfixturevalue(who))
    assert client.get("/")["Location"] == DESK
    assert 'href="/desk/" aria-current="page"' in text_of(client.get(DESK))


def test_who_has_no_desk_is_refused(browse, administrator):
    assert browse(administrator).get(DESK).status_code == 403


def test_the_office_sees_what_needs_a_hand_and_reminds_in_one_press(browse, late_milestone, unplanned, coordinator):
    client = browse(coordinator)
    text = text_of(client.get(DESK))
    assert "No baseline: Ferry tickets online" in text
    assert "Nothing is marked for the council." in text
    line = line_of(coordinator, "milestone")
    answer = client.post(f"/desk/remind/?{line.query}", {"next": DESK}, follow=True)
    assert "Asked for once more" in text_of(answer)
    assert "Reminded by hand" in text_of(answer)
    assert Nudge.objects.get().key == line.thing.key
    assert "enough" in text_of(client.post(f"/desk/remind/?{line.query}", follow=True))


def test_a_concern_is_put_off_noted_and_marked_from_its_line(browse, unplanned, coordinator):
    client, line = browse(coordinator), line_of(coordinator, "no baseline")
    until = ON + 9 * DAY
    said = {
        "version": 0, "snoozed_until_0": until.day, "snoozed_until_1": until.month, "snoozed_until_2": until.year,
        "handled_by": coordinator.pk, "note": "After the budget.", "next": "/desk/queue/?group=status",
    }  # fmt: skip
    answer = client.post(f"/desk/handling/?{line.query}", said)
    assert answer["Location"] == "/desk/queue/?group=status"
    assert "Ferry tickets" not in text_of(client.get(DESK))
    assert "After the budget." in text_of(client.get("/desk/queue/?state=put-off"))
    assert "After the budget." in text_of(client.get("/desk/queue/?state=mine"))
    client.post(f"/desk/council/?{line.query}", {"version": Handling.objects.get().version})
    assert "For the council since" in text_of(client.get(DESK))
    client.post(f"/desk/council/off/?{line.query}", {"version": Handling.objects.get().version})
    assert Handling.objects.get().council_on is None


def test_what_two_wrote_is_asked_side_by_side(browse, unplanned, coordinator):
    client, line = browse(coordinator), line_of(coordinator, "no baseline")
    address = f"/desk/handling/?{line.query}"
    client.post(address, {"version": 0, "note": "One's words"})
    answer = client.post(address, {"version": 0, "note": "The other's words"})
    assert answer.status_code == 409
    assert "One&#x27;s words" in answer.content.decode()
    assert Handling.objects.get().note == "One's words"


def test_a_wrong_day_stays_typed_with_what_is_wrong(browse, unplanned, coordinator):
    line = line_of(coordinator, "no baseline")
    said = {"version": 0, "snoozed_until_0": "1", "snoozed_until_1": "1", "snoozed_until_2": "2020", "note": "Kept."}
    answer = browse(coordinator).post(f"/desk/handling/?{line.query}", said)
    assert answer.status_code == 400
    assert "Choose a day after today" in answer.content.decode()
    assert "Kept." in answer.content.decode()


def test_what_is_gone_is_said_and_nothing_is_written(browse, coordinator):
    for address in ("handling/", "remind/", "council/", "council/off/"):
        answer = browse(coordinator).post(f"/desk/{address}?kind=report&key=report:0", follow=True)
        assert "does not stand in the way any more" in text_of(answer)
    assert not Handling.objects.exists()


def test_a_press_leads_to_no_strange_address(browse, late_milestone, coordinator):
    line = line_of(coordinator, "milestone")
    answer = browse(coordinator).post(f"/desk/remind/?{line.query}", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == DESK


@pytest.mark.parametrize(
    ("query", "is_in"),
    [
        ("group=status", True), ("group=overdue", False), ("kind=no+baseline", True), ("kind=clash", False),
        ("institution=office", True), ("institution=finance", False), ("severity=2", True), ("severity=1", False),
        ("state=free", True), ("state=taken", False), ("sort=oldest", True), ("page=99", True), ("group=lost", False),
    ],
)  # fmt: skip
def test_the_queue_is_filtered_by_its_address(query, is_in, browse, unplanned, coordinator):
    assert ("Ferry tickets online" in text_of(browse(coordinator).get(f"/desk/queue/?{query}"))) is is_in


def test_the_office_that_is_an_institution_too_is_offered_under_two_names(browse, country, coordinator):
    create_institution(by=None, code="coordination", name=country.office_name, acronym="", kind="centre of government")
    offered = text_of(browse(coordinator).get("/desk/queue/"))
    assert '<option value="office" >Coordination Office</option>' in offered
    assert '<option value="coordination" >Coordination Office, as an institution</option>' in offered


def test_the_queue_is_exported_as_it_is_filtered(browse, unplanned, late_milestone, auditor):
    answer = browse(auditor).get("/desk/queue/?group=status&export=csv")
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == 2
    assert "Ferry tickets online" in rows[1]
    assert browse(auditor).get("/desk/queue/?export=xlsx").status_code == 200


def test_an_auditor_reads_findings_and_acts_and_presses_nothing(browse, unplanned, late_milestone, auditor):
    text = text_of(browse(auditor).get(DESK))
    assert "No baseline: Ferry tickets online" in text
    assert "Last acts" in text
    assert "Put off or note" not in text
    assert "/desk/remind/" not in text_of(browse(auditor).get("/desk/queue/"))


def test_a_decision_maker_reads_four_answers_with_a_way_in(browse, project, round_, decision_maker):
    text = text_of(browse(decision_maker).get(DESK))
    assert "1 project is running, approved at" in text
    assert "This month: 0 of 1 reports are in." in text
    assert "coordination functions have one lead" in text
    assert reverse("projects:brief") in text


def test_my_desk_holds_what_is_asked_of_my_institution_by_date(
    browse, late_milestone, hidden, coordinator, cio_finance, cio_health, project
):
    text = text_of(browse(cio_finance).get(DESK))
    assert "2 things are asked of you" in text
    assert "This month: 0 of 1 reports are in" in text
    report = Report.objects.get(project=project)
    assert reverse("projects:report-status", args=[project.code, report.round_id]) in text
    assert "Border health screening" not in text
    content = ReportContent(rating=3, why="Slow, and known.")
    report_status(report, report.version, content=content, by=cio_finance, at=timezone.now())
    assert "This month: 1 of 1 reports are in" in text_of(browse(cio_finance).get(DESK))
    assert "Pilot" not in text_of(browse(cio_health).get(DESK))


def test_an_official_opens_no_queue(browse, unplanned, cio_finance, coordinator):
    client, thing = browse(cio_finance), thing_of(coordinator, "no baseline")
    assert client.get("/desk/queue/").status_code == 403
    assert client.post(f"/desk/council/?kind=no+baseline&key={thing.key}").status_code == 403


@pytest.mark.parametrize("who", ["coordinator", "cio_finance", "decision_maker", "auditor"])
def test_a_desk_asks_the_database_no_more_for_many_concerns(who, request, browse, unplanned, finance, late_round):
    client = browse(request.getfixturevalue(who))
    client.get(DESK)
    few = asked(client)
    lately = ON - 200 * DAY
    Project.objects.bulk_create(
        Project(code=f"P-{n}", title=f"Project {n}", lead=finance, stage="delivery", stage_since_on=lately, currency="EUR")
        for n in range(60)
    )  # fmt: skip
    Current.objects.refresh(ON)
    many = asked(client)
    assert len(many) <= len(few)
    assert len(many) < 90


def asked(client) -> list[str]:
    """The statements of the desk, but for the note that somebody was here, which is written once a minute."""
    with CaptureQueriesContext(connection) as found:
        client.get(DESK)
    return [each["sql"] for each in found.captured_queries if "history_lastvisit" not in each["sql"]]
