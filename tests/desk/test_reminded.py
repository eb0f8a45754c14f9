"""After two reminders comes no third, but a concern for the office, until somebody answers."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from core import questions
from core.access import access_of
from core.dates import add_working_days
from core.questions import ConcernKind, DueKind, Scope
from desk.services import mark_for_council, remind_of
from desk.words import Act, Group
from ministries.models import Country
from outbox.models import Nudge
from projects.models import Report
from projects.services import ReportContent, open_round, report_status, save_draft
from tests.desk.conftest import DAY, lines_of
from tests.digests.conftest import at

MONDAY, HALF, LAST, DUE = date(2026, 3, 2), date(2026, 3, 11), date(2026, 3, 18), date(2026, 3, 20)
KINDS = [ConcernKind.REMINDED_TWICE]


@pytest.fixture
def march(project, coordinator):
    return open_round(
        name="March 2026", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28), due_on=DUE, by=coordinator, on=MONDAY
    )


@pytest.fixture
def report(march, project) -> Report:
    return Report.objects.get(round=march, project=project)


def concerns(on, **scope):
    return questions.concern(Scope(on, **scope), KINDS)


def shown(user, on):
    return [line for line in lines_of(user, on) if "report" in line.thing.key]


def test_from_the_day_after_the_second_reminder_it_is_the_move_of_the_office(report):
    assert [concerns(day) for day in (HALF, LAST)] == [[], []]
    (found,) = concerns(LAST + DAY)
    assert (found.since_on, found.days, found.severity, found.institution_id) == (LAST, 1, 3, None)
    assert found.key == f"reminded twice:report:{report.pk}"
    assert found.title.startswith("Not answered after two reminders: March 2026 report")
    assert "Asked on 2 Mar 2026, reminded for the last time on 18 Mar 2026. It is due on 20 Mar 2026." in found.why
    (late,) = concerns(DUE + 3 * DAY)
    assert (late.since_on, late.days, late.severity, late.key) == (LAST, 5, 2, found.key)
    assert "It was due on 20 Mar 2026." in late.why


def test_any_save_on_the_form_ends_it(report, cio_finance):
    save_draft(report, report.version, draft={"why": ["Soon"]}, by=cio_finance, at=at(LAST + DAY))
    assert concerns(DUE + DAY) == []


def test_the_answer_ends_it(report, cio_finance):
    content = ReportContent(rating=4, why="On course.")
    report_status(report, report.version, content=content, by=cio_finance, at=at(LAST + DAY))
    assert concerns(DUE + DAY) == []


def test_a_term_too_short_for_two_reminders_is_no_concern(project, coordinator):
    due_on = add_working_days(MONDAY, 3, Country.objects.current().is_holiday)
    open_round(name="Short", starts_on=MONDAY, ends_on=MONDAY, due_on=due_on, by=coordinator, on=MONDAY)
    assert concerns(due_on + 5 * DAY) == []


def test_it_is_told_to_the_office_and_to_who_looks_at_the_whole(report, coordinator, auditor, cio_finance, cio_health):
    day = LAST + DAY
    told = [
        len(concerns(day, access=access_of(user, on=day))) for user in (coordinator, auditor, cio_finance, cio_health)
    ]
    assert told == [1, 1, 0, 0]


def test_a_page_about_anything_else_costs_no_question(report, project, django_assert_num_queries):
    from core.records import ref

    with django_assert_num_queries(0):
        assert concerns(DUE, records=frozenset({ref(project)})) == []
    assert len(concerns(DUE, records=frozenset({ref(report)}))) == 1


def test_the_queue_tells_it_once_first_as_a_concern_then_as_overdue(report, coordinator):
    assert shown(coordinator, LAST) == []
    (early,) = shown(coordinator, DUE)
    assert (early.group, early.thing.kind, early.act) == (Group.REMINDED, ConcernKind.REMINDED_TWICE, Act.REMIND)
    (late,) = shown(coordinator, DUE + DAY)
    assert (late.group, late.thing.kind, late.reminded_twice_on) == (Group.OVERDUE, DueKind.REPORT, LAST)


def test_the_line_of_an_overdue_duty_says_that_two_reminders_went_out(browse, coordinator, project, march_now):
    page = browse(coordinator).get("/desk/queue/?group=overdue").content.decode()
    assert "Two reminders went out, the second on" in page


@pytest.fixture
def march_now(project, coordinator):
    from core.access import today

    on = today()
    return open_round(
        name="Now",
        starts_on=on - 40 * DAY,
        ends_on=on - 30 * DAY,
        due_on=on - 2 * DAY,
        by=coordinator,
        on=on - 25 * DAY,
    )


def test_the_office_reminds_by_hand_from_the_concern(report, coordinator):
    (line,) = shown(coordinator, DUE)
    remind_of(line.thing, by=coordinator, on=DUE, at=at(DUE))
    assert Nudge.objects.get().key == f"report:{report.pk}"
    (line,) = shown(coordinator, DUE)
    assert (line.is_reminded, line.act) == (True, Act.OPEN)
    with pytest.raises(ValidationError, match="pressed this already"):
        remind_of(line.thing, by=coordinator, on=DUE, at=at(DUE, 10))


def test_marked_for_the_council_it_stands_there_once(report, coordinator):
    (line,) = shown(coordinator, DUE)
    mark_for_council(line.thing, 0, by=coordinator, on=DUE)
    (marked,) = shown(coordinator, DUE)
    assert marked.group == Group.COUNCIL
    groups = sorted(line.group for line in shown(coordinator, DUE + timedelta(days=1)))
    assert groups == [Group.COUNCIL, Group.OVERDUE]
