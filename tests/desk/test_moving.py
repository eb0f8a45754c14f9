from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core import questions
from core.access import access_of, today
from core.questions import ConcernKind, Scope
from desk.querysets.open_work import Kind, open_work
from desk.services import Chosen, move_open_work
from ministries.models import CoordinationFunction, Mandate, Succession
from ministries.services import create_institution, give_mandate, record_succession
from projects.models import Milestone, Participation, Report
from projects.services import create_project, edit_project, invite, plan_milestone

DAY = timedelta(days=1)


def text(page) -> str:
    return page.content.decode()


@pytest.fixture
def function(country) -> CoordinationFunction:
    return CoordinationFunction.objects.get(code="digital-identity")


@pytest.fixture
def merged(finance, health, coordinator):
    """Finance was merged into Health yesterday."""
    record_succession(finance, health, Succession.Kind.MERGER, by=coordinator, on=today() - DAY)
    finance.refresh_from_db()
    return finance


@pytest.fixture
def held(project, report, finance, health, coordinator, cio_finance, function):
    """What Finance holds besides its project: a part and a milestone in a project of others, and a mandate."""
    energy = create_institution(by=None, code="energy", name="Ministry of Energy", kind="ministry")
    grid = create_project(title="Grid data", lead=energy, by=coordinator, on=today(), stage="delivery")
    invite(grid, finance, "partner", by=coordinator, on=today())
    plan_milestone(grid, title="Meters", by=coordinator, on=today(), owner=finance, baseline_on=today() + 30 * DAY)
    give_mandate(finance, function, "lead", by=coordinator, starts_on=today() - 400 * DAY, basis="Decree 3/2024")
    return grid


def everything(institution) -> list[Chosen]:
    return [Chosen(kind, record.pk, record.version) for kind, record in open_work(institution, today()).records()]


def page_of(institution) -> str:
    return reverse("desk:move-open-work", args=[institution.code])


def values(institution) -> list[str]:
    return [f"{each.kind}:{each.pk}:{each.version}" for each in everything(institution)]


def test_everything_open_moves_in_one_step_and_history_says_why(
    browse, coordinator, held, merged, health, project, report, function
):
    client = browse(coordinator)
    answer = client.post(page_of(merged), {"reason": "Decree 7, section 3", "move": values(merged)})
    assert answer["Location"] == merged.get_absolute_url()
    project.refresh_from_db()
    assert project.lead == health
    assert Report.objects.get(pk=report.pk).institution == health
    assert Participation.objects.get(project=held).institution == health
    assert {each.owner for each in Milestone.objects.all()} == {health}
    assert Mandate.objects.get(institution=health).starts_on == today() - DAY
    assert Mandate.objects.get(institution=merged).ends_on == today() - 2 * DAY
    assert not merged.appointments.current(today()).exists()
    told = text(client.get(project.get_absolute_url()))
    assert "moved the open work" in told
    assert "Decree 7, section 3" in told


def test_what_is_not_checked_stays_and_is_a_concern_since_the_day_after(browse, coordinator, held, merged, project):
    left = [value for value in values(merged) if not value.startswith("project:")]
    browse(coordinator).post(page_of(merged), {"reason": "Decree 7", "move": left})
    project.refresh_from_db()
    assert project.lead == merged
    (concern,) = [each for each in questions.concern(Scope(today())) if each.path == page_of(merged)]
    assert (concern.kind, concern.since_on) == (ConcernKind.OWNERLESS, today() - DAY)
    assert concern.why == "It no longer exists and still holds 1 project."


def test_nothing_moves_when_one_of_them_cannot(held, merged, health, coordinator, project, function):
    chosen = everything(merged)
    give_mandate(health, function, "contributes", by=coordinator, starts_on=today() - 10 * DAY, basis="Decree 4/2024")
    with pytest.raises(ValidationError, match="already has a part in this function"):
        move_open_work(merged, health, chosen, by=coordinator, on=today(), reason="Decree 7")
    project.refresh_from_db()
    assert project.lead == merged
    assert Milestone.objects.filter(owner=health).count() == 0


def test_a_part_the_successor_has_already_is_told_and_left(browse, coordinator, held, merged, health, function):
    give_mandate(health, function, "contributes", by=coordinator, starts_on=today() - 10 * DAY, basis="Decree 4/2024")
    page = text(browse(coordinator).get(page_of(merged)))
    assert "Stays: Health has a part in this function already (Contributes)" in page
    mandate = Mandate.objects.get(institution=merged)
    assert f'value="mandate:{mandate.pk}:' not in page


def test_a_part_both_have_ends_and_is_not_doubled(browse, held, merged, health, coordinator, function):
    give_mandate(health, function, "lead", by=coordinator, starts_on=today() - 10 * DAY, basis="Decree 4/2024")
    assert "Health has this part already" in text(browse(coordinator).get(page_of(merged)))
    move_open_work(merged, health, everything(merged), by=coordinator, on=today(), reason="Decree 7")
    assert [each.institution for each in Mandate.objects.current(today()).filter(function=function)] == [health]
    assert Mandate.objects.get(institution=merged).ends_on == today() - 2 * DAY


