"""Two people save one record: what only one changed is merged, what both changed is asked, nothing is lost."""

import pytest
from django.urls import reverse

from core.access import today
from projects.models import Assessment, Project, Report, Submission
from projects.services import assess, edit_project, move_milestone, save_draft
from tests.projects.test_pages import path, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(project):
    return reverse("projects:project-edit", args=[project.code])


def words(project, **changes):
    names = ("version", "title", "aims", "sponsor", "visibility")
    return {name: getattr(project, name) for name in names} | changes


def chosen(page, **choices):
    """The page of two texts as a browser sends it, with these choices."""
    data = {}
    for name, text in page.context["found"].inputs:
        data.setdefault(name, []).append(text)
    return data | {f"keep-{name}": choice for name, choice in choices.items()}


def saved_by_somebody(project, coordinator, **changes):
    current = Project.objects.get(pk=project.pk)
    return edit_project(current, current.version, by=coordinator, on=today(), **changes)


def test_what_only_one_of_two_changed_is_merged_without_a_question(browse, edit, project, coordinator):
    saved_by_somebody(project, coordinator, sponsor="Mira Dahl, Minister")
    assert browse(coordinator).post(edit, words(project, title="One tax account")).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.sponsor) == ("One tax account", "Mira Dahl, Minister")


def test_what_both_changed_is_asked_with_who_and_both_texts(browse, edit, project, coordinator, django_user_model):
    other = django_user_model.objects.create_user("o@velmar.example", full_name="Olen Brask", kind="office")
    saved_by_somebody(project, other, title="Tax in one place", sponsor="Mira Dahl")
    page = browse(coordinator).post(edit, words(project, title="One tax account", aims="Pay once.\r\nFile once."))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Olen Brask saved this on" in text
    assert "Tax in one place" in text
    assert "One tax account" in text
    found = page.context["found"]
    assert [(each.name, each.kept) for each in found.questions] == [("title", "mine")]
    assert (found.taken, found.kept) == (["Sponsor"], ["What is it for?"])
    project.refresh_from_db()
    assert project.title == "Tax in one place"


@pytest.mark.parametrize(("choice", "title"), [("mine", "One tax account"), ("theirs", "Tax in one place")])
def test_the_choice_is_saved_with_what_only_one_changed(browse, edit, project, coordinator, choice, title):
    saved_by_somebody(project, coordinator, title="Tax in one place", sponsor="Mira Dahl")
    client = browse(coordinator)
    page = client.post(edit, words(project, title="One tax account", aims="Pay once."))
    assert client.post(edit, chosen(page, title=choice)).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.sponsor, project.aims) == (title, "Mira Dahl", "Pay once.")


def test_a_second_conflict_while_choosing_asks_again(browse, edit, project, coordinator):
    client = browse(coordinator)
    saved_by_somebody(project, coordinator, title="Second")
    first = client.post(edit, words(project, title="Mine"))
    saved_by_somebody(project, coordinator, title="Third")
    second = client.post(edit, chosen(first, title="mine"))
    assert second.status_code == 409
    assert [(each.theirs, each.mine) for each in second.context["found"].questions] == [("Third", "Mine")]
    assert client.post(edit, chosen(second, title="mine")).status_code == 302
    project.refresh_from_db()
    assert project.title == "Mine"


def test_keeping_theirs_everywhere_saves_nothing(browse, edit, project, coordinator):
    client = browse(coordinator)
    current = saved_by_somebody(project, coordinator, title="Theirs")
    page = client.post(edit, words(project, title="Mine"))
    answer = client.post(edit, chosen(page, title="theirs"), follow=True)
    assert "Nothing was saved" in answer.content.decode()
    assert Project.objects.get(pk=project.pk).version == current.version


def test_without_history_every_difference_is_asked_and_wants_an_answer(browse, edit, project, coordinator):
    client = browse(coordinator)
    page = client.post(edit, words(project, version=900, title="Mine", aims="Mine too."))
    assert [(each.name, each.kept) for each in page.context["found"].questions] == [("title", ""), ("aims", "")]
    again = client.post(edit, chosen(page, title="mine"))
    assert again.status_code == 400
    assert "Choose which text stays for “What is it for?”" in again.content.decode()
    assert client.post(edit, chosen(again, title="mine", aims="theirs")).status_code == 302
    project.refresh_from_db()
    assert (project.title, project.aims) == ("Mine", "Every company files and pays in one place.")


