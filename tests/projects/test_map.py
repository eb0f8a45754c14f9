"""The map of who waits for whom: filtered like the portfolio, without what the reader may not see."""

from django.urls import reverse

from core.access import today
from projects.models import Dependency, Project
from projects.services import approve_baseline
from tests.projects.test_dependencies import DAY, NEEDED, ending, needs


def page(client, **asked):
    return client.get(reverse("projects:dependency-map"), asked)


def test_the_map_counts_the_clashes_and_names_each_in_its_table(project, health, coordinator, browse):
    needs(project, ending(health, "Register of addresses", NEEDED + 40 * DAY, coordinator), coordinator)
    needs(project, ending(health, "Payments", NEEDED - DAY, coordinator), coordinator, what="Payments")
    said = page(browse(coordinator)).content.decode()
    assert "1 of 2 dependencies comes too late, by 40 days" in said
    assert "+40 d" in said
    assert "clash: 40 days too late" in said
    assert "1 day in hand" in said


def test_a_restricted_project_is_neither_drawn_nor_counted(
    project, restricted_project, coordinator, cio_finance, browse
):
    approve_baseline(restricted_project, by=coordinator, on=today(), starts_on=today(), ends_on=NEEDED, cost=None)
    needs(project, restricted_project, coordinator, what="Gates at the border")
    assert "Gates at the border" in page(browse(coordinator)).content.decode()
    seen = page(browse(cio_finance)).content.decode()
    assert "No project waits for another yet" in seen
    assert "Gates" not in seen
    export = b"".join(page(browse(cio_finance), export="csv").streaming_content)
    assert len(export.splitlines()) == 1


def test_the_filter_and_the_files_hold_what_touches_its_projects(project, health, finance, coordinator, browse):
    register = ending(health, "Register of addresses", NEEDED, coordinator)
    portal, school = ending(finance, "Portal", NEEDED, coordinator), ending(health, "School", NEEDED, coordinator)
    needs(project, register, coordinator)
    needs(portal, school, coordinator, what="Marks")
    client = browse(coordinator)
    for words in ("tax", "register"):
        assert page(client, q=words).context["picture"].table.rows[0][0] == "Digital tax account"
        rows = b"".join(page(client, q=words, export="csv").streaming_content).decode("utf-8-sig").splitlines()
        assert [row.split(",")[1] for row in rows[1:]] == ["Digital tax account"]
    assert len(b"".join(page(client, export="csv").streaming_content).splitlines()) == 3
    assert "No project of this filter waits for another" in page(client, q="nobody").content.decode()


def test_of_many_the_worst_are_drawn(project, health, coordinator, browse):
    on, plain = today(), {"lead": health, "stage": "delivery", "stage_since_on": today(), "currency": "EUR"}
    made = Project.objects.bulk_create(Project(code=f"P-1-{n}", title=f"Part {n}", **plain) for n in range(70))
    first = ending(health, "Register of addresses", NEEDED + 40 * DAY, coordinator)
    Dependency.objects.bulk_create(
        Dependency(project=project, supplier=each, what="Part", needed_on=NEEDED, stated_on=on) for each in made
    )
    type(project.current).objects.refresh(on)
    needs(project, first, coordinator)
    picture = page(browse(coordinator)).context["picture"]
    assert len(picture.table.rows) == 60
    assert picture.table.rows[0][1] == "Register of addresses"
    assert "Drawn here are the 60 worst of 71." in picture.sub
