"""Rounds of consultation: prepared, opened, answered, concluded."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.access import access_of, today
from core.versions import Conflict
from legislation.models import Comment, Consultation, Item, Practice, Request
from legislation.rules.terms import Standing
from legislation.services import (
    Answer,
    answer_extension,
    ask_extension,
    ask_institution,
    conclude,
    due_day,
    edit_consultation,
    end_dissent,
    give_opinion,
    move_item,
    open_consultation,
    prepare_consultation,
    reply_to,
    reply_to_all,
    settle_by_council,
    withdraw,
)
from ministries.services import create_institution

DAY = timedelta(days=1)


def say(request, by, position="approved", on=None, **said):
    return give_opinion(request, position=position, by=by, on=on or today(), at=timezone.now(), **said)


def refuses(field=None):
    return pytest.raises(ValidationError, check=lambda refusal: field is None or field in refusal.message_dict)


@pytest.fixture
def asked_justice(consultation, justice) -> Request:
    return consultation.requests.get(institution=justice)


@pytest.fixture
def comment(asked_health, cio_health) -> Comment:
    said = [("§ 4 (1)", "The term is not defined.")]
    return say(asked_health, cio_health, "approved with comments", comments=said).comments.get()


def test_a_round_in_preparation_asks_nobody(prepared):
    assert prepared.number == 1
    assert prepared.code.startswith("C-")
    assert {request.standing_on(today()) for request in prepared.requests.for_page()} == {Standing.NOT_ASKED}


def test_the_lead_is_not_asked_by_itself(item, finance, coordinator):
    with refuses("institutions"):
        prepare_consultation(item, title="A draft", days=15, institutions=[finance], by=coordinator, on=today())


def test_an_item_has_one_round_at_a_time(prepared, item, health, coordinator):
    with refuses():
        prepare_consultation(item, title="Another", days=15, institutions=[health], by=coordinator, on=today())


def test_what_is_edited_is_who_is_asked(prepared, justice, coordinator):
    edited = edit_consultation(prepared, prepared.version, by=coordinator, title="Better", institutions=[justice])
    assert [request.institution for request in edited.requests.all()] == [justice]
    with pytest.raises(Conflict):
        edit_consultation(prepared, prepared.version - 1, by=coordinator, title="Worse")


def test_an_opened_round_is_not_edited(consultation, coordinator):
    with refuses():
        edit_consultation(consultation, consultation.version, by=coordinator, days=20)


def test_opening_counts_the_term_in_working_days_for_everybody(consultation):
    assert consultation.due_on == due_day(today(), 15)
    assert set(consultation.requests.values_list("asked_on", "due_on")) == {(today(), consultation.due_on)}


def test_nobody_to_ask_is_no_round(prepared, coordinator):
    edited = edit_consultation(prepared, prepared.version, by=coordinator, institutions=[])
    with refuses():
        open_consultation(edited, edited.version, by=coordinator, on=today())
    assert Consultation.objects.get().status == "draft"


def test_a_term_below_the_least_wants_its_reason_on_record(prepared, coordinator):
    short = edit_consultation(prepared, prepared.version, by=coordinator, days=9)
    with refuses("shortened_why"):
        open_consultation(short, short.version, by=coordinator, on=today(), shortened_why="  ")
    opened = open_consultation(
        short, short.version, by=coordinator, on=today(), shortened_why="The deadline of the EU."
    )
    assert opened.shortened_why == "The deadline of the EU."


def test_the_least_term_is_that_of_the_day(prepared, coordinator):
    Practice.objects.create(starts_on=today(), usual_days=20, least_days=16, reason="Too short so far.")
    with refuses("shortened_why"):
        open_consultation(prepared, prepared.version, by=coordinator, on=today())


def test_a_term_that_is_long_enough_keeps_no_reason(prepared, coordinator):
    opened = open_consultation(prepared, prepared.version, by=coordinator, on=today(), shortened_why="For nothing.")
    assert opened.shortened_why == ""


def test_an_item_that_was_dropped_is_not_asked_about(prepared, item, coordinator):
    move_item(item, item.version, Item.Stage.DROPPED, by=coordinator, on=today(), reason="Solved elsewhere.")
    prepared = Consultation.objects.get()
    with refuses():
        open_consultation(prepared, prepared.version, by=coordinator, on=today())


def test_one_more_is_asked_with_a_full_term_of_its_own(consultation, country, coordinator):
    interior = create_institution(by=None, code="interior", name="Ministry of the Interior", kind="ministry")
    later = today() + 7 * DAY
    request = ask_institution(consultation, interior, by=coordinator, on=later)
    assert request.due_on == due_day(later, 15)
    with refuses():
        ask_institution(consultation, interior, by=coordinator, on=later)


def test_an_opinion_is_signed_in_a_post(asked_health, cio_health):
    opinion = say(asked_health, cio_health)
    assert (opinion.number, opinion.appointment.post) == (1, "cio")
    assert Request.objects.for_page().get(pk=asked_health.pk).standing_on(today()) == Standing.ON_TIME


def test_nobody_speaks_for_another_institution(asked_health, cio_finance, coordinator):
    for other in (cio_finance, coordinator):
        with pytest.raises(PermissionDenied):
            say(asked_health, other)


def test_nobody_answers_before_it_is_open(prepared, health, cio_health):
    with refuses():
        say(prepared.requests.get(institution=health), cio_health)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("position", {"position": "perhaps"}),
        ("words", {"position": "not approved", "words": " "}),
        ("position", {"position": "approved with comments"}),
        ("position", {"position": "approved", "comments": [("§ 1", "No.")]}),
        ("position", {"position": "not concerned", "comments": [("§ 1", "No.")]}),
        ("provision_1", {"position": "approved with comments", "comments": [("§ 1", "No."), ("", "Why?")]}),
        ("text_0", {"position": "approved with comments", "comments": [("§ 1", " ")]}),
    ],
)
def test_an_opinion_must_fit_what_it_says(asked_health, cio_health, field, said):
    with refuses(field):
        say(asked_health, cio_health, **said)
    assert not asked_health.opinions.exists()


def test_of_two_colleagues_who_saw_the_same_the_second_is_told(asked_health, cio_health):
    say(asked_health, cio_health, version=asked_health.version)
    with pytest.raises(Conflict):
        say(asked_health, cio_health, "not concerned", version=asked_health.version)


def test_a_late_opinion_counts_as_late_whatever_follows(consultation, asked_health, cio_health):
    late = consultation.due_on + DAY
    say(asked_health, cio_health, "not concerned", on=late)
    say(asked_health, cio_health, "approved", on=late + DAY)
    request = Request.objects.for_page().get(pk=asked_health.pk)
    assert request.standing_on(late + 9 * DAY) == Standing.LATE
    assert request.last_word.position == "approved"


def test_a_first_opinion_on_time_stays_on_time(consultation, asked_health, cio_health):
    say(asked_health, cio_health)
    say(asked_health, cio_health, "not approved", words="We read it again.", on=consultation.due_on + DAY)
    assert Request.objects.for_page().get(pk=asked_health.pk).standing_on(consultation.due_on + DAY) == Standing.ON_TIME


def test_a_comment_said_again_keeps_its_answer(comment, asked_health, cio_health, cio_finance):
    reply_to(comment, comment.version, "accepted", by=cio_finance, on=today())
    said = [("§ 4 (1)", "The term is not defined."), ("§ 5", "And this.")]
    say(asked_health, cio_health, "approved with comments", comments=said)
    standing = Comment.objects.of_consultation(asked_health.consultation_id)
    assert list(standing.values_list("provision", "reply")) == [("§ 4 (1)", "accepted"), ("§ 5", "")]


def test_more_time_is_asked_and_granted_to_one_alone(
    consultation, asked_health, asked_justice, cio_health, cio_finance
):
    until = consultation.due_on + 5 * DAY
    asked = ask_extension(
        asked_health, asked_health.version, until=until, why="Two directorates.", by=cio_health, on=today()
    )
    with refuses():
        ask_extension(asked, asked.version, until=until, why="Again.", by=cio_health, on=today())
    granted = answer_extension(asked, asked.version, is_granted=True, by=cio_finance, on=today())
    assert granted.due_on == until
    asked_justice.refresh_from_db()
    assert asked_justice.due_on == consultation.due_on
    say(granted, cio_health, on=until)
    assert Request.objects.for_page().get(pk=granted.pk).standing_on(until) == Standing.ON_TIME


def test_more_time_is_refused_with_words(consultation, asked_health, cio_health, cio_finance):
    until = consultation.due_on + 5 * DAY
    asked = ask_extension(
        asked_health, asked_health.version, until=until, why="Two directorates.", by=cio_health, on=today()
    )
    with refuses("words"):
        answer_extension(asked, asked.version, is_granted=False, by=cio_finance, on=today())
    refused = answer_extension(asked, asked.version, is_granted=False, words="It is due.", by=cio_finance, on=today())
    assert refused.due_on == consultation.due_on
    with refuses():
        answer_extension(refused, refused.version, is_granted=True, by=cio_finance, on=today())


def test_more_time_is_asked_before_the_deadline_and_for_later(consultation, asked_health, cio_health):
    with refuses("until"):
        ask_extension(
            asked_health, asked_health.version, until=consultation.due_on, why="More.", by=cio_health, on=today()
        )
    late = consultation.due_on + DAY
    with refuses():
        ask_extension(asked_health, asked_health.version, until=late + DAY, why="More.", by=cio_health, on=late)


def test_not_accepted_says_why(comment, cio_finance):
    for reply in ("partly", "rejected"):
        with refuses("words"):
            reply_to(comment, comment.version, reply, by=cio_finance, on=today())
    with refuses("reply"):
        reply_to(comment, comment.version, "", by=cio_finance, on=today())


def test_a_replaced_comment_is_not_answered(comment, asked_health, cio_health, cio_finance):
    say(asked_health, cio_health)
    with refuses():
        reply_to(comment, comment.version, "accepted", by=cio_finance, on=today())


def test_several_answers_are_saved_all_or_none(comment, consultation, cio_finance):
    answers = [Answer(comment, comment.version, "accepted"), Answer(comment, comment.version, "rejected")]
    with refuses(f"words_{comment.pk}"):
        reply_to_all(consultation, answers, by=cio_finance, on=today())
    assert Comment.objects.get().reply == ""
    assert reply_to_all(consultation, answers[:1], by=cio_finance, on=today()) == 1


def test_a_round_is_not_concluded_while_somebody_may_still_answer(consultation, coordinator):
    with pytest.raises(ValidationError, match=r"Still to answer by .*: Health, Justice"):
        conclude(consultation, consultation.version, words="Done.", by=coordinator, on=consultation.due_on)
    assert Consultation.objects.get().is_open
    done = conclude(
        consultation, consultation.version, words="Nobody objects.", by=coordinator, on=consultation.due_on + DAY
    )
    assert done.status == "concluded"
    standings = {request.standing_on(done.ended_on) for request in done.requests.for_page()}
    assert standings == {Standing.SILENT}


def test_a_round_is_not_concluded_before_every_comment_is_answered(comment, consultation, cio_finance):
    late = consultation.due_on + DAY
    with pytest.raises(ValidationError, match=r"not answered yet: Health 1 \(§ 4 \(1\)\)"):
        conclude(consultation, consultation.version, words="Done.", by=cio_finance, on=late)
    reply_to(comment, comment.version, "accepted", by=cio_finance, on=late)
    assert conclude(consultation, consultation.version, words="Done.", by=cio_finance, on=late).is_over


def test_a_round_is_not_concluded_over_a_wish_for_more_time(consultation, asked_health, cio_health, cio_finance):
    until = consultation.due_on + 9 * DAY
    ask_extension(asked_health, asked_health.version, until=until, why="Two directorates.", by=cio_health, on=today())
    with pytest.raises(ValidationError, match="more time"):
        conclude(consultation, consultation.version, words="Done.", by=cio_finance, on=consultation.due_on + DAY)


def test_after_the_conclusion_no_opinion_is_taken_and_the_next_step_is_said(
    consultation, asked_health, cio_health, coordinator
):
    late = consultation.due_on + DAY
    conclude(consultation, consultation.version, words="Nobody objects.", by=coordinator, on=late)
    asked_health.refresh_from_db()
    with pytest.raises(ValidationError, match="Write to Ministry of Finance"):
        say(Request.objects.get(pk=asked_health.pk), cio_health, on=late)


def test_dissent_ends_by_the_dissenters_word_also_after_the_round(
    consultation, asked_health, cio_health, cio_finance, coordinator
):
    say(asked_health, cio_health, "not approved", words="It breaks our register.")
    late = consultation.due_on + DAY
    conclude(consultation, consultation.version, words="Health objects.", by=coordinator, on=late)
    request = Request.objects.get(pk=asked_health.pk)
    assert request.is_dissent
    with pytest.raises(PermissionDenied):
        end_dissent(request, request.version, words="They agree.", by=cio_finance, on=late)
    ended = end_dissent(request, request.version, words="The register is named now.", by=cio_health, on=late)
    assert (ended.settled_by, ended.is_dissent) == ("dissenter", False)
    with refuses():
        settle_by_council(ended, ended.version, words="Decided.", by=coordinator, on=late)


def test_dissent_ends_by_the_council_in_words(asked_health, cio_health, coordinator):
    with refuses():
        settle_by_council(asked_health, asked_health.version, words="Decided.", by=coordinator, on=today())
    say(asked_health, cio_health, "not approved", words="It breaks our register.")
    request = Request.objects.get(pk=asked_health.pk)
    with refuses("words"):
        settle_by_council(request, request.version, words=" ", by=coordinator, on=today())
    assert (
        settle_by_council(request, request.version, words="Session 4.", by=coordinator, on=today()).settled_by
        == "council"
    )


def test_a_dissent_that_was_ended_may_begin_anew_while_it_is_open(asked_health, cio_health):
    say(asked_health, cio_health, "not approved", words="It breaks our register.")
    request = Request.objects.get(pk=asked_health.pk)
    end_dissent(request, request.version, words="Solved.", by=cio_health, on=today())
    say(Request.objects.get(pk=request.pk), cio_health, "not approved", words="It does break it.")
    assert Request.objects.get(pk=request.pk).is_dissent


def test_a_round_is_withdrawn_before_or_after_it_opened(consultation, coordinator):
    gone = withdraw(consultation, consultation.version, words="The draft is rewritten.", by=coordinator, on=today())
    assert {request.standing_on(today() + 99 * DAY) for request in gone.requests.for_page()} == {Standing.CALLED_OFF}
    with refuses():
        withdraw(gone, gone.version, words="Again.", by=coordinator, on=today())


def test_a_draft_that_is_withdrawn_asked_nobody(prepared, coordinator):
    gone = withdraw(prepared, prepared.version, words="Not needed.", by=coordinator, on=today())
    assert (gone.status, gone.opened_on) == ("withdrawn", None)


def test_the_next_round_says_what_changed_and_keeps_the_old_one(consultation, item, health, coordinator):
    conclude(consultation, consultation.version, words="Done.", by=coordinator, on=consultation.due_on + DAY)
    asked = {"title": "The draft", "days": 15, "institutions": [health], "by": coordinator, "on": today()}
    with refuses("changes"):
        prepare_consultation(item, **asked)
    second = prepare_consultation(item, changes="§ 4 is written anew.", **asked)
    assert second.number == 2
    assert item.consultations.count() == 2


def test_who_was_asked_sees_a_restricted_item_and_a_draft_round_shows_nobody(
    restricted_item, finance, cio_finance, cio_health, cio_justice, coordinator
):
    made = prepare_consultation(
        restricted_item, title="A draft", days=15, institutions=[finance], by=coordinator, on=today()
    )
    seen = Consultation.objects.visible_to
    assert not seen(access_of(cio_finance)).exists()
    assert seen(access_of(cio_health)).exists()
    open_consultation(made, made.version, by=coordinator, on=today())
    assert seen(access_of(cio_finance)).exists()
    assert not seen(access_of(cio_justice)).exists()


def test_a_round_that_never_opened_lets_nobody_into_a_restricted_item(
    restricted_item, finance, cio_finance, coordinator
):
    made = prepare_consultation(
        restricted_item, title="A draft", days=15, institutions=[finance], by=coordinator, on=today()
    )
    withdraw(made, made.version, words="Not needed.", by=coordinator, on=today())
    assert not Item.objects.visible_to(access_of(cio_finance)).exists()
    assert not Consultation.objects.visible_to(access_of(cio_finance)).exists()
