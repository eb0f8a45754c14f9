"""The page of an institution, the tree, the directory: what they tell, to whom, and at what cost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core import questions
from core.access import today
from core.questions import ConcernKind, FactKind, Scope
from ministries.models import Appointment, CoordinationFunction, Institution, Succession
from ministries.record import tree_of
from ministries.services import appoint, create_institution, end_appointment, give_mandate, record_succession
from projects.models import Report
from projects.services import close_round, create_project, open_round
from tests.projects.test_reports import file

DAY = timedelta(days=1)
TREE = reverse("ministries:institution-tree")
CIOS = reverse("ministries:cio-list")


def text(page) -> str:
    return b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()


@pytest.fixture
def identity(country) -> CoordinationFunction:
    return CoordinationFunction.objects.get(code="digital-identity")


def test_the_page_tells_mandates_projects_dues_and_the_answer_record(
    browse, auditor, coordinator, finance, health, identity, project, report, cio_finance
):
    for institution in (finance, health):
        give_mandate(institution, identity, "lead", by=coordinator, starts_on=today() - DAY, basis="Decree 3/2024")
    page = text(browse(auditor).get(finance.get_absolute_url()))
    assert "contested: another institution leads it too" in page
    assert "It leads one running project" in page
    assert "Approved cost together" in page
    assert "This month report: Digital tax account" in page
    assert "Contested: " in page
    assert reverse("projects:report-status", args=[project.code, report.round_id]) not in page


def test_a_restricted_project_is_neither_named_nor_counted(
    browse, cio_finance, coordinator, health, restricted_project
):
    assert "It leads one running project" in text(browse(coordinator).get(health.get_absolute_url()))
    page = text(browse(cio_finance).get(health.get_absolute_url()))
    assert "It leads no running project" in page
    assert restricted_project.title not in page


def test_the_page_costs_the_same_for_few_and_for_many(
    browse, coordinator, finance, cio_finance, identity, django_assert_max_num_queries
):
    client = browse(coordinator)
    for number in range(12):
        create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today(), stage="delivery")
        create_institution(by=None, name=f"Board {number}", kind="agency", parent=finance)
    client.get(finance.get_absolute_url())
    with django_assert_max_num_queries(57):
        page = text(client.get(finance.get_absolute_url()))
    assert "All 12 in the portfolio" in page
    assert "Project 11" not in page


def test_the_whole_line_is_reachable_both_ways(browse, coordinator, finance, health):
    first, last = (create_institution(by=None, name=name, kind="agency") for name in ("Old Board", "New Board"))
    for before, after, on in [(first, finance, 900), (finance, health, 600), (health, last, 300)]:
        record_succession(before, after, Succession.Kind.MERGER, by=coordinator, on=today() - on * DAY)
    line = Succession.objects.line_of(health.pk)
    assert [each.predecessor for each in line.before] == [first, finance]
    assert [each.successor for each in line.after] == [last]
    assert "Old Board" in text(browse(coordinator).get(last.get_absolute_url()))


def test_the_tree_nests_and_keeps_what_a_match_is_part_of(browse, cio_finance, finance, health):
    tax = create_institution(by=None, name="Tax Board", kind="agency", parent=finance)
    create_institution(by=None, name="Tax Courts", kind="other", parent=tax)
    create_institution(by=None, name="Old Board", kind="agency", parent=finance, ends_on=date(2020, 1, 1))
    page = text(browse(cio_finance).get(TREE))
    assert page.index("Ministry of Finance") < page.index("Tax Board") < page.index("Tax Courts")
    assert page.count("<ul") == page.count("</ul>")
    assert page.count("<li>") + page.count("<li ") == page.count("</li>")
    assert "Old Board" not in page
    courts = text(browse(cio_finance).get(TREE, {"q": "courts"}))
    assert "Tax Board" in courts
    assert "Ministry of Health" not in courts
    assert "Old Board" in text(browse(cio_finance).get(TREE, {"when": "all"}))


def test_a_circle_of_parents_does_not_hang_the_tree(finance, health):
    Institution.objects.filter(pk=finance.pk).update(parent=health)
    Institution.objects.filter(pk=health.pk).update(parent=finance)
    rows = list(Institution.objects.all())
    assert tree_of(rows, frozenset({finance.pk})) == []


def test_seven_hundred_institutions_are_one_tree(browse, coordinator, finance, django_assert_max_num_queries):
    Institution.objects.bulk_create(
        Institution(code=f"body-{n}", name=f"Body {n}", kind="agency", parent=finance) for n in range(700)
    )
    client = browse(coordinator)
    client.get(TREE)
    with django_assert_max_num_queries(12):
        page = text(client.get(TREE))
    assert page.count("post vacant") == 701


@pytest.fixture
def answered(project, finance, cio_finance, coordinator):
    """Four rounds: filed on time, filed a day late, missed, and one more than a year ago filed on time."""
    for name, back, days in [("Old", 400, -1), ("A", 90, -1), ("B", 60, 1), ("C", 30, None)]:
        due_on = today() - back * DAY
        round_ = open_round(
            name=name, starts_on=due_on - 40 * DAY, ends_on=due_on - 10 * DAY, due_on=due_on, by=coordinator,
            on=due_on - 9 * DAY,
        )  # fmt: skip
        report = Report.objects.get(round=round_, project=project)
        if days is not None:
            file(report, cio_finance, due_on + days * DAY)
        close_round(round_, round_.version, by=coordinator, on=due_on + 5 * DAY)


def test_the_directory_tells_the_answer_record_of_the_last_year(
    browse, decision_maker, answered, finance, health, cio_health
):
    (fact,) = [
        fact for fact in questions.about([finance.ref, health.ref], Scope(today())) if fact.kind == FactKind.ANSWERS
    ]
    assert (fact.about, fact.count, fact.of) == (finance.ref, 1, 3)
    page = text(browse(decision_maker).get(CIOS))
    assert "1 of 3" in page
    assert "none asked" in page
    assert "1 of 3" in text(browse(decision_maker).get(CIOS, {"export": "csv"}))


def test_a_deactivated_holder_is_not_in_the_directory_and_the_post_counts_as_vacant(
    browse, coordinator, finance, cio_finance, project
):
    type(cio_finance).objects.filter(pk=cio_finance.pk).update(is_active=False, deactivated_on=today() - DAY)
    page = text(browse(coordinator).get(CIOS))
    assert "pavel.orsin" not in page
    assert "Every post is vacant and nobody is asked: 1 project led." in page
    assert reverse("ministries:appoint", args=["finance"]) in page
    detail = text(browse(coordinator).get(finance.get_absolute_url()))
    assert "account deactivated, counts as vacant" in detail
    assert "Every post is vacant today" in detail


def test_ownerless_work_counts_since_the_day_after_the_last_post_whatever_comes_later(
    finance, cio_finance, coordinator, project
):
    held = Appointment.objects.get(person=cio_finance)
    end_appointment(held, held.version, by=coordinator, ends_on=today() - 5 * DAY)
    appoint(cio_finance, finance, "cio", by=coordinator, starts_on=today() + DAY, ends_on=today() + 99 * DAY)
    (concern,) = [each for each in questions.concern(Scope(today())) if each.kind == ConcernKind.OWNERLESS]
    assert concern.since_on == today() - 4 * DAY


def test_a_reader_is_offered_no_act_they_may_not_do(browse, decision_maker, finance, project, health, coordinator):
    record_succession(finance, health, Succession.Kind.MERGER, by=coordinator, on=today() - DAY)
    page = text(browse(decision_maker).get(CIOS))
    assert "It no longer exists and still holds 1 project" in page
    assert "open-work" not in page
    assert "open-work" not in text(browse(decision_maker).get(finance.get_absolute_url()))
