"""Who got what; what a person decides about a mail in doubt; who is not reached."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core import questions
from core.access import access_of, today
from core.questions import ConcernKind, Scope
from outbox.models import Decision, Heartbeat, Mail
from outbox.services import LEASE, NewMail, decide, write

HOUR = timedelta(hours=1)


def mail_to(reader, state="unknown", *, period="2026-03-02", ago=HOUR, words="", address=None) -> Mail:
    at = timezone.now() - ago
    write("digest", period, [NewMail(reader.pk)], now=at)
    ended = {
        "state": state,
        "address": reader.email if address is None else address,
        "words": words,
        "subject": "3 things",
    }
    if state != "waiting":
        ended |= {"ended_at": at, "handed_over_at": at}
    Mail.objects.filter(recipient=reader, period=period).update(**ended)
    return Mail.objects.get(recipient=reader, period=period)


@pytest.fixture
def mail(cio_finance) -> Mail:
    return mail_to(cio_finance)


def test_a_mail_found_to_have_arrived_counts_as_sent_and_history_says_who_found_it(mail, administrator, browse):
    browse(administrator).post(
        reverse("outbox:decide-delivery", args=[mail.pk]),
        {"what": "arrived", "words": "It stands in the log of the relay.", "seen": mail.ended_at.isoformat()},
    )
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT
    page = browse(administrator).get(mail.get_absolute_url()).content.decode()
    assert "Tomas Reuel</b> found that the mail arrived" in page
    assert "It stands in the log of the relay." in page


def test_a_mail_that_did_not_arrive_waits_again_under_the_same_message_id(mail, administrator):
    sent = decide(mail, "send again", by=administrator, at=timezone.now(), words="Not in the log.")
    assert (sent.state, sent.message_id, sent.attempts) == (Mail.State.WAITING, mail.message_id, 0)
    assert Mail.objects.ready(timezone.now()).get() == sent


def test_who_decides_second_is_refused(mail, administrator):
    decide(mail, "arrived", by=administrator, at=timezone.now(), words="In the log.")
    with pytest.raises(ValidationError, match="decided this a moment ago"):
        decide(mail, "send again", by=administrator, at=timezone.now(), words="Not in the log.")
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_refused(mail, administrator, coordinator):
    start, told = threading.Barrier(2), []

    def run(what):
        start.wait()
        try:
            decide(Mail.objects.get(pk=mail.pk), what, by=administrator, at=timezone.now(), words="So.")
        except ValidationError:
            told.append(what)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[what]) for what in ("arrived", "send again")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told), Decision.objects.count()) == (1, 1)


def test_what_was_seen_is_what_is_decided(mail, administrator, browse):
    answer = browse(administrator).post(
        reverse("outbox:decide-delivery", args=[mail.pk]), {"what": "arrived", "words": "So.", "seen": "2020-01-01"}
    )
    assert answer.status_code == 400
    assert not Decision.objects.exists()


def test_nothing_is_decided_while_the_mail_server_may_still_answer(cio_finance, administrator):
    mail = mail_to(cio_finance, ago=timedelta(minutes=1))
    with pytest.raises(ValidationError, match="may still answer"):
        decide(mail, "send again", by=administrator, at=timezone.now(), words="No.")
    assert decide(mail, "send again", by=administrator, at=timezone.now() + LEASE, words="No.").state == "waiting"


def test_a_decision_needs_words_and_a_mail_it_can_be_about(cio_finance, administrator):
    for state, what in (("sent", "arrived"), ("failed", "came back"), ("waiting", "send again")):
        mail = mail_to(cio_finance, state, period=state)
        with pytest.raises(ValidationError, match="cannot be said"):
            decide(mail, what, by=administrator, at=timezone.now(), words="So.")
    with pytest.raises(ValidationError, match="how it is known"):
        decide(mail_to(cio_finance), "arrived", by=administrator, at=timezone.now(), words=" ")


def test_the_office_sees_what_is_in_doubt_and_an_administrator_decides(mail, coordinator, cio_finance, browse):
    address = reverse("outbox:decide-delivery", args=[mail.pk])
    assert mail.message_id.strip("<>") in browse(coordinator).get(mail.get_absolute_url()).content.decode()
    assert browse(coordinator).get(address).status_code == 403
    assert browse(cio_finance).get(mail.get_absolute_url()).status_code == 403


def test_the_list_is_filtered_and_exported(cio_finance, cio_health, coordinator, browse, django_assert_max_num_queries):
    mail_to(cio_finance, "sent")
    mail_to(cio_health, "failed", words="550 5.1.1 No such person")
    client, address = browse(coordinator), reverse("outbox:delivery-list")
    client.get(address)
    with django_assert_max_num_queries(14):
        page = client.get(address).content.decode()
    assert "Pavel Orsin" in page
    assert "550 5.1.1 No such person" in page
    refused = client.get(address, {"view": "failed"}).content.decode()
    assert "Lena Marwick" in refused
    assert "Pavel Orsin" not in refused
    assert "Lena Marwick" not in client.get(address, {"q": "orsin", "since": today().isoformat()}).content.decode()
    lines = b"".join(client.get(address, {"export": "csv", "view": "failed"})).decode().splitlines()
    assert len(lines) == 2
    assert "550 5.1.1 No such person" in lines[1]


def unreachable(**scope):
    return questions.concern(Scope(today(), **scope), [ConcernKind.UNREACHABLE])


def test_a_cio_whose_address_is_refused_is_a_concern_until_a_mail_arrives(
    cio_finance, cio_health, coordinator, finance
):
    mail_to(cio_finance, "failed", period="1", ago=72 * HOUR, words="550 No such person")
    last = mail_to(cio_finance, "failed", period="2", ago=24 * HOUR, words="550 No such person")
    (found,) = unreachable(access=access_of(coordinator))
    assert (found.severity, found.institution_id, found.path) == (1, None, last.get_absolute_url())
    assert found.since_on == timezone.localdate(timezone.now() - 72 * HOUR)
    assert "550 No such person; " in found.why
    assert "CIO" in found.why
    assert unreachable(institution_ids=frozenset({finance.pk})) == [found]
    assert unreachable(access=access_of(cio_health)) == unreachable(institution_ids=frozenset({finance.pk + 999})) == []
    mail_to(cio_finance, "sent", period="3")
    assert unreachable() == []


def test_a_new_address_ends_the_concern(cio_finance):
    mail_to(cio_finance, "failed", address="old@velmar.example")
    assert unreachable() == []


def test_a_mail_that_came_back_is_recorded_by_the_office_and_is_a_concern(cio_finance, coordinator):
    mail = mail_to(cio_finance, "sent")
    back = decide(mail, "came back", by=coordinator, at=timezone.now(), words="Mailbox closed, said the answer.")
    assert (back.state, back.words) == (Mail.State.FAILED, "Mailbox closed, said the answer.")
    assert len(unreachable()) == 1


def test_visitors_learn_up_or_down_and_no_more(db, cio_finance, browse):
    health = reverse("health-work")
    assert (browse().get(health).status_code, browse().get(health).content) == (503, b"down\n")
    now = timezone.now()
    Heartbeat.objects.beat(asked_at=now, done_at=now)
    assert (browse().get(health).status_code, browse().get(health).content) == (200, b"up\n")
    Heartbeat.objects.beat(asked_at=now - timedelta(minutes=2), done_at=now - timedelta(minutes=2))
    assert browse().get(health).status_code == 503
    Heartbeat.objects.beat(asked_at=now, done_at=now)
    mail_to(cio_finance, "waiting")
    assert browse().get(health).content == b"down\n"


def test_operators_see_the_figures(administrator, cio_finance, browse, django_assert_max_num_queries):
    client = browse(administrator)
    assert "Background work stands still" in client.get(reverse("health")).content.decode()
    now = timezone.now()
    Heartbeat.objects.beat(asked_at=now, done_at=now)
    mail_to(cio_finance, "waiting", ago=timedelta(minutes=1))
    with django_assert_max_num_queries(14):
        page = client.get(reverse("health")).content.decode()
    assert "Background work is well" in page
    mail_to(cio_finance, "waiting", period="older", ago=HOUR)
    assert "Mail does not leave" in client.get(reverse("health")).content.decode()
    assert browse(cio_finance).get(reverse("health")).status_code == 403
