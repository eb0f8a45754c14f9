from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core.access import today
from projects.services import ReportContent, assess, close_round, create_project, open_round, report_status

COMPARE = reverse("projects:round-compare")
DAY = timedelta(days=1)


def another(earlier, coordinator):
    close_round(earlier, earlier.version, by=coordinator, on=today())
    first = earlier.ends_on + DAY
    return open_round(
        name="Next month", starts_on=first, ends_on=first + 29 * DAY, due_on=today() + 20 * DAY, by=coordinator, on=today()
    )  # fmt: skip


def file(round_, project, by, **said):
    report = round_.reports.get(project=project)
    content = ReportContent(**{"why": "So it stands."} | said)
    report_status(report, report.version, content=content, by=by, at=timezone.now())


def test_two_rounds_say_what_fell_what_moved_and_who_came(
    project, report, finance, coordinator, cio_finance, browse, restricted_project
):
    end = today() + 365 * DAY
    file(report.round, project, cio_finance, rating=5, forecast_ends_on=end)
    assess(project, report.round, rating=4, basis="Read.", by=coordinator, on=today())
    later = another(report.round, coordinator)
    file(later, project, cio_finance, rating=4, forecast_ends_on=end + 10 * DAY)
    assess(project, later, rating=2, basis="Read.", by=coordinator, on=today())
    create_project(title="A newcomer", lead=finance, by=coordinator, on=today(), stage="delivery")
    page = browse(cio_finance).get(COMPARE, {"one": report.round_id, "other": later.pk}).content.decode()
    assert "This month to Next month: 1 fell, 0 rose" in page
    assert "+10 days" in page
    assert "A newcomer" in page.partition("Only in Next month")[2]
    assert restricted_project.title not in page
    same = browse(cio_finance).get(COMPARE, {"one": later.pk, "other": report.round_id}).content.decode()
    assert "This month to Next month: 1 fell, 0 rose" in same


def test_one_round_or_none_is_told_so(round_, coordinator, browse):
    for asked in ({}, {"one": round_.pk, "other": round_.pk}, {"one": "x", "other": 999_999}):
        assert "Choose two different rounds" in browse(coordinator).get(COMPARE, asked).content.decode()


def test_a_comparison_asks_as_much_for_many_as_for_few(
    project, round_, finance, coordinator, browse, django_assert_max_num_queries
):
    for number in range(30):
        create_project(title=f"Project {number}", lead=finance, by=coordinator, on=today(), stage="delivery")
    later = another(round_, coordinator)
    client, asked = browse(coordinator), {"one": round_.pk, "other": later.pk}
    client.get(COMPARE)
    with django_assert_max_num_queries(18):
        assert "Only in Next month" in client.get(COMPARE, asked).content.decode()
