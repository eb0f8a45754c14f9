"""Risks and issues: who keeps them, what the council and the owner are told, what the signal says, what the pages show."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import access_of, today
from core.questions import ConcernKind, DueKind, Scope, concern, due
from core.records import ref
from core.versions import Conflict
from projects.models import Current, Project, Risk
from projects.services import close_risk, edit_risk, escalate_risk, raise_risk, take_back_risk

DAY = timedelta(days=1)


def raised(project, by, on=None, **said):
    usual = {
        "kind": "risk", "title": "The supplier leaves", "effect": "Nine months are lost.", "likelihood": 3, "impact": 5,
        "mitigation": "Find a second one.", "due_on": today() + 30 * DAY,
    }  # fmt: skip
    return raise_risk(project, by=by, on=on or today(), **{**usual, **said})


def for_council(**scope):
    return concern(Scope(today(), **scope), [ConcernKind.FOR_COUNCIL])


def test_a_risk_is_owned_by_the_lead_unless_said_otherwise(project, coordinator, health):
    assert raised(project, coordinator).owner == project.lead
    assert raised(project, coordinator, title="Other", owner=health).owner == health


def test_an_issue_has_happened(project, coordinator):
    issue = raised(project, coordinator, kind="issue", likelihood=2)
    assert (issue.likelihood, issue.score) == (5, 25)
    with pytest.raises(ValidationError, match="Say how likely"):
        edit_risk(issue, issue.version, by=coordinator, on=today(), kind="risk")


def test_a_risk_that_happens_becomes_an_issue(project, coordinator):
    risk = raised(project, coordinator, likelihood=2, impact=3)
    issue = edit_risk(risk, risk.version, by=coordinator, on=today(), kind="issue")
    assert (issue.kind, issue.likelihood) == ("issue", 5)


def test_two_open_ones_of_a_project_have_two_titles(project, coordinator):
    first = raised(project, coordinator)
    with pytest.raises(ValidationError, match="of this title already"):
        raised(project, coordinator)
    close_risk(first, first.version, why="Solved.", by=coordinator, on=today())
    assert raised(project, coordinator).is_open


def test_an_escalated_one_is_for_the_council_until_it_is_taken_back_or_closed(project, coordinator):
    risk = raised(project, coordinator)
    assert for_council() == []
    with pytest.raises(ValidationError, match="what the council is to decide"):
        escalate_risk(risk, risk.version, why=" ", by=coordinator, on=today())
    risk = escalate_risk(risk, risk.version, why="Choose who pays.", by=coordinator, on=today() - 3 * DAY)
    (found,) = for_council()
    assert (found.since_on, found.severity, found.institution_id) == (today() - 3 * DAY, 1, None)
    assert (found.record, found.why) == (ref(project), "Choose who pays.")
    risk = take_back_risk(risk, risk.version, by=coordinator)
    assert for_council() == []
    risk = escalate_risk(risk, risk.version, why="Again.", by=coordinator, on=today())
    close_risk(risk, risk.version, why="Solved.", by=coordinator, on=today())
    assert for_council() == []


def test_what_is_closed_stays_as_it_was(project, coordinator):
    risk = raised(project, coordinator)
    closed = close_risk(risk, risk.version, why="Solved.", by=coordinator, on=today())
    for act in (
        lambda: edit_risk(closed, closed.version, by=coordinator, on=today(), impact=1),
        lambda: close_risk(closed, closed.version, why="Again.", by=coordinator, on=today()),
        lambda: escalate_risk(closed, closed.version, why="Now.", by=coordinator, on=today()),
        lambda: take_back_risk(closed, closed.version, by=coordinator),
    ):
        with pytest.raises(ValidationError, match="It is closed"):
            act()


def test_the_second_of_two_who_edit_is_told(project, coordinator):
    risk = raised(project, coordinator)
    edit_risk(risk, risk.version, by=coordinator, on=today(), impact=1)
    with pytest.raises(Conflict):
        edit_risk(Risk.objects.get(), 1, by=coordinator, on=today(), impact=2)


def signal(project):
    now = Current.objects.get(project=project)
    return now.signal, [reason.sentence for reason in now.reasons if reason.rule == "risk"]


def test_a_serious_risk_past_its_date_is_amber_red(project, coordinator):
    on_time = raised(project, coordinator, likelihood=3, impact=5, due_on=today())
    assert signal(project) == (5, [])
    raised(project, coordinator, title="Less serious", likelihood=2, impact=5, due_on=today() - 9 * DAY)
    assert signal(project) == (5, [])
    late = edit_risk(on_time, on_time.version, by=coordinator, on=today(), due_on=today() - 2 * DAY)
    assert signal(project) == (2, ["The date of the risk “The supplier leaves” passed 2 days ago"])
    close_risk(late, late.version, why="Solved.", by=coordinator, on=today())
    assert signal(project) == (5, [])


def test_the_owner_is_asked_for_the_mitigation(project, report, coordinator, health, finance):
    risk = raised(project, coordinator, owner=health, due_on=today() + 5 * DAY, on=today())
    raised(project, coordinator, title="Far", owner=health, due_on=today() + 90 * DAY)
    asked = [each for each in due(Scope(today())) if each.kind == DueKind.MITIGATION]
    assert [(each.institution_id, each.due_on, each.path) for each in asked] == [
        (health.pk, risk.due_on, risk.get_absolute_url())
    ]
    assert asked[0].asked_on == today()
    others = due(Scope(today(), institution_ids=frozenset({finance.pk})))
    assert DueKind.MITIGATION not in {each.kind for each in others}


def test_of_a_restricted_project_nobody_else_learns(restricted_project, coordinator, cio_finance, cio_health, browse):
    risk = raised(restricted_project, coordinator)
    escalate_risk(risk, risk.version, why="Choose who pays.", by=coordinator, on=today())
    assert for_council(access=access_of(cio_finance)) == []
    assert len(for_council(access=access_of(cio_health))) == 1
    page = reverse("projects:risk-list")
    assert "The supplier leaves" in browse(cio_health).get(page).content.decode()
    seen = browse(cio_finance).get(page)
    assert "The supplier leaves" not in seen.content.decode()
    assert seen.context["table"].count == 0
    export = b"".join(browse(cio_finance).get(page, {"export": "csv"}).streaming_content)
    assert len(export.splitlines()) == 1


def test_lead_owner_and_office_keep_it_and_nobody_else(project, coordinator, health, cio_finance, cio_health, browse):
    own, given = raised(project, coordinator), raised(project, coordinator, title="Data", owner=health)
    for user, allowed in ((cio_finance, (200, 200)), (cio_health, (403, 200)), (coordinator, (200, 200))):
        client = browse(user)
        assert tuple(client.get(each.get_absolute_url()).status_code for each in (own, given)) == allowed


def test_pages_raise_edit_escalate_take_back_and_close(project, cio_finance, browse):
    client, on = browse(cio_finance), today() + 20 * DAY
    said = {
        "kind": "risk", "title": "Price", "effect": "Dearer.", "likelihood": "", "impact": "4", "owner": "finance",
        "mitigation": "Ask twice.", "due_on_0": on.day, "due_on_1": on.month, "due_on_2": on.year,
    }  # fmt: skip
    page = reverse("projects:raise-risk", args=[project.code])
    assert "Say how likely it is." in client.post(page, said).content.decode()
    assert client.post(page, said | {"likelihood": "4"}).status_code == 302
    risk = Risk.objects.get()
    assert (risk.score, risk.due_on, risk.raised_on) == (16, on, today())
    edited = client.post(risk.get_absolute_url(), said | {"likelihood": "2", "version": risk.version})
    assert edited["Location"] == f"{project.get_absolute_url()}#risks"
    for name, sent in (
        ("escalate-risk", {"why": "Choose."}),
        ("take-back-risk", {}),
        ("close-risk", {"why": "Solved."}),
    ):
        risk.refresh_from_db()
        assert (
            client.post(reverse(f"projects:{name}", args=[risk.pk]), {"version": risk.version} | sent).status_code
            == 302
        )
    risk.refresh_from_db()
    assert (risk.likelihood, risk.escalated_on, risk.closed_on) == (2, None, today())
    story = client.get(project.get_absolute_url()).content.decode()
    assert "raised a risk" in story
    assert "closed a risk" in story


def test_the_project_page_lists_the_worst_first_and_draws_them(project, coordinator, browse):
    raised(project, coordinator, title="Small one", likelihood=1, impact=2)
    raised(project, coordinator, title="Large one", likelihood=5, impact=4)
    page = browse(coordinator).get(project.get_absolute_url()).content.decode()
    told = page.partition('id="risks"')[2]
    assert told.index("Large one") < told.index("Small one")
    assert "1 of 2 open risks and issues is serious" in told


def test_the_list_is_filtered_and_shows_the_ratings_beside(project, coordinator, browse):
    raised(project, coordinator, title="Small one", likelihood=1, impact=2)
    raised(project, coordinator, title="Large one", likelihood=5, impact=4, due_on=today() - DAY)
    client, page = browse(coordinator), reverse("projects:risk-list")
    shown = {
        view: [row.title for row in client.get(page, {"view": view}).context["table"].page.rows]
        for view in ("", "serious", "overdue", "escalated")
    }
    assert shown == {
        "": ["Large one", "Small one"], "serious": ["Large one"], "overdue": ["Large one"], "escalated": []
    }  # fmt: skip
    views = client.get(page, {"view": "serious"}).context["views"]
    assert [(view["count"], view["is_current"]) for view in views] == [(2, False), (1, True), (1, False), (0, False)]
    rows = b"".join(client.get(page, {"export": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert "Amber/red" in rows[1]


def test_the_list_costs_as_many_queries_for_500_rows_as_for_5(
    project, coordinator, browse, django_assert_max_num_queries, django_assert_num_queries
):
    client, page = browse(coordinator), reverse("projects:risk-list")
    fill(project, 5)
    client.get(page)
    with django_assert_max_num_queries(14) as first:
        client.get(page)
    fill(project, 500)
    with django_assert_num_queries(len(first)):
        assert client.get(page).context["table"].count == 505


def fill(project: Project, many: int) -> None:
    on = today()
    Risk.objects.bulk_create(
        Risk(
            project=project, title=f"Risk {many}-{n}", effect="Late.", likelihood=1 + n % 5, impact=3, owner=project.lead,
            mitigation="Ask.", due_on=on, raised_on=on,
        )
        for n in range(many)
    )  # fmt: skip
