"""What leaves, leaves once; what is not known says so."""

import smtplib
import threading
import tracemalloc
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction

from outbox.models import Mail, Told
from outbox.services import LEASE, Letter, NewMail, Presence, letters, message_id, send_waiting, sweep, write
from tests.conftest import person

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KIND = "notice"


@letters.answer
def notices(mails, now):
    for mail in mails:
        if mail.kind == KIND and mail.period != "no longer":
            yield Letter(mail.pk, mail.recipient.email, f"Notice {mail.period}", "Words", "<p>Words</p>")


class Server:
    """A mail backend that does to each address what the test says: nothing, an error to raise, or a call."""

    does: dict = {}
    got: list = []
    is_down = False

    def __init__(self, *args, **kwargs) -> None:
        pass

    def open(self) -> bool:
        if Server.is_down:
            raise ConnectionRefusedError("nobody listens")
        return True

    def close(self) -> None:
        pass

    def send_messages(self, messages) -> int:
        for message in messages:
            doing = Server.does.get(message.to[0])
            if isinstance(doing, BaseException):
                raise doing
            Server.got.append(message)
            if doing:
                doing(message)
        return len(messages)


class Killed(BaseException):
    """Stands for a process that ends: nothing of ours runs after it."""


@pytest.fixture(autouse=True)
def server(settings) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    settings.SITE_URL = "https://coordination.velmar.example"
    Server.does, Server.got, Server.is_down = {}, [], False
    return Server


@pytest.fixture
def reader(db):
    return person("Pavel Orsin", "official")


def send(now: datetime = NOW):
    return send_waiting(clock=lambda: now)


def put(*readers, period="2026-03-02", told=()) -> list[Mail]:
    write(KIND, period, [NewMail(reader.pk, told) for reader in readers], now=NOW)
    return list(Mail.objects.of(KIND, period))


def test_a_mail_is_sent_once_with_both_parts_and_its_headers(reader):
    put(reader)
    assert send().sent == 1
    assert send().sent == 0
    (message,) = Server.got
    source = message.message()
    assert source["Message-ID"] == f"<notice.2026-03-02.{reader.pk}@coordination.velmar.example>"
    assert source["Auto-Submitted"] == "auto-generated"
    assert source["Date"]
    assert source["From"] == "eGov Coord <egov-coord@localhost>"
    assert [part.get_content_type() for part in source.walk()][1:] == ["text/plain", "text/html"]


def test_a_second_mail_of_the_same_kind_and_period_is_not_written(reader):
    assert len(put(reader)) == len(put(reader)) == 1


def test_an_older_mail_that_still_waits_goes_into_the_newer(reader):
    (older,) = put(reader, told=[("report:1", "asked")])
    (newer,) = put(reader, period="2026-03-03", told=[("report:2", "asked")])
    older.refresh_from_db()
    assert older.state == Mail.State.CANCELLED
    assert set(Told.objects.values_list("mail", "key")) == {(newer.pk, "report:1"), (newer.pk, "report:2")}


def test_a_mail_with_nothing_left_to_say_is_cancelled(reader):
    put(reader, period="no longer")
    assert send().cancelled == 1
    assert Server.got == []


def test_a_refusal_for_good_fails_with_the_words_of_the_server(reader):
    (mail,) = put(reader)
    Server.does[reader.email] = smtplib.SMTPRecipientsRefused({reader.email: (550, b"5.1.1 No such person")})
    assert send().failed == 1
    mail.refresh_from_db()
    assert (mail.state, mail.words) == (Mail.State.FAILED, "550 5.1.1 No such person")
    assert send(NOW + timedelta(days=1)).sent == 0


def test_a_refusal_for_now_is_tried_again_later(reader):
    (mail,) = put(reader)
    Server.does[reader.email] = smtplib.SMTPDataError(451, b"4.7.1 Greylisted")
    assert send().put_back == 1
    Server.does.clear()
    assert send(NOW + timedelta(seconds=19)).sent == 0
    assert send(NOW + timedelta(seconds=21)).sent == 1
    mail.refresh_from_db()
    assert mail.attempts == 2


