"""The period report and the minister's brief: computed from what was published, on paper too."""

import io
from datetime import timedelta
from decimal import Decimal
from time import process_time

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core.access import today
from core.versions import update_if_current
from projects.models import Milestone, Project, Report, Round
from projects.services import (
    MilestoneForecast,
    ReportContent,
    approve_baseline,
    assess,
    change_stage,
    close_round,
    create_project,
    open_round,
    plan_milestone,
    report_status,
    return_report,
)

ON = today()
DAY = timedelta(days=1)
BRIEF = reverse("projects:brief")


def close(round_, by):
    close_round(round_, round_.version, by=by, on=ON)


def next_round(earlier, by):
    close(earlier, by)
    first = earlier.ends_on + DAY
    return open_round(name="Next month", starts_on=first, ends_on=first + 29 * DAY, due_on=ON + 20 * DAY, by=by, on=ON)


def file(round_, project, by, *, milestones=(), **said):
    report = Report.objects.get(round=round_, project=project)
    words = {"why": "So it stands.", "signal_words": "The plan holds.", "schedule_words": "Two weeks for the ports."}
    content = ReportContent(**words | {"milestones": list(milestones)} | said)
    report_status(report, report.version, content=content, by=by, at=timezone.now())


def end(project, by):
    for stage in ("closing", "closed"):
        fresh = Project.objects.get(pk=project.pk)
        change_stage(fresh, fresh.version, stage, by=by, on=ON)


def address(round_):
    return reverse("projects:period-report", args=[round_.pk])


def pages_of(response) -> list[str]:
    assert response["Content-Type"] == "application/pdf", response.content[:300]
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages]


@pytest.fixture
def story(project, report, restricted_project, coordinator, cio_finance):
    """Two rounds of the project of Finance: the end and a milestone moved, another was reached, the ratings fell."""
    milestone = Milestone.objects.get(project=project)
    pilot = plan_milestone(project, title="Pilot", by=coordinator, on=ON, baseline_on=ON - 5 * DAY)
    end = ON + 365 * DAY
    file(report.round, project, cio_finance, rating=5, forecast_ends_on=end, forecast_cost=Decimal(10_500_000))
    assess(project, report.round, rating=4, basis="Read the plan.", by=coordinator, on=ON)
    later = next_round(report.round, coordinator)
    moved = [
        MilestoneForecast(milestone.pk, forecast_on=ON + 75 * DAY, actual_on=None),
        MilestoneForecast(pilot.pk, forecast_on=ON - DAY, actual_on=ON - DAY),
    ]
    file(
        later, project, cio_finance, rating=4, forecast_ends_on=end + 14 * DAY, milestones=moved, spent=Decimal(4_000_000),
        forecast_cost=Decimal(11_000_000), cost_words="Ports.", help_needed="A decision on the ports.", why="The ports slip.",
    )  # fmt: skip
    assess(project, later, rating=1, basis="The ports are not ordered.", by=coordinator, on=ON)
    return later


def test_an_open_round_is_reported_as_preliminary_with_all_its_findings(story, browse, coordinator):
    page = browse(coordinator).get(address(story)).content.decode()
    for words in (
        "Preliminary: the round is open",
        "Held against This month",
        "1 milestone was reached",
        "1 project moved its end later, by up to 14 days",
        "Two weeks for the ports.",
        "2 ratings fell",
        "The ports are not ordered.",
        "The ports slip.",
        "Forecasts are €1.0",
        "1 project asks for help",
        "A decision on the ports.",
    ):
        assert words in page, words


def test_a_milestone_that_moved_says_by_how_many_days(story, browse, coordinator):
    page = browse(coordinator).get(address(story)).content.decode()
    assert "Payroll declarations <bdi>" in page
    assert "+15 days" in page


def test_the_report_of_a_closed_round_never_changes(story, project, browse, coordinator, cio_finance):
    close(story, coordinator)
    client = browse(coordinator)

    def shown():
        return client.get(address(story)).content.decode().partition("<main")[2]

    before, paper = shown(), pages_of(client.get(address(story), {"as": "pdf"}))
    assert "it does not change" in before
    update_if_current(project, Project.objects.get(pk=project.pk).version, title="Another name")
    Milestone.objects.filter(project=project).update(forecast_on=ON + 400 * DAY, actual_on=None)
    assess(project, story, rating=5, basis="All is well.", by=coordinator, on=ON, assessor="Review panel")
    approve_baseline(
        project, by=coordinator, on=ON, starts_on=ON, ends_on=ON + DAY, cost=99_000_000, reason="scope change", words="More."
    )  # fmt: skip
    end(project, coordinator)
    assert shown() == before
    assert pages_of(client.get(address(story), {"as": "pdf"})) == paper


