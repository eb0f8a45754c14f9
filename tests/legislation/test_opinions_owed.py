"""Opinions owed and what stands in the way of a round: duties, the mail, concerns, facts; to whom, and at what cost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core import questions
from core.access import access_of, today
from core.questions import ConcernKind, DueKind, FactKind, Scope
from core.records import ref
from digests.services import write_digests
from legislation.models import Consultation
from legislation.services import (
    answer_extension,
    ask_extension,
    conclude,
    create_item,
    end_dissent,
    give_opinion,
    open_consultation,
    prepare_consultation,
    reply_to,
    settle_by_council,
    withdraw,
)
from ministries.services import create_institution, end_appointment
from outbox.services import send_waiting

DAY = timedelta(days=1)
KINDS = [ConcernKind.DISSENT, ConcernKind.SILENCE, ConcernKind.EXTENSION, ConcernKind.COMMENTS]
MONDAY = date(2026, 3, 2)


def say(request, by, position="approved", on=None, **said):
    return give_opinion(request, position=position, by=by, on=on or today(), at=timezone.now(), **said)


def owed(on=None, **scope):
    return [due for due in questions.due(Scope(on or today(), **scope)) if due.kind is DueKind.OPINION]


def concerns(on=None, kinds=KINDS, **scope):
    return questions.concern(Scope(on or today(), **scope), kinds)


def only(*institutions):
    return {"institution_ids": frozenset(each.pk for each in institutions)}


def opened_on(day, item, institutions, coordinator, days=15) -> Consultation:
    made = prepare_consultation(
        item, title="Act amending the eID Act", days=days, institutions=institutions, by=coordinator, on=day
    )
    return open_consultation(made, made.version, by=coordinator, on=day)


@pytest.fixture
def asked_justice(consultation, justice):
    return consultation.requests.get(institution=justice)


@pytest.fixture
def against(asked_health, cio_health, asked_justice, cio_justice):
    """Health has not approved, Justice has."""
    say(asked_justice, cio_justice)
    return say(asked_health, cio_health, "not approved", words="It harms\nthe registers.")


def test_who_is_asked_owes_an_opinion_until_it_answers(consultation, asked_health, health, justice, cio_health):
    found = {due.institution_id: due for due in owed()}
    assert set(found) == {health.pk, justice.pk}
    due = found[health.pk]
    assert due.key == f"opinion:{asked_health.pk}"
    assert (due.asked_on, due.due_on) == (today(), consultation.due_on)
    assert due.path == f"/legislation/consultations/{consultation.code}/opinions/health/"
    assert due.title == "Opinion on “Act amending the eID Act”"
    assert due.why.startswith("Ministry of Finance asks for your opinion on this draft, round 1 of “Two laws")
    assert [each.institution_id for each in owed(**only(health))] == [health.pk]
    assert owed(until=today()) == []
    assert owed(person_ids=frozenset({cio_health.pk})) == []
    say(asked_health, cio_health, "not concerned")
    assert [each.institution_id for each in owed()] == [justice.pk]


def test_a_draft_and_a_round_that_is_over_ask_for_nothing(prepared, coordinator):
    assert owed() == []
    opened = open_consultation(prepared, prepared.version, by=coordinator, on=today())
    assert len(owed()) == 2
    withdraw(opened, opened.version, words="Not needed.", by=coordinator, on=today())
    assert owed() == []
    assert concerns(today() + 60 * DAY) == []


def test_more_time_moves_the_duty_and_keeps_its_key(asked_health, cio_health, coordinator, health):
    [before] = owed(**only(health))
    asked = ask_extension(
        asked_health,
        asked_health.version,
        until=asked_health.due_on + 5 * DAY,
        why="The board.",
        by=cio_health,
        on=today(),
    )
    answer_extension(asked, asked.version, is_granted=True, by=coordinator, on=today())
    [after] = owed(**only(health))
    assert after.key == before.key
    assert after.due_on == before.due_on + 5 * DAY


@pytest.fixture
def post(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://coordination.velmar.example"

    def run(day: date):
        before = len(mail.outbox)
        write_digests(on=day, now=datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
        send_waiting(clock=lambda: datetime(day.year, day.month, day.day, 8, tzinfo=UTC))
        return {letter.to[0]: letter for letter in mail.outbox[before:]}

    return run


def test_the_mail_of_the_cio_leads_to_the_form(post, item, health, justice, cio_health, coordinator, browse, settings):
    round_ = opened_on(MONDAY, item, [health, justice], coordinator)
    letters = post(MONDAY)
    assert list(letters) == [cio_health.email]  # Justice has nobody in any post
    letter = letters[cio_health.email]
    link = f"https://coordination.velmar.example/legislation/consultations/{round_.code}/opinions/health/"
    html = letter.alternatives[0][0]
    for said in (letter.body, html):
        assert "Opinion on “Act amending the eID Act”" in said
        assert "Ministry of Finance asks for your opinion on this draft" in " ".join(said.split())
        assert link in said
    assert "New, asked on 2 Mar 2026." in letter.body
    assert re.search(rf'<a[^>]*href="{re.escape(link)}"', html)
    settings.SITE_URL = "http://localhost:8000"
    path = link.removeprefix("https://coordination.velmar.example")
    assert browse(cio_health).get(path).status_code == 200
    late = post(round_.due_on + 3 * DAY)
    assert "1 overdue" in late[cio_health.email].subject


def test_the_deputy_is_asked_where_there_is_no_cio(post, create_item_of_health, deputy_finance, finance, coordinator):
    opened_on(MONDAY, create_item_of_health, [finance], coordinator)
    assert list(post(MONDAY)) == [deputy_finance.email]


@pytest.fixture
def create_item_of_health(health, coordinator):
    return create_item(
        title="Health registers", problem="gap", description="No basis.", lead=health, by=coordinator, on=MONDAY
    )


def test_for_a_child_without_posts_its_parent_is_asked(post, item, health, cio_health, coordinator):
    board = create_institution(by=None, code="board", name="Medicines Board", kind="agency", parent=health)
    opened_on(MONDAY, item, [board], coordinator)
    letter = post(MONDAY)[cio_health.email]
    assert "post vacant" in letter.body
    assert "/opinions/board/" in letter.body


def test_silence_is_the_move_of_who_was_asked_from_the_day_after_its_deadline(
    consultation, asked_health, health, justice, finance, item, cio_health
):
    assert concerns(consultation.due_on) == []
    found = concerns(consultation.due_on + 3 * DAY)
    assert {each.kind for each in found} == {ConcernKind.SILENCE}
    assert {each.institution_id for each in found} == {health.pk, justice.pk}
    assert {(each.since_on, each.days) for each in found} == {(consultation.due_on + DAY, 3)}
    assert {each.record for each in found} == {ref(item)}
    late = consultation.due_on + DAY
    assert [each.institution_id for each in concerns(late, **only(health))] == [health.pk]
    assert concerns(late, **only(finance)) == []
    say(asked_health, cio_health, on=late)
    assert [each.institution_id for each in concerns(late)] == [justice.pk]


def test_dissent_is_for_the_council_once_the_round_is_due(against, consultation, health, justice, finance, item):
    assert concerns(consultation.due_on) == []
    [dissent] = concerns(consultation.due_on + 9 * DAY)
    assert (dissent.kind, dissent.severity, dissent.institution_id) == (ConcernKind.DISSENT, 1, None)
    assert dissent.since_on == consultation.due_on + DAY
    assert dissent.title == "Ministry of Health has not approved: Act amending the eID Act"
    assert "“It harms the registers.”" in dissent.why
    day = consultation.due_on + DAY
    assert len(concerns(day, **only(health))) == len(concerns(day, **only(finance))) == 1
    assert concerns(day, **only(justice)) == []
    assert len(concerns(day, records=frozenset({ref(item)}))) == 1
    assert concerns(day, records=frozenset({ref(health)})) == []


def test_dissent_stands_from_the_conclusion_if_that_is_sooner(against, consultation, coordinator):
    done = conclude(consultation, consultation.version, words="To Government.", by=coordinator, on=today())
    [dissent] = concerns()
    assert dissent.since_on == done.ended_on
    assert concerns(today() - DAY) == []


def test_a_late_dissent_stands_from_its_own_day(consultation, asked_health, cio_health, asked_justice, cio_justice):
    day = consultation.due_on + 4 * DAY
    say(asked_justice, cio_justice)
    say(asked_health, cio_health, "not approved", words="No.", on=day)
    assert concerns(day)[0].since_on == day


@pytest.mark.parametrize("how", ["council", "itself", "a new word"])
def test_dissent_ends_by_the_word_of_the_dissenter_or_of_the_council(
    how, against, consultation, asked_health, cio_health, coordinator
):
    asked_health.refresh_from_db()
    if how == "council":
        settle_by_council(asked_health, asked_health.version, words="It stays.", by=coordinator, on=today())
    elif how == "itself":
        end_dissent(asked_health, asked_health.version, words="We agree now.", by=cio_health, on=today())
    else:
        say(asked_health, cio_health)
    assert concerns(consultation.due_on + DAY) == []


def test_a_new_round_replaces_a_dissent_only_when_the_dissenter_speaks_in_it(
    against, consultation, item, health, cio_health, coordinator
):
    conclude(consultation, consultation.version, words="It is changed.", by=coordinator, on=today())
    again = prepare_consultation(
        item, title="Second draft", days=15, institutions=[health], changes="§ 9 is out.", by=coordinator, on=today()
    )
    opened = open_consultation(again, again.version, by=coordinator, on=today())
    assert [each.kind for each in concerns()] == [ConcernKind.DISSENT]
    say(opened.requests.get(institution=health), cio_health)
    assert concerns(opened.due_on + DAY) == []


def test_a_dissent_about_a_dropped_item_is_past(against, consultation, item):
    type(item).objects.filter(pk=item.pk).update(stage="dropped")
    assert concerns(consultation.due_on + DAY) == []


def test_a_wish_for_more_time_is_the_move_of_the_lead_after_two_working_days(
    item, health, finance, cio_health, coordinator
):
    round_ = opened_on(MONDAY, item, [health], coordinator)
    request = round_.requests.get()
    asked = ask_extension(
        request, request.version, until=request.due_on + 5 * DAY, why="The board meets later.", by=cio_health, on=MONDAY
    )
    assert concerns(MONDAY + 2 * DAY) == []
    [found] = concerns(MONDAY + 3 * DAY)
    assert (found.kind, found.institution_id, found.since_on) == (ConcernKind.EXTENSION, finance.pk, MONDAY)
    assert "The board meets later." in found.why
    assert len(concerns(MONDAY + 3 * DAY, **only(finance))) == 1
    assert concerns(MONDAY + 3 * DAY, **only(health)) == []
    [after] = concerns(request.due_on + DAY)  # its own silence is excused while the lead is silent
    assert after.kind is ConcernKind.EXTENSION
    answer_extension(asked, asked.version, is_granted=False, words="No time.", by=coordinator, on=MONDAY + 3 * DAY)
    assert [each.kind for each in concerns(request.due_on + DAY)] == [ConcernKind.SILENCE]


def test_the_last_moment_leaves_no_two_working_days(item, health, cio_health, coordinator):
    round_ = opened_on(MONDAY, item, [health], coordinator)
    request = round_.requests.get()
    ask_extension(
        request, request.version, until=request.due_on + 5 * DAY, why="Late.", by=cio_health, on=request.due_on
    )
    assert concerns(request.due_on) == []
    assert [each.kind for each in concerns(request.due_on + DAY)] == [ConcernKind.EXTENSION]


def test_comments_without_an_answer_are_the_move_of_the_lead_after_the_deadline(
    consultation, asked_health, cio_health, asked_justice, cio_justice, finance, coordinator
):
    say(asked_justice, cio_justice, "approved with comments", comments=[("§ 1", "Replaced later.")])
    say(asked_justice, cio_justice)
    said = [("§ 4", "Define it."), ("§ 5", "Leave it out.")]
    first, second = say(asked_health, cio_health, "approved with comments", comments=said).comments.order_by("number")
    day = consultation.due_on + DAY
    assert concerns(consultation.due_on) == []
    [found] = concerns(day)
    assert (found.kind, found.institution_id, found.since_on) == (ConcernKind.COMMENTS, finance.pk, day)
    assert found.title == "2 comments are not answered: Act amending the eID Act"
    for comment in (first, second):
        reply_to(comment, comment.version, "accepted", by=coordinator, on=today())
    assert concerns(day) == []


def test_what_one_may_not_see_is_neither_owed_nor_a_concern(
    restricted_item, justice, cio_justice, cio_finance, coordinator, auditor
):
    round_ = opened_on(today() - 40 * DAY, restricted_item, [justice], coordinator)
    request = round_.requests.get()
    for reader, seen in ((coordinator, 1), (auditor, 1), (cio_justice, 1), (cio_finance, 0)):
        assert len(owed(access=access_of(reader))) == seen, reader
        assert len(concerns(access=access_of(reader))) == seen, reader
    say(request, cio_justice, "not approved", words="A secret reason.", comments=[("§ 1", "No.")])
    assert {each.kind for each in concerns(access=access_of(coordinator))} == {
        ConcernKind.DISSENT,
        ConcernKind.COMMENTS,
    }
    assert concerns(access=access_of(cio_finance)) == []


def test_the_page_of_an_institution_tells_what_it_owes_and_what_is_overdue(
    browse, item, health, justice, cio_health, coordinator
):
    opened_on(today() - 40 * DAY, item, [health, justice], coordinator)
    other = create_item(
        title="Another", problem="gap", description="No basis.", lead=justice, by=coordinator, on=today() - 40 * DAY
    )
    opened_on(today(), other, [health], coordinator)
    facts = [fact for fact in questions.about([health.ref], Scope(today())) if fact.kind is FactKind.OPINIONS]
    assert [(fact.count, fact.of) for fact in facts] == [(1, 2)]
    page = browse(coordinator).get(health.get_absolute_url()).content.decode()
    assert "Opinions owed" in page
    assert "1 past their deadline" in page
    assert "Opinion on “Act amending the eID Act”" in page


def test_a_restricted_round_is_in_no_fact_of_who_may_not_see_it(restricted_item, justice, cio_finance, coordinator):
    opened_on(today(), restricted_item, [justice], coordinator)
    told = questions.about([justice.ref], Scope(today(), access=access_of(cio_finance)))
    assert [fact for fact in told if fact.kind is FactKind.OPINIONS] == []


def test_a_post_that_ended_is_asked_no_more(post, item, health, cio_health, coordinator):
    held = cio_health.appointments.get()
    end_appointment(held, held.version, by=coordinator, ends_on=MONDAY - DAY)
    opened_on(MONDAY, item, [health], coordinator)
    assert post(MONDAY) == {}


def test_it_costs_the_same_for_few_and_for_many(
    item, finance, health, justice, cio_health, coordinator, django_assert_num_queries
):
    agencies = [create_institution(by=None, code=f"a-{n}", name=f"Agency {n}", kind="agency") for n in range(9)]
    round_ = opened_on(today() - 40 * DAY, item, [health, justice, *agencies], coordinator)
    say(round_.requests.get(institution=health), cio_health, "not approved", words="No.", comments=[("§ 1", "No.")])
    from legislation.answers import opinions

    scope = Scope(today())
    for answer, cost in ((opinions.opinions, 1), (opinions.requests, 1), (opinions.comments, 1)):
        with django_assert_num_queries(cost):
            assert list(answer(scope))
    with django_assert_num_queries(1):
        list(opinions.opinions_owed([health.ref, justice.ref, finance.ref], scope))