def test_waits_grow_and_end(reader):
    (mail,) = put(reader)
    Server.does[reader.email] = smtplib.SMTPDataError(451, b"4.7.1 Greylisted")
    now, waits = NOW, []
    while Mail.objects.get().state == Mail.State.WAITING:
        send(now)
        mail.refresh_from_db()
        waits.append(mail.send_after - now)
        now = mail.send_after
    assert waits[0] == timedelta(seconds=20)
    assert max(waits) == timedelta(hours=2)
    assert timedelta(days=1) < now - NOW < timedelta(days=2)
    assert (mail.state, mail.words) == (Mail.State.FAILED, "451 4.7.1 Greylisted")


def test_a_server_that_is_down_keeps_all_waiting_and_is_no_attempt(reader):
    (mail,) = put(reader)
    Server.is_down = True
    for minutes in range(0, 90, 2):
        assert send(NOW + timedelta(minutes=minutes)).put_back == 1
    Server.is_down = False
    assert send(NOW + timedelta(minutes=89)).sent == 1
    mail.refresh_from_db()
    assert mail.attempts == 1


def test_a_server_that_is_down_is_asked_once_a_run_whatever_waits(db):
    put(*[person(f"Reader {number}", "official") for number in range(6)])
    Server.is_down = True
    tally = send_waiting(clock=lambda: NOW, batch=2)
    assert (tally.put_back, Mail.objects.waiting().filter(words="").count()) == (2, 4)


def test_a_server_that_is_down_for_days_ends_the_waiting(reader):
    (mail,) = put(reader)
    Server.is_down = True
    assert send(NOW + timedelta(days=4)).failed == 1
    mail.refresh_from_db()
    assert "nobody listens" in mail.words


def test_a_refused_sender_is_no_fault_of_the_reader(reader):
    """530 where the server wants a password first: settings are mended, mails go out."""
    put(reader)
    Server.does[reader.email] = smtplib.SMTPSenderRefused(
        530, b"5.7.0 Authentication required", "office@velmar.example"
    )
    assert send().put_back == 1
    Server.does.clear()
    assert send(NOW + timedelta(minutes=1)).sent == 1


def test_a_run_ends_after_half_a_minute_and_the_next_goes_on(db):
    put(*[person(f"Reader {number}", "official") for number in range(6)])
    ticks = iter(range(10_000))
    tally = send_waiting(clock=lambda: NOW + timedelta(seconds=2 * next(ticks)), batch=2)
    assert 0 < tally.sent < 6
    assert tally.sent + send().sent == 6


def test_a_line_that_breaks_leaves_unknown_and_the_others_go_on(reader):
    other = person("Lena Marwick", "official")
    put(reader, other)
    Server.does[reader.email] = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    tally = send()
    assert (tally.sent, tally.unknown) == (1, 1)
    assert send(NOW + timedelta(days=1)).sent == 0


def test_killed_after_the_server_took_it_is_unknown_and_not_sent_again(reader):
    (mail,) = put(reader)

    def end(message):
        raise Killed

    Server.does[reader.email] = end
    with pytest.raises(Killed):
        send()
    Server.does.clear()
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENDING
    later = send(NOW + timedelta(seconds=1))
    mail.refresh_from_db()
    assert (later.sent, mail.state) == (0, Mail.State.UNKNOWN)
    assert len(Server.got) == 1


def test_killed_before_the_server_heard_of_it_is_sent_by_the_next_at_once(reader, monkeypatch):
    (mail,) = put(reader)
    monkeypatch.setattr(Server, "open", lambda self: (_ for _ in ()).throw(Killed()))
    with pytest.raises(Killed):
        send()
    monkeypatch.undo()
    assert send(NOW + timedelta(seconds=1)).sent == 1
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


def test_mails_of_a_sender_whose_end_nobody_noticed_come_back_with_the_lease(reader):
    """A machine that was cut off: its connection to the database still stands."""
    put(reader)
    with Presence() as lost:
        Mail.objects.update(state="sending", leased_by=lost.name, lease_until=NOW + LEASE)
        assert send(NOW + LEASE - timedelta(seconds=1)).sent == 0
        assert send(NOW + LEASE + timedelta(seconds=1)).sent == 1


def test_a_sender_that_lost_its_lease_hands_nothing_over(reader):
    """Composing took so long that the lease ran out in between."""
    put(reader)
    moments = iter([NOW, NOW, NOW, NOW, NOW, *[NOW + LEASE * 2] * 9])
    tally = send_waiting(clock=lambda: next(moments))
    assert (tally.sent, Server.got) == (0, [])
    assert send(NOW + LEASE * 3).sent == 1


