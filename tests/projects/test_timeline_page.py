from datetime import date, timedelta

from django.urls import reverse

from core.access import today
from projects.models import Current, Milestone, Project
from projects.services import change_stage, create_project, plan_milestone


def page(client, **asked):
    return client.get(reverse("projects:timeline"), asked)


def text(client, **asked):
    return page(client, **asked).content.decode()


def plan(project, title, coordinator, moved=0, **dates):
    on = today()
    planned = on + timedelta(days=30)
    dates = {"baseline_on": planned, "forecast_on": planned + timedelta(days=moved), **dates}
    return plan_milestone(project, title=title, by=coordinator, on=on, **dates)


def test_title_counts_the_open_milestones_behind_their_baseline(browse, coordinator, project):
    plan(project, "Filing opens", coordinator, moved=41)
    plan(project, "Law adopted", coordinator, moved=5, actual_on=today())
    said = text(browse(coordinator))
    assert "1 of 2 open milestones is behind its baseline, by 41 days" in said
    assert "+41 d" in said


def test_title_speaks_of_all_pages_and_leaves_out_what_is_cancelled(browse, coordinator, project, finance):
    for number in range(15):
        made = create_project(title=f"Project {number:02}", lead=finance, by=coordinator, on=today(), stage="delivery")
        plan(made, "Pilot", coordinator, moved=10)
    change_stage(made, made.version, Project.Stage.CANCELLED, by=coordinator, on=today(), reason="No money.")
    said = text(browse(coordinator))
    assert "14 of 15 open milestones are behind their baseline, by up to 10 days" in said
    assert "Drawn here are 12 of 16 projects." in said


def test_open_milestone_whose_day_has_passed_is_counted(browse, coordinator, project):
    plan(project, "Filing opens", coordinator, baseline_on=date(2026, 1, 5), forecast_on=date(2026, 1, 5))
    assert "1 open milestone has passed the day it was expected" in text(browse(coordinator))


def test_restricted_project_is_not_on_it_and_not_counted(browse, coordinator, cio_finance, project, restricted_project):
    plan(restricted_project, "Gates at the border", coordinator, moved=99)
    assert "Gates at the border" in text(browse(coordinator))
    seen = text(browse(cio_finance))
    assert "Border health" not in seen
    assert "Gates at the border" not in seen
    assert "No open milestone is behind its baseline" in seen


def test_filter_goes_along_between_table_and_timeline(browse, coordinator, project, restricted_project):
    client = browse(coordinator)
    shown = text(client, q="tax", sort="title")
    assert "Border health" not in shown
    asked = "?q=tax&amp;sort=title"
    assert f'href="{reverse("projects:project-list")}{asked}"' in shown
    assert (
        f'href="{reverse("projects:timeline")}{asked}"'
        in client.get(reverse("projects:project-list"), {"q": "tax", "sort": "title"}).content.decode()
    )


def test_file_has_a_line_for_each_milestone_of_the_filter(browse, coordinator, project, restricted_project):
    plan(project, "Filing opens", coordinator, moved=41)
    plan(restricted_project, "Gates at the border", coordinator)
    export = page(browse(coordinator), q="tax", export="csv")
    lines = b"".join(export.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[3] for line in lines] == ["Milestone", "Filing opens", "Payroll declarations"]
    assert lines[1].endswith(",41")


def test_nothing_yet_and_nothing_found_have_words(browse, coordinator):
    client = browse(coordinator)
    assert "once projects are on record" in text(client)
    assert "Nothing matches this filter" in text(client, q="no such words")


def test_project_without_milestones_says_so(browse, coordinator, restricted_project):
    said = text(browse(coordinator))
    assert "No milestone of a running project is open" in said
    assert "no milestone planned" in said


def test_costs_as_many_queries_for_1000_projects_as_for_10(
    browse, coordinator, finance, django_assert_max_num_queries, django_assert_num_queries
):
    client = browse(coordinator)
    fill(10, finance, start=0)
    page(client)
    with django_assert_max_num_queries(18) as first:
        page(client)
    fill(990, finance, start=10)
    with django_assert_num_queries(len(first)):
        assert page(client).context["table"].count == 1000


def fill(many, lead, start):
    day = today()
    plain = {"lead": lead, "stage": "delivery", "stage_since_on": day, "currency": "EUR"}
    made = Project.objects.bulk_create(
        [Project(title=f"Project {n:04}", code=f"P-2026-{n:04}", **plain) for n in range(start, start + many)]
    )
    Milestone.objects.bulk_create(
        [Milestone(project=each, title="Pilot", owner=lead, baseline_on=day) for each in made]
    )
    Current.objects.refresh(day)