def test_who_lost_the_right_meanwhile_is_not_shown_the_other_text(
    browse, edit, project, cio_finance, health, coordinator
):
    saved_by_somebody(project, coordinator, title="Theirs", lead=health, visibility="restricted")
    assert browse(cio_finance).post(edit, words(project, title="Mine")).status_code == 404


def test_two_drafts_lose_nothing(browse, cio_finance, deputy_finance, report, now):
    draft = {**said(report, why="The deputy's words"), "draft": "1"}
    browse(deputy_finance).post(path(report), draft)
    client = browse(cio_finance)
    page = client.post(path(report), {**draft, "why": "The CIO's words", "help_needed": "A decree."})
    assert page.status_code == 409
    assert "why" in [each.name for each in page.context["found"].questions]
    choices = {each.name: "mine" for each in page.context["found"].questions}
    assert client.post(path(report), chosen(page, **choices)).status_code == 302
    report.refresh_from_db()
    assert report.draft["why"] == ["The CIO's words"]
    assert not {name for name in report.draft if name.startswith(("keep-", "theirs-", "asked", "also"))}


def test_a_milestone_moved_while_the_report_was_written_stays_moved(browse, cio_finance, coordinator, report):
    milestone = report.project.milestones.get()
    seen = dates(milestone)
    there = today().replace(year=today().year + 1, month=3, day=4)
    moved = move_milestone(milestone, milestone.version, by=coordinator, on=today(), forecast_on=there)
    answer = browse(cio_finance).post(path(report), said(report, **seen))
    assert answer.status_code == 302
    milestone.refresh_from_db()
    assert milestone.forecast_on == moved.forecast_on
    assert Submission.objects.get().milestones[0]["forecast_on"] == there.isoformat()


def dates(milestone, forecast_on=None):
    day = forecast_on or milestone.forecast_on
    return {
        f"forecast_{milestone.pk}": f"{day.day} {day.month} {day.year}",
        f"actual_{milestone.pk}": "",
        f"seen_{milestone.pk}": milestone.version,
    }


def test_a_milestone_moved_twice_is_asked(browse, cio_finance, coordinator, report):
    milestone = report.project.milestones.get()
    year = today().year + 1
    seen = dates(milestone, today().replace(year=year, month=5, day=6))
    move_milestone(
        milestone, milestone.version, by=coordinator, on=today(), forecast_on=today().replace(year=year, month=3, day=4)
    )
    client = browse(cio_finance)
    page = client.post(path(report), said(report, **seen))
    assert [each.name for each in page.context["found"].questions] == [f"forecast_{milestone.pk}"]
    assert not Submission.objects.exists()
    assert client.post(path(report), chosen(page, **{f"forecast_{milestone.pk}": "mine"})).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.forecast_on.month, milestone.forecast_on.day) == (5, 6)


def test_a_second_assessment_does_not_replace_one_that_was_not_seen(browse, coordinator, project, round_):
    url = reverse("projects:assess", args=[project.code])
    client = browse(coordinator)
    seen = client.get(url).context["form"].initial
    mine = {"version": seen["version"], "rating": 4, "basis": "Read the plan."}
    assess(project, round_, rating=2, basis="Two visits.", by=coordinator, on=today())
    page = client.post(url, mine)
    assert page.status_code == 409
    assert {each.name for each in page.context["found"].questions} == {"rating", "basis"}
    assert client.post(url, chosen(page, rating="theirs", basis="mine")).status_code == 302
    standing = Assessment.objects.get()
    assert (standing.rating, standing.basis) == (2, "Read the plan.")


def test_a_reviewer_who_has_assessed_already_is_not_overwritten(browse, coordinator, project, round_):
    url = reverse("projects:assess", args=[project.code])
    assess(project, round_, rating=2, basis="Audited.", by=coordinator, on=today(), assessor="Court of Audit")
    page = browse(coordinator).post(url, {"version": 0, "rating": 4, "basis": "Read.", "assessor": "Court of Audit"})
    assert page.status_code == 409
    assert Assessment.objects.get().basis == "Audited."


def test_a_draft_that_history_does_not_keep_is_asked(browse, cio_finance, deputy_finance, report, now):
    first = save_draft(report, report.version, draft={"why": ["First"]}, by=deputy_finance, at=now)
    save_draft(first, first.version, draft={"why": ["Second"]}, by=deputy_finance, at=now)
    mine = {"version": first.version, "why": "Mine", "draft": "1"}
    page = browse(cio_finance).post(path(report), mine)
    assert [(each.theirs, each.mine, each.kept) for each in page.context["found"].questions] == [("Second", "Mine", "")]
    assert Report.objects.get(pk=report.pk).draft == {"why": ["Second"]}