def test_a_slow_answer_after_the_sweep_still_counts_as_sent(reader):
    (mail,) = put(reader)
    Server.does[reader.email] = lambda message: sweep(now=NOW + LEASE * 2)
    send()
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_nothing_twice():
    readers = [person(f"Reader {number}", "official") for number in range(60)]
    put(*readers)

    def run():
        try:
            send_waiting(clock=lambda: NOW, batch=3)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(message.to[0] for message in Server.got) == {reader.email: 1 for reader in readers}
    assert Mail.objects.filter(state=Mail.State.SENT).count() == 60


def test_memory_stays_flat_however_many_go_out(db, monkeypatch):
    """Twenty at a time: of those that went out nothing is kept that is as large as a mail."""
    monkeypatch.setattr(Server, "send_messages", lambda self, messages: len(messages))
    readers = [person(f"Reader {number}", "official") for number in range(220)]

    def room_for(some) -> int:
        put(*some, period=str(len(some)))
        tracemalloc.start()
        try:
            assert send().sent == len(some)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    room_for(readers[:20])
    few = room_for(readers[:22])
    assert (room_for(readers) - few) / len(readers) < 2_000


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "lost"}, "mail_state_known"),
        ({"state": "sending"}, "mail_leased_while_sending"),
        ({"lease_until": NOW}, "mail_leased_while_sending"),
        ({"state": "sent"}, "mail_handed_over_before_sent"),
        ({"handed_over_at": NOW}, "mail_waits_in_our_hands"),
    ],
)
def test_the_database_refuses_a_mail_that_contradicts_itself(reader, values, constraint):
    (mail,) = put(reader)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**values)


def test_the_database_refuses_a_second_mail_and_a_second_telling(reader):
    (mail,) = put(reader, told=[("report:1", "asked")])
    fields = {"kind": KIND, "recipient": reader, "written_at": NOW, "send_after": NOW}
    with pytest.raises(IntegrityError, match="mail_once"), transaction.atomic():
        Mail.objects.create(**fields, period=mail.period, message_id="<other@velmar.example>")
    with pytest.raises(IntegrityError, match="message_id"), transaction.atomic():
        Mail.objects.create(**fields, period="other", message_id=message_id(KIND, mail.period, reader.pk))
    with pytest.raises(IntegrityError, match="told_once"), transaction.atomic():
        Told.objects.create(mail=mail, recipient=reader, key="report:1", reason="asked")


def test_what_cannot_be_written_now_waits_and_the_error_is_kept(reader, monkeypatch):
    (mail,) = put(reader)

    def breaks(mails, now):
        raise LookupError("a template is missing")

    monkeypatch.setattr(letters, "_answers", [breaks])
    assert send().put_back == 1
    mail.refresh_from_db()
    assert (mail.state, mail.words) == (Mail.State.WAITING, "LookupError while writing it")
    assert django_mail.outbox == []


def test_one_mail_that_cannot_be_written_does_not_hold_up_the_others(reader, monkeypatch):
    other = person("Lena Marwick", "official")
    put(reader, other)

    def breaks(mails, now):
        if any(mail.recipient_id == reader.pk for mail in mails):
            raise LookupError("a template is missing")
        return notices(mails, now)

    monkeypatch.setattr(letters, "_answers", [breaks])
    tally = send()
    assert (tally.sent, tally.put_back) == (1, 1)
    assert [message.to for message in Server.got] == [[other.email]]


def test_a_mail_that_is_put_back_gives_way_to_a_newer_one_that_waits(reader):
    (older,) = put(reader, told=[("report:1", "asked")])

    def written_meanwhile(message):
        write(KIND, "2026-03-03", [NewMail(reader.pk, [("report:2", "asked")])], now=NOW + timedelta(days=1))
        raise smtplib.SMTPDataError(451, b"4.7.1 Greylisted")

    Server.does[reader.email] = written_meanwhile
    assert send().put_back == 1
    older.refresh_from_db()
    newer = Mail.objects.of(KIND, "2026-03-03").get()
    assert (older.state, newer.state) == (Mail.State.CANCELLED, Mail.State.WAITING)
    assert set(Told.objects.values_list("mail", "key")) == {(newer.pk, "report:1"), (newer.pk, "report:2")}