def test_a_project_that_was_closed_is_done_and_no_longer_in_flight(story, project, browse, coordinator):
    end(project, coordinator)
    page = browse(coordinator).get(address(story)).content.decode()
    assert "1 project was closed" in page
    assert project.title not in page.partition('id="flight"')[2]


def test_silence_is_named_with_its_days(project, report, browse, coordinator):
    Round.objects.filter(pk=report.round_id).update(opens_on=ON - 20 * DAY, due_on=ON - 3 * DAY)
    later = next_round(Round.objects.get(pk=report.round_id), coordinator)
    page = browse(coordinator).get(address(later)).content.decode()
    assert "1 project is silent, for 3 days" in page
    assert "It has never reported." in page


def test_what_one_may_not_see_is_in_no_report_and_in_no_total(
    story, restricted_project, browse, coordinator, cio_finance, cio_health
):
    approve_baseline(restricted_project, by=coordinator, on=ON, starts_on=ON, ends_on=ON + 9 * DAY, cost=5_000_000)
    close(story, coordinator)
    seen = browse(coordinator).get(address(story), {"papers": "1"}).content.decode()
    assert restricted_project.title in seen
    assert "2 projects are in flight" in seen
    for query in ({}, {"as": "pdf", "papers": "1"}):
        response = browse(cio_finance).get(address(story), query)
        text = " ".join(pages_of(response)) if query else response.content.decode()
        assert restricted_project.title not in text
        assert "1 project is in flight" in text
    assert restricted_project.title in browse(cio_health).get(address(story)).content.decode()


def test_a_round_without_a_snapshot_has_no_report_and_says_why(round_, browse, coordinator):
    type(round_).objects.filter(pk=round_.pk).update(closed_on=ON)
    client = browse(coordinator)
    assert "There is no report of this round" in client.get(address(round_)).content.decode()
    assert "There is no report of this round" in pages_of(client.get(address(round_), {"as": "pdf"}))[0]


def test_the_paper_says_what_the_page_says_and_adds_a_page_a_project(story, project, browse, coordinator):
    close(story, coordinator)
    client = browse(coordinator)
    paper = pages_of(client.get(address(story), {"as": "pdf"}))
    whole = " ".join(paper)
    for words in (
        "Period report: Next month",
        "1 milestone was reached",
        "The ports are not ordered.",
        "Amber/green Red",
    ):
        assert words in whole, words
    with_papers = pages_of(client.get(address(story), {"as": "pdf", "papers": "1"}))
    assert len(with_papers) == len(paper) + 1, (
        "one page for the project that reported, none for the one without anything"
    )
    assert any(page.startswith(project.title) and "The CIO says" in page for page in with_papers[len(paper) :])


def test_a_project_is_one_page_of_paper_with_the_longest_words(story, project, browse, coordinator, cio_finance):
    long = "Because the works on the ports have to be tendered once more. " * 40
    report = Report.objects.get(round=story, project=project)
    return_report(report, report.version, reason="Say more.", by=coordinator, on=ON)
    file(
        story, project, cio_finance, rating=4, forecast_ends_on=ON + 390 * DAY, why=long, progress=long, schedule_words=long,
        top_risk=long, help_needed=long,
    )  # fmt: skip
    assess(project, story, rating=1, basis=long, by=coordinator, on=ON, assessor="Review panel")
    for number in range(12):
        plan_milestone(
            project, title=f"Milestone no. {number}", by=coordinator, on=ON, baseline_on=ON + number * 20 * DAY
        )
    update_if_current(project, Project.objects.get(pk=project.pk).version, title="A very long title of a project " * 6)
    [page] = pages_of(browse(coordinator).get(reverse("projects:project-paper", args=[project.code]), {"as": "pdf"}))
    for words in ("The CIO says", "Help needed", "more milestones are not drawn"):
        assert words in page, words


