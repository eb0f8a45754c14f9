"""Pages of rounds: the list, one round, preparing and opening it, the opinion, the answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.access import today
from legislation.models import Comment, Consultation, Request
from legislation.services import edit_consultation, withdraw
from tests.legislation.test_consultations import say

DAY = timedelta(days=1)
LIST = reverse("legislation:consultation-list")


def page(client, name, *args):
    return client.get(reverse(f"legislation:{name}", args=args))


@pytest.fixture
def opinion_path(asked_health):
    return asked_health.get_absolute_url()


def test_the_list_tells_how_each_round_stands(
    browse, consultation, coordinator, cio_health, django_assert_max_num_queries
):
    client = browse(coordinator)
    with django_assert_max_num_queries(16):
        text = client.get(LIST).content.decode()
    assert "0 of 2 answered" in text
    assert "you are asked" in browse(cio_health).get(LIST, {"view": "ours"}).content.decode()
    assert b"Act amending" in b"".join(client.get(LIST, {"export": "csv"}).streaming_content)


def test_a_draft_is_seen_by_the_lead_and_the_office_alone(browse, prepared, coordinator, cio_finance, cio_health):
    for user, status in ((coordinator, 200), (cio_finance, 200), (cio_health, 404)):
        assert page(browse(user), "consultation-detail", prepared.code).status_code == status
    assert "Act amending" not in browse(cio_health).get(LIST).content.decode()


def test_a_round_of_a_restricted_item_is_not_there_for_others(browse, consultation, item, cio_health, cio_justice):
    type(item).objects.filter(pk=item.pk).update(visibility="restricted")
    Request.objects.filter(institution__code="justice").delete()
    assert page(browse(cio_health), "consultation-detail", consultation.code).status_code == 200
    assert page(browse(cio_justice), "consultation-detail", consultation.code).status_code == 404


def test_the_round_says_who_was_asked_and_how_each_stands(
    browse, consultation, asked_health, cio_health, coordinator, django_assert_max_num_queries
):
    say(asked_health, cio_health, "not approved", words="It breaks our register.", comments=[("§ 4", "Wrong.")])
    client = browse(coordinator)
    with django_assert_max_num_queries(20):
        text = page(client, "consultation-detail", consultation.code).content.decode()
    for words in ("1 of 2 answered, 1 not approved", "It breaks our register.", "§ 4", "Still to answer by"):
        assert words in text
    assert "Record what the council decided" in text


def test_a_round_is_prepared_with_whom_is_proposed_and_opened(browse, item, health, cio_finance):
    client = browse(cio_finance)
    path = reverse("legislation:consultation-prepare", args=[item.code])
    assert client.get(path).status_code == 200
    said = {"title": "The draft", "days": "9", "institutions": ["health"]}
    assert client.post(path, said).status_code == 302
    round_ = Consultation.objects.get()
    opening = reverse("legislation:consultation-open", args=[round_.code])
    assert "Why is the term shorter" in client.get(opening).content.decode()
    assert client.post(opening, {"version": round_.version}).status_code == 400
    assert client.post(opening, {"version": round_.version, "shortened_why": "The EU."}).status_code == 302
    assert Consultation.objects.get().is_open


def test_only_lead_and_office_run_a_round(browse, consultation, item, cio_health):
    for name in ("edit", "open", "ask", "conclude", "withdraw"):
        assert page(browse(cio_health), f"consultation-{name}", consultation.code).status_code == 403
    assert page(browse(cio_health), "consultation-prepare", item.code).status_code == 403
    assert page(browse(cio_health), "replies", consultation.code).status_code == 403


def test_a_round_is_edited_with_other_institutions(browse, prepared, coordinator):
    path = reverse("legislation:consultation-edit", args=[prepared.code])
    assert browse(coordinator).get(path).status_code == 200
    said = {"version": prepared.version, "title": "Better", "days": "15", "institutions": ["justice"]}
    assert browse(coordinator).post(path, said).status_code == 302
    assert [each.institution.code for each in Request.objects.all()] == ["justice"]
    stale = said | {"title": "Mine"}
    edit_consultation(Consultation.objects.get(), prepared.version + 1, by=coordinator, title="Theirs")
    assert browse(coordinator).post(path, stale).status_code == 409


def test_an_opinion_is_given_on_one_page_and_another_row_keeps_what_was_typed(
    browse, asked_health, opinion_path, cio_health, coordinator
):
    client = browse(cio_health)
    assert browse(coordinator).get(opinion_path).status_code == 403
    said = {
        "version": asked_health.version, "after": "0", "position": "approved with comments", "words": "",
        "provision_0": "§ 4", "text_0": "Define it.", "provision_1": "", "text_1": "",
    }  # fmt: skip
    more = client.post(opinion_path, said | {"more": "1"}).content.decode()
    assert "Define it." in more
    assert 'name="text_2"' in more
    assert client.post(opinion_path, said | {"text_0": ""}).status_code == 400
    assert client.post(opinion_path, said).status_code == 302
    assert Comment.objects.get().provision == "§ 4"
    again = client.get(opinion_path).content.decode()
    assert "Define it." in again
    assert "Your institution answered on" in again


def test_a_colleague_who_spoke_in_between_is_asked_about(browse, asked_health, opinion_path, cio_health):
    seen = asked_health.version
    say(asked_health, cio_health, "not approved", words="No.")
    said = {"version": seen, "after": "0", "position": "approved", "words": ""}
    assert browse(cio_health).post(opinion_path, said).status_code == 409


def test_the_lead_answers_all_comments_on_one_page(browse, consultation, asked_health, cio_health, cio_finance):
    said = [("§ 4", "Define it."), ("§ 5", "Too short.")]
    one, other = say(asked_health, cio_health, "approved with comments", comments=said).comments.order_by("number")
    path = reverse("legislation:replies", args=[consultation.code])
    client = browse(cio_finance)
    assert client.get(path).status_code == 200
    answers = {
        f"version_{one.pk}": one.version, f"reply_{one.pk}": "accepted", f"words_{one.pk}": "",
        f"version_{other.pk}": other.version, f"reply_{other.pk}": "rejected", f"words_{other.pk}": "",
    }  # fmt: skip
    assert client.post(path, answers).status_code == 400
    assert client.post(path, answers | {f"words_{other.pk}": "The EU sets it."}).status_code == 302
    assert not Comment.objects.unanswered().exists()
    single = one.get_absolute_url()
    assert client.get(single).status_code == 200
    assert browse(cio_health).get(single).status_code == 403


def test_more_time_is_asked_and_answered_on_pages(browse, consultation, asked_health, cio_health, cio_finance):
    until = consultation.due_on + 5 * DAY
    args = [consultation.code, "health"]
    days = {"until_0": until.day, "until_1": until.month, "until_2": until.year}
    path = reverse("legislation:ask-extension", args=args)
    assert browse(cio_health).get(path).status_code == 200
    said = {"version": asked_health.version, "why": "Two directorates.", **days}
    assert browse(cio_health).post(path, said).status_code == 302
    answer = reverse("legislation:answer-extension", args=args)
    assert "Two directorates." in browse(cio_finance).get(answer).content.decode()
    asked = Request.objects.get(pk=asked_health.pk)
    assert browse(cio_finance).post(answer, {"version": asked.version, "is_granted": "yes"}).status_code == 302
    assert Request.objects.get(pk=asked.pk).due_on == until


def test_dissent_is_ended_on_pages_by_whom_it_concerns(browse, consultation, asked_health, cio_health, coordinator):
    say(asked_health, cio_health, "not approved", words="No.")
    args = [consultation.code, "health"]
    assert page(browse(coordinator), "end-dissent", *args).status_code == 403
    assert page(browse(cio_health), "settle-dissent", *args).status_code == 403
    asked = Request.objects.get(pk=asked_health.pk)
    path = reverse("legislation:settle-dissent", args=args)
    said = {"version": asked.version, "words": "Session 4 decided."}
    assert browse(coordinator).post(path, said).status_code == 302
    assert not Request.objects.get(pk=asked.pk).is_dissent


def test_one_more_is_asked_and_the_round_is_concluded_or_withdrawn(browse, consultation, coordinator):
    client = browse(coordinator)
    for name in ("ask", "conclude", "withdraw"):
        assert page(client, f"consultation-{name}", consultation.code).status_code == 200
    said = {"version": consultation.version, "words": "Done."}
    concluding = client.post(reverse("legislation:consultation-conclude", args=[consultation.code]), said)
    assert concluding.status_code == 400
    assert "Still to answer by" in concluding.content.decode()
    withdrawing = client.post(reverse("legislation:consultation-withdraw", args=[consultation.code]), said)
    assert withdrawing.status_code == 302
    assert Consultation.objects.get().ended_on == today()


def test_the_page_of_the_item_tells_its_rounds_and_who_may_prepares_the_next(browse, consultation, item, coordinator):
    client = browse(coordinator)
    text = client.get(item.get_absolute_url()).content.decode()
    assert "Round 1: Act amending the eID Act" in text
    assert "Prepare the next round" not in text  # one at a time
    withdraw(consultation, consultation.version, words="Not needed.", by=coordinator, on=today())
    assert "Prepare the next round" in client.get(item.get_absolute_url()).content.decode()
