"""A partner accepts, declines or does not answer; the lead asks again, changes the role or withdraws."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import today
from core.dates import add_working_days
from core.questions import Scope, concern
from core.versions import Conflict
from projects.models import Participation
from projects.services import answer_participation, ask_again, change_role, invite, withdraw_invitation

REASON = "Our register moves next year."


@pytest.fixture
def asked(project, health, coordinator) -> Participation:
    return invite(project, health, "user", by=coordinator, on=today() - timedelta(days=30))


@pytest.fixture
def declined(asked, cio_health) -> Participation:
    return answer_participation(asked, asked.version, "declined", by=cio_health, on=today(), reason=REASON)


def page(name, part):
    return reverse(f"projects:{name}", args=[part.pk])


def text(client, url):
    return client.get(url).content.decode()


def test_partner_declines_and_the_lead_reads_why_on_project_and_institution(
    browse, asked, project, finance, cio_health, cio_finance
):
    partner = browse(cio_health)
    assert "Answer" in text(partner, project.get_absolute_url())
    url = page("answer-invitation", asked)
    assert partner.post(url, {"version": asked.version, "answer": "declined", "reason": ""}).status_code == 400
    assert partner.post(url, {"version": asked.version, "answer": "declined", "reason": REASON}).status_code == 302
    lead = browse(cio_finance)
    assert REASON in text(lead, project.get_absolute_url())
    assert REASON in text(lead, finance.get_absolute_url())


def test_lead_asks_again_after_a_decline_and_the_term_begins_anew(browse, declined, cio_finance, cio_health):
    assert "Ask again" in text(browse(cio_finance), page("change-role", declined))
    assert browse(cio_finance).post(page("ask-again", declined), {"version": declined.version}).status_code == 302
    declined.refresh_from_db()
    assert (declined.answer, declined.asked_on, declined.answered_on, declined.reason) == ("asked", today(), None, "")
    assert declined.project.title in text(browse(cio_health), reverse("projects:our-reports"))


def test_only_who_declined_is_asked_again(asked, coordinator):
    with pytest.raises(ValidationError, match="declined"):
        ask_again(asked, asked.version, by=coordinator, on=today())


def test_another_role_asks_anew(browse, declined, coordinator):
    client, url = browse(coordinator), page("change-role", declined)
    assert client.post(url, {"version": declined.version, "role": "user"}).status_code == 400
    assert client.post(url, {"version": declined.version, "role": "data provider"}).status_code == 302
    declined.refresh_from_db()
    assert (declined.role, declined.answer, declined.reason) == ("data provider", "asked", "")


def test_one_institution_has_a_role_once(asked, project, health, coordinator):
    invite(project, health, "funder", by=coordinator, on=today())
    with pytest.raises(ValidationError, match="already"):
        invite(project, health, "user", by=coordinator, on=today())
    with pytest.raises(ValidationError, match="already"):
        change_role(asked, asked.version, "funder", by=coordinator, on=today())


def test_invitation_is_withdrawn_as_it_was_seen_and_history_keeps_it(browse, asked, project, coordinator, cio_health):
    answer_participation(asked, asked.version, "accepted", by=cio_health, on=today())
    with pytest.raises(Conflict):
        withdraw_invitation(asked, asked.version, by=coordinator)
    asked.refresh_from_db()
    assert browse(coordinator).post(page("withdraw-invitation", asked), {"version": asked.version}).status_code == 302
    assert not Participation.objects.exists()
    assert "ended the part" in text(browse(coordinator), project.get_absolute_url())


def test_the_partner_does_not_do_what_is_the_leads(browse, declined, cio_health):
    client = browse(cio_health)
    for name in ("change-role", "ask-again", "withdraw-invitation"):
        assert client.post(page(name, declined), {"version": declined.version}).status_code == 403


def test_unanswered_is_a_concern_after_the_countrys_term_of_working_days(country, project, health, coordinator):
    asked_on = today() - timedelta(days=28)
    invite(project, health, "partner", by=coordinator, on=asked_on)

    def kinds(on):
        return [found.kind for found in concern(Scope(on)) if found.kind == "unanswered"]

    last = add_working_days(asked_on, country.acceptance_days, country.is_holiday)
    assert kinds(last) == []
    assert kinds(last + timedelta(days=1)) == ["unanswered"]
