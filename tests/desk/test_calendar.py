"""The month and the list: what falls on which day, for whom, in how many questions to the database."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import translation

from core.access import access_of, today
from core.questions import DateKind, DueKind
from core.records import ref
from desk.calendar.entries import COUNTED, LABELS, entries
from desk.calendar.month import MOST, OF_A_PAGE, Month, days_off, first_weekday, weeks
from ministries.models import Country
from ministries.services import add_holiday
from projects.models import Milestone
from projects.services import create_project, open_round, plan_milestone

DAY = timedelta(days=1)


def address(on, **said):
    return "/calendar/?" + "&".join(f"{name}={value}" for name, value in {"month": f"{on:%Y-%m}", **said}.items())


def step(project, title, on, by):
    return plan_milestone(project, title=title, by=by, on=today(), baseline_on=on, forecast_on=on)


def test_a_month_shows_what_is_owed_on_its_day(browse, cio_finance, report):
    page = browse(cio_finance).get(address(report.round.due_on)).content.decode()
    assert "This month report: Digital tax account" in page
    assert f"/projects/{report.project.code}/reports/{report.round_id}/report/" in page
    assert f'datetime="{report.round.due_on:%Y-%m-%d}"' in page


def test_two_months_show_each_its_own(browse, cio_finance, report, project, coordinator):
    coming = Month.of(today()).following.following
    step(project, "Second gate", coming.first, coordinator)
    step(project, "Third gate", coming.following.first, coordinator)
    client = browse(cio_finance)
    one, other = (client.get(address(month.first)).content.decode() for month in (coming, coming.following))
    assert ("Second gate" in one, "Third gate" in one) == (True, False)
    assert ("Second gate" in other, "Third gate" in other) == (False, True)


def test_the_list_tells_why_and_by_whom(browse, coordinator, report):
    page = browse(coordinator).get(address(report.round.due_on, view="list")).content.decode()
    assert "The first report on this project." in page
    assert report.institution.short_name in page
    assert f'id="day-{report.round.due_on:%Y-%m-%d}"' in page


def test_filters_stand_in_the_address(browse, coordinator, report, health):
    client, on = browse(coordinator), report.round.due_on
    own, other = "This month report", "Reports of This month are due"

    def shown(**said):
        page = client.get(address(on, view="list", **said)).content.decode()
        return own in page, other in page

    assert shown() == (True, True)
    assert shown(kind="report") == (True, False)
    assert shown(kind="round") == (False, True)
    assert shown(institution="finance") == (True, False)
    assert shown(institution="health") == (False, False)
    assert shown(institution="nowhere") == (False, False)


def test_a_project_is_asked_for_by_code_or_title(browse, coordinator, project, health):
    other = create_project(title="Birth at home", lead=health, by=coordinator, on=today(), stage="delivery")
    on = today() + 7 * DAY
    open_round(name="This month", starts_on=today(), ends_on=today(), due_on=on, by=coordinator, on=today())
    step(other, "Cradle", on, coordinator)
    client = browse(coordinator)

    def shown(words, **said):
        page = client.get(address(on, view="list", project=words, **said)).content.decode()
        return [title in page for title in ("report: Digital tax account", "Cradle", "Reports of This month are due")]

    assert shown("") == [True, True, True]
    assert shown("digital+TAX") == shown(project.code) == [True, False, False]
    assert shown(other.code) == shown(other.code, institution="health") == [False, True, False]
    assert shown(other.code, institution="finance") == [False, False, False]


def test_every_date_is_narrowed_to_a_project(coordinator, project, report):
    long = entries(access_of(coordinator), today() - 400 * DAY, today() + 400 * DAY, on=today(), records=frozenset())
    assert long == []
    found = entries(
        access_of(coordinator), today() - 400 * DAY, today() + 400 * DAY, on=today(), records=frozenset({ref(project)})
    )
    assert {entry.kind for entry in found} == {DueKind.REPORT, DueKind.MILESTONE}


def test_the_project_stays_in_the_address(browse, coordinator, project):
    page = browse(coordinator).get(f"/calendar/?project={project.code}")
    assert f"project={project.code}" in page.context["links"]["following"]
    assert f'value="{project.code}"' in page.content.decode()
    assert "project" not in page.context["links"]["unfiltered"]


def test_a_project_that_is_not_there_reads_like_one_that_may_not_be_seen(browse, cio_finance, restricted_project):
    told = [
        browse(cio_finance).get("/calendar/", {"institution": "all", "project": words}).context["filter"].errors
        for words in (restricted_project.code, "no such thing")
    ]
    assert told[0] == told[1]
    assert "No project that you may see" in str(told[0])


def test_too_many_projects_ask_for_more_words(browse, coordinator, project, monkeypatch):
    monkeypatch.setattr("desk.forms.calendar.MOST_PROJECTS", 0)
    assert "Write more of them" in browse(coordinator).get("/calendar/?project=tax").content.decode()


def test_a_long_list_is_paged_and_the_month_leads_to_the_right_page(browse, coordinator, report, project):
    first = Month.of(today() + 150 * DAY).first
    Milestone.objects.bulk_create(
        Milestone(project=project, title=f"Gate {on:%d} {n:03}", owner=project.lead, baseline_on=on, forecast_on=on)
        for on, many in ((first, OF_A_PAGE + 20), (first + DAY, 30))
        for n in range(many)
    )
    client, said = browse(coordinator), {"view": "list", "project": project.code}
    one = client.get(address(first, **said))
    assert [len(day.entries) for day in one.context["days"]] == [OF_A_PAGE]
    assert "50 more dates" in one.content.decode()
    two = client.get(address(first, page=2, **said))
    assert [len(day.entries) for day in two.context["days"]] == [20, 30]
    assert "more dates" not in two.content.decode()
    assert client.get(address(first, page=99, **said)).context["days"] == two.context["days"]
    assert client.get(address(first, page="²", **said)).context["days"] == one.context["days"]
    month = unescape(client.get(address(first, project=project.code)).content.decode())
    assert f"&page=2#day-{first + DAY:%Y-%m-%d}" in month


def test_a_wrong_filter_says_so_and_a_wrong_month_is_this_one(browse, coordinator, report):
    client = browse(coordinator)
    assert "“Kind” has no such choice" in unescape(client.get("/calendar/?kind=party").content.decode())
    for said in ("2026-13", "0000-01", "9999-12", "x", "2026-1", "²026-01"):
        assert client.get(f"/calendar/?month={said}").context["month"] == Month.of(today())


def test_a_cio_starts_with_their_own_and_may_look_at_all(browse, cio_health, report, health):
    client, on = browse(cio_health), report.round.due_on
    assert "Digital tax account" not in client.get(address(on)).content.decode()
    assert "Digital tax account" in client.get(address(on, institution="all")).content.decode()


def test_nobody_reads_of_what_they_may_not_see(
    browse, cio_finance, cio_health, coordinator, restricted_project, health
):
    on = today()
    open_round(name="R", starts_on=on, ends_on=on, due_on=on + 7 * DAY, by=coordinator, on=on)
    seen = {
        user: "Border health screening" in browse(user).get(address(on + 7 * DAY, institution="all")).content.decode()
        for user in (cio_finance, cio_health, coordinator)
    }
    assert seen == {cio_finance: False, cio_health: True, coordinator: True}


def test_visitors_of_the_house_have_no_calendar(browse, administrator):
    assert browse(administrator).get("/calendar/").status_code == 403
    assert entries(access_of(administrator), today(), today(), on=today()) == []


def test_overdue_is_a_word(browse, cio_finance, report, project, coordinator):
    on = today() - 3 * DAY
    step(project, "First gate", on, coordinator)
    assert "overdue" in browse(cio_finance).get(address(on, view="list")).content.decode()


def test_a_full_day_counts_by_kind_and_leads_to_the_list(browse, cio_finance, report, project, coordinator):
    on = Month.of(today()).following.first
    for number in range(MOST + 1):
        step(project, f"Gate {number}", on, coordinator)
    page = browse(cio_finance).get(address(on)).content.decode()
    assert f"{MOST + 1} milestones" in page
    assert "Gate 3" not in page
    assert f"#day-{on:%Y-%m-%d}" in page


def test_days_off_have_their_word(browse, coordinator):
    country = Country.objects.get()
    add_holiday(country, on=date(2026, 11, 18), name="Harbour day", by=coordinator)
    rests = days_off(country, Month(date(2026, 11, 1)))
    assert rests[date(2026, 11, 18)] == "Harbour day"
    assert rests[date(2026, 11, 21)] == "Weekend"
    assert date(2026, 11, 19) not in rests
    page = browse(coordinator).get("/calendar/?month=2026-11").content.decode()
    assert "Harbour day" in page


@pytest.mark.parametrize(("language", "starts"), [("en", 6), ("en-gb", 0), ("de", 0), ("fa", 5)])
def test_the_week_starts_as_the_locale_says(language, starts):
    with translation.override(language):
        assert first_weekday() == starts
        grid = weeks(Month(date(2026, 11, 1)), [], {}, date(2026, 11, 28))
    assert {week.days[0].on.weekday() for week in grid} == {starts}
    assert sum(day.is_inside for week in grid for day in week.days) == 30


def test_every_kind_has_its_words():
    assert set(LABELS) == set(COUNTED) == {*DueKind, *DateKind}


def test_three_hundred_dates_take_as_many_questions_as_ten(
    browse, cio_finance, report, project, coordinator, django_assert_max_num_queries
):
    on = Month.of(today()).following.first
    client, asked = browse(cio_finance), []
    client.get("/calendar/")  # begins the session
    for total in (10, 300):
        made = Milestone.objects.count()
        Milestone.objects.bulk_create(
            Milestone(project=project, title=f"Gate {number}", owner=project.lead, baseline_on=on, forecast_on=on)
            for number in range(made, total)
        )
        for view in ("", "list"):  # the list shows its first page
            with django_assert_max_num_queries(40) as told:
                client.get(address(on, view=view))
            asked.append(len(told))
    assert asked[:2] == asked[2:]
