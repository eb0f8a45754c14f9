"""Who waits for whom: what is refused, what follows from a moved day, who learns of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import access_of, today
from core.questions import ConcernKind, Scope, concern
from core.records import ref
from projects.models import Current, Dependency, Project
from projects.services import (
    approve_baseline,
    change_stage,
    create_project,
    drop_dependency,
    edit_dependency,
    move_milestone,
    need_from,
    plan_milestone,
)
from tests.races import at_once

DAY = timedelta(days=1)
NEEDED = today() + 100 * DAY


@pytest.fixture
def register(health, coordinator) -> Project:
    """A project of Health that ends ten days before Finance needs it."""
    return ending(health, "Register of addresses", NEEDED - 10 * DAY, coordinator)


def ending(lead, title: str, on, by, **fields) -> Project:
    made = create_project(title=title, lead=lead, by=by, on=today() - 300 * DAY, stage="delivery", **fields)
    approve_baseline(made, by=by, on=today() - 200 * DAY, starts_on=today() - 300 * DAY, ends_on=on, cost=None)
    return made


def needs(project, supplier, by, **said):
    return need_from(project, supplier, **{"what": "Addresses", "needed_on": NEEDED, "by": by, "on": today(), **said})


def clashes(**scope):
    return concern(Scope(today(), **scope), [ConcernKind.CLASH])


def moved_to(milestone, on, by):
    milestone.refresh_from_db()
    return move_milestone(milestone, milestone.version, by=by, on=today(), forecast_on=on)


def signal(project):
    now = Current.objects.get(project=project)
    return now.signal, [reason.sentence for reason in now.reasons if reason.rule == "clash"]


def test_a_project_does_not_wait_for_itself(project, coordinator):
    with pytest.raises(ValidationError, match="cannot wait for itself"):
        needs(project, project, coordinator)


def test_a_circle_is_refused_by_name(project, register, finance, coordinator):
    third = ending(finance, "Portal", NEEDED, coordinator)
    needs(project, register, coordinator)
    needs(register, third, coordinator)
    with pytest.raises(ValidationError) as refusal:
        needs(third, project, coordinator)
    assert refusal.value.message_dict["supplier"] == [
        "This would close a circle: Portal waits for Digital tax account; Digital tax account waits for Register of "
        "addresses; Register of addresses waits for Portal."
    ]


def test_a_circle_through_a_project_one_may_not_see_is_refused_without_a_name(
    project, restricted_project, coordinator, finance, cio_finance
):
    third = ending(finance, "Portal", NEEDED, coordinator)
    needs(restricted_project, third, coordinator)
    needs(project, restricted_project, coordinator)
    with pytest.raises(ValidationError) as refusal:
        needs(third, project, cio_finance)
    assert "Border health" not in str(refusal.value)


def test_what_is_dropped_closes_no_circle(project, register, coordinator):
    first = needs(project, register, coordinator)
    first = drop_dependency(first, first.version, why="Bought instead.", by=coordinator, on=today())
    assert needs(register, project, coordinator).pk
    with pytest.raises(ValidationError, match="no longer needed"):
        edit_dependency(first, first.version, by=coordinator, on=today(), what="Names")


@pytest.mark.django_db(transaction=True)
def test_of_two_halves_of_a_circle_at_once_one_is_refused(finance, health, coordinator):
    one, other = (ending(lead, lead.name, NEEDED, coordinator) for lead in (finance, health))
    outcomes = at_once(
        lambda: needs(one, other, coordinator), lambda: needs(other, one, coordinator), meet=True
    )  # fmt: skip
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Dependency", "ValidationError"]
    assert Dependency.objects.count() == 1


def test_a_milestone_of_another_project_is_refused(project, register, coordinator):
    with pytest.raises(ValidationError, match="of another project"):
        needs(project, register, coordinator, milestone=project.milestones.get())


def test_a_moved_milestone_of_one_moves_the_signal_of_the_other(project, register, coordinator):
    milestone = plan_milestone(register, title="Pilot", by=coordinator, on=today(), baseline_on=NEEDED - 5 * DAY)
    needs(project, register, coordinator, milestone=milestone)
    assert (clashes(), signal(project)) == ([], (5, []))
    moved_to(milestone, NEEDED + 40 * DAY, coordinator)
    assert signal(project) == (3, ["Something it needs comes 40 days too late"])
    (clash,) = clashes()
    assert (clash.record, clash.institution_id, clash.days, clash.since_on, clash.severity) == (
        ref(project), register.lead_id, 40, today(), 2
    )  # fmt: skip
    moved_to(milestone, NEEDED + 91 * DAY, coordinator)
    assert signal(project)[0] == 2
    assert clashes()[0].severity == 1


def test_the_end_of_a_project_that_is_late_clashes_since_the_need_was_stated(project, register, coordinator):
    needs(project, register, coordinator, needed_on=NEEDED - 30 * DAY, on=today() - 60 * DAY)
    (clash,) = clashes()
    assert (clash.days, clash.since_on) == (20, today() - 60 * DAY)
    assert "Register of addresses is expected to end on" in clash.why


def test_what_a_cancelled_project_owed_will_not_come(project, register, coordinator):
    needs(project, register, coordinator)
    register.refresh_from_db()
    change_stage(register, register.version, "cancelled", by=coordinator, on=today(), reason="No money.")
    (clash,) = clashes()
    assert (clash.days, clash.severity, clash.since_on) == (None, 1, today())
    assert signal(project) == (2, ["Something it needs will not come"])


def test_what_has_come_is_no_clash(project, register, coordinator):
    needs(project, register, coordinator, needed_on=today() - DAY, on=today() - 30 * DAY)
    assert len(clashes()) == 1
    for stage in ("closing", "closed"):
        register.refresh_from_db()
        change_stage(register, register.version, stage, by=coordinator, on=today())
    assert (clashes(), signal(project)) == ([], (5, []))


def test_a_proposal_or_a_paused_project_waits_without_alarm(project, register, coordinator):
    needs(project, register, coordinator, needed_on=today() + DAY)
    project.refresh_from_db()
    change_stage(project, project.version, "paused", by=coordinator, on=today(), reason="No money.")
    assert clashes() == []


def test_only_who_sees_both_projects_learns_of_it(
    project, restricted_project, coordinator, cio_finance, decision_maker, browse
):
    approve_baseline(
        restricted_project, by=coordinator, on=today(), starts_on=today(), ends_on=NEEDED + 50 * DAY, cost=None
    )
    needs(project, restricted_project, coordinator, what="Gates at the border")
    assert Dependency.objects.visible_to(access_of(cio_finance)).count() == 0
    assert Dependency.objects.visible_to(access_of(decision_maker)).count() == 1
    assert clashes(access=access_of(cio_finance)) == []
    assert len(clashes(access=access_of(decision_maker))) == 1
    assert signal(project) == (3, ["Something it needs comes 50 days too late"])
    for address in (project.get_absolute_url(), reverse("projects:project-history", args=[project.code])):
        seen = browse(cio_finance).get(address).content.decode()
        assert "Gates at the border" not in seen
        assert "Border health" not in seen
    assert "Gates at the border" in browse(decision_maker).get(project.get_absolute_url()).content.decode()
    dependency = Dependency.objects.get()
    assert browse(cio_finance).get(dependency.get_absolute_url()).status_code == 404


def test_pages_name_change_and_drop_a_dependency(project, register, coordinator, cio_finance, browse):
    plan_milestone(register, title="Pilot", by=coordinator, on=today(), baseline_on=NEEDED)
    client = browse(cio_finance)
    day = {"needed_on_0": NEEDED.day, "needed_on_1": NEEDED.month, "needed_on_2": NEEDED.year}
    page = reverse("projects:need-from", args=[project.code])
    assert client.post(page, {"supplier": project.code, "what": "Addresses"} | day).status_code == 400
    made = client.post(page, {"supplier": register.code, "what": "Addresses"} | day)
    dependency = Dependency.objects.get()
    assert made["Location"] == dependency.get_absolute_url()
    chosen = {"milestone": register.milestones.get().pk, "what": "All addresses", "version": dependency.version} | day
    assert client.post(dependency.get_absolute_url(), chosen)["Location"] == f"{project.get_absolute_url()}#waits"
    dependency.refresh_from_db()
    assert (dependency.what, dependency.milestone.title) == ("All addresses", "Pilot")
    drop = reverse("projects:drop-dependency", args=[dependency.pk])
    assert client.post(drop, {"version": dependency.version, "why": "Bought."}).status_code == 302
    dependency.refresh_from_db()
    assert dependency.dropped_on == today()


def test_both_pages_tell_it_and_the_chain_leads_back(project, register, finance, coordinator, browse):
    third = ending(finance, "Survey", NEEDED + 20 * DAY, coordinator)
    needs(project, register, coordinator)
    needs(register, third, coordinator, what="Parcels")
    page = browse(coordinator).get(project.get_absolute_url()).content.decode()
    assert "10 days in hand" in page
    assert "Its tightest chain is broken: a link comes 20 days too late" in page
    chain = page.partition("ec-list--chain")[2]
    assert chain.index("Register of addresses") < chain.index("Survey")
    other = browse(coordinator).get(register.get_absolute_url()).content.decode()
    assert "Whose move: Ministry of Finance." in other


def test_the_project_page_costs_the_same_with_one_or_many(
    project, register, health, coordinator, browse, django_assert_num_queries, django_assert_max_num_queries
):
    client, page = browse(coordinator), project.get_absolute_url()
    needs(project, register, coordinator)
    client.get(page)
    with django_assert_max_num_queries(50) as first:
        client.get(page)
    for number in range(15):
        needs(project, ending(health, f"Part {number}", NEEDED - DAY, coordinator), coordinator)
    with django_assert_num_queries(len(first)):
        client.get(page)