def test_a_part_the_successor_takes_already_is_removed_and_not_doubled(held, merged, health, coordinator):
    invite(held, health, "partner", by=coordinator, on=today())
    move_open_work(merged, health, everything(merged), by=coordinator, on=today(), reason="Decree 7")
    assert [part.institution for part in Participation.objects.filter(project=held)] == [health]


def test_a_successor_that_now_leads_takes_part_no_longer(held, merged, health, coordinator, project):
    invite(project, health, "user", by=coordinator, on=today())
    move_open_work(merged, health, everything(merged), by=coordinator, on=today(), reason="Decree 7")
    assert not Participation.objects.filter(project=project).exists()


def test_what_somebody_changed_in_between_is_told_and_nothing_moves(browse, coordinator, held, merged, project):
    seen = values(merged)
    edit_project(project, project.version, by=coordinator, on=today(), title="Digital tax account 2")
    page = browse(coordinator).post(page_of(merged), {"reason": "Decree 7", "move": seen})
    assert page.status_code == 400
    assert "somebody changed Digital tax account 2 since you looked" in text(page)
    assert Milestone.objects.filter(owner=merged).count() == 2


def test_what_came_in_between_is_not_moved_silently(browse, coordinator, held, merged):
    seen = values(merged)
    late = create_project(title="Late comer", lead=merged, by=coordinator, on=today(), stage="delivery")
    browse(coordinator).post(page_of(merged), {"reason": "Decree 7", "move": seen})
    late.refresh_from_db()
    assert late.lead == merged


def test_a_split_goes_one_successor_after_the_other(browse, coordinator, held, merged, health, project):
    energy = held.lead
    record_succession(merged, energy, Succession.Kind.SPLIT, by=coordinator, on=today() - DAY)
    client = browse(coordinator)
    first = [value for value in values(merged) if value.startswith("project:")]
    answer = client.post(page_of(merged), {"reason": "Section 3", "move": first})
    assert answer["Location"] == page_of(merged)
    page = text(client.get(page_of(merged), {"to": "energy"}))
    assert "Ministry of Energy leads this project: the part is removed." in page
    client.post(f"{page_of(merged)}?to=energy", {"reason": "Section 4", "move": values(merged)})
    project.refresh_from_db()
    assert project.lead == health
    assert {each.owner for each in Milestone.objects.filter(project=held)} == {energy}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"move": [], "reason": "Decree 7"}, "Choose at least one thing"),
        ({"move": ["project:1"], "reason": "Decree 7"}, "Choose from the list"),
        ({"reason": ""}, "needs an answer"),
    ],
)
def test_a_wrong_choice_is_refused(browse, coordinator, held, merged, said, words):
    page = browse(coordinator).post(page_of(merged), {"move": values(merged)} | said)
    assert page.status_code == 400
    assert words in text(page)


def test_an_institution_that_goes_on_keeps_its_work(browse, coordinator, held, finance, health):
    assert "Nothing has to move" in text(browse(coordinator).get(page_of(finance)))
    with pytest.raises(ValidationError, match="its work stays"):
        move_open_work(finance, health, everything(finance), by=coordinator, on=today(), reason="Decree 7")


def test_nothing_moves_before_the_successors_first_day(browse, coordinator, held, finance, health):
    record_succession(finance, health, Succession.Kind.MERGER, by=coordinator, on=today() + 9 * DAY)
    assert "The work can be moved from" in text(browse(coordinator).get(page_of(finance)))
    with pytest.raises(ValidationError, match="not before"):
        move_open_work(finance, health, everything(finance), by=coordinator, on=today(), reason="Decree 7")


def test_a_part_split_off_leaves_the_rest_where_it_was(held, finance, health, coordinator):
    record_succession(finance, health, Succession.Kind.SPLIT, by=coordinator, on=today() - DAY, closes=False)
    assert not [each for each in questions.concern(Scope(today())) if each.path == page_of(finance)]
    assert not open_work(finance, today()).appointments


def test_the_page_costs_the_same_for_few_and_for_many(browse, coordinator, held, merged, django_assert_max_num_queries):
    for number in range(20):
        create_project(title=f"Project {number}", lead=merged, by=coordinator, on=today(), stage="delivery")
    client = browse(coordinator)
    client.get(page_of(merged))
    with django_assert_max_num_queries(24):
        assert text(client.get(page_of(merged))).count(f'name="move" value="{Kind.PROJECT}:') == 21


def test_a_concern_names_no_restricted_project_to_those_who_may_not_see_it(
    restricted_project, health, finance, cio_finance, coordinator
):
    record_succession(health, finance, Succession.Kind.MERGER, by=coordinator, on=today() - DAY)
    about = {"institution_ids": frozenset({health.pk})}
    assert questions.concern(Scope(today(), **about))
    assert not questions.concern(Scope(today(), access=access_of(cio_finance), **about))