@pytest.fixture
def large(finance, health, coordinator, cio_finance, cio_health):
    """Reported on twice: eight projects with long titles, each in another state."""
    made = []
    for number in range(8):
        lead = finance if number % 2 else health
        project = create_project(
            title=f"{number} Renewal of the registers of property, companies and residents and of all that hangs on them, "
            "with their exchange across ministries and regions",
            lead=lead, by=coordinator, on=ON - 90 * DAY, stage="delivery",
        )  # fmt: skip
        approve_baseline(
            project,
            by=coordinator,
            on=ON,
            starts_on=ON - 90 * DAY,
            ends_on=ON + 90 * DAY,
            cost=1_000_000 * (number + 1),
        )
        for place in range(4):
            plan_milestone(
                project, title=f"Milestone {place} of the long plan", by=coordinator, on=ON,
                baseline_on=ON + (place * 30 - 40) * DAY,
            )  # fmt: skip
        made.append((project, cio_finance if number % 2 else cio_health))
    first = open_round(
        name="The first month", starts_on=ON - 60 * DAY, ends_on=ON - 31 * DAY, due_on=ON - 20 * DAY, by=coordinator,
        on=ON - 30 * DAY,
    )  # fmt: skip
    _file_all(first, made, coordinator, better=True)
    second = next_round(first, coordinator)
    _file_all(second, made[:6], coordinator, better=False)
    return second


def _file_all(round_, made, office, *, better):
    words = "The supplier of the registers went out of business, and the works have to be tendered once more. " * 4
    for number, (project, cio) in enumerate(made):
        file(
            round_, project, cio, rating=5 if better else 1 + number % 5, why=words, help_needed=words,
            forecast_ends_on=ON + (95 if better else 100 + number) * DAY, forecast_cost=Decimal(2_000_000), spent=Decimal(1),
            cost_words="More.",
        )  # fmt: skip
        assess(project, round_, rating=4 if better else 1 + number % 3, basis=words, by=office, on=ON)


def test_the_brief_is_one_page_in_a_large_portfolio_with_long_words(large, browse, decision_maker):
    response = browse(decision_maker).get(BRIEF, {"as": "pdf"})
    [page] = pages_of(response)
    for words in (
        "in doubt",
        "These 3 projects need you",
        "projects fell since The first month",
        "What is asked of whom",
        "Forecasts are",
        "Data as of",
        "Page 1 of 1",
    ):
        assert words in page, words


def test_the_brief_sets_last_round_beside_today(story, browse, decision_maker):
    page = browse(decision_maker).get(BRIEF).content.decode()
    assert "1 of 2 running projects is in doubt, 1 more than in the last round" in page
    assert "last round 0" in page
    assert "was 1" in page
    assert "Asks: A decision on the ports." in page


def test_the_brief_of_a_country_without_rounds_and_projects(browse, decision_maker):
    client = browse(decision_maker)
    assert "No round has been published yet" in client.get(BRIEF).content.decode()
    assert len(pages_of(client.get(BRIEF, {"as": "pdf"}))) == 1


def test_the_brief_is_for_those_who_read_everything(browse, cio_finance, auditor, coordinator):
    assert browse(cio_finance).get(BRIEF).status_code == 403
    assert browse(auditor).get(BRIEF).status_code == 200
    assert BRIEF in browse(coordinator).get(BRIEF).content.decode()


def test_pages_and_papers_cost_as_many_queries_for_8_projects_as_for_2(
    story, browse, coordinator, finance, django_assert_max_num_queries, django_assert_num_queries
):
    client = browse(coordinator)
    paths = [address(story), f"{address(story)}?as=pdf&papers=1", BRIEF, f"{BRIEF}?as=pdf"]
    paths.append(reverse("projects:project-paper", args=[Project.objects.all()[0].code]))
    counted = {}
    for path in paths:
        client.get(path)
        with django_assert_max_num_queries(56) as first:
            client.get(path)
        counted[path] = len(first)
    for number in range(6):
        made = create_project(title=f"Project {number}", lead=finance, by=coordinator, on=ON, stage="delivery")
        plan_milestone(made, title="Pilot", by=coordinator, on=ON, baseline_on=ON + DAY)
        approve_baseline(made, by=coordinator, on=ON, starts_on=ON, ends_on=ON + DAY, cost=1_000)
    for path, count in counted.items():
        with django_assert_num_queries(count):
            client.get(path)


@pytest.mark.long
def test_a_report_with_a_hundred_projects_is_made_in_seconds(story, browse, coordinator, finance):
    for number in range(100):
        made = create_project(title=f"Project {number}", lead=finance, by=coordinator, on=ON, stage="delivery")
        plan_milestone(made, title="Pilot", by=coordinator, on=ON, baseline_on=ON + DAY)
    client = browse(coordinator)
    client.get(BRIEF, {"as": "pdf"})
    started = process_time()
    made = client.get(address(story), {"as": "pdf", "papers": "1"})
    took = process_time() - started
    pages = pages_of(made)
    print(f"A report of {len(pages)} pages took {took:.1f} s of one processor")
    assert len(pages) > 100
    assert took < 60
