"""Any course of a consultation by the right and the wrong people keeps the rules of rounds and opinions (DOMAIN section 4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.access import access_of
from core.dates import working_days_between
from core.questions import ConcernKind, DueKind, Scope, concern, due
from core.versions import Conflict
from legislation import permissions
from legislation.discipline import Period, discipline
from legislation.models import Comment, Consultation, Opinion, Practice, Request
from legislation.rules.terms import Standing
from legislation.services import (
    answer_extension,
    ask_extension,
    ask_institution,
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
from legislation.table_of_comments import table_of_comments
from ministries.models import Country, Institution
from tests.legislation.rounds import Asked, Round, dissents, everything, silences

MARCH = date(2026, 3, 2)
DAY = timedelta(days=1)
ASKED = ["health", "justice"]
WHO = st.sampled_from(["office", "finance", "office", "finance", "health", "nobody"])
WHO_OF_ASKED = st.sampled_from(["", "", "", "", "office", "finance", "health", "nobody"])  # "": who was asked
INSTITUTION = st.sampled_from(ASKED)
WORDS = st.sampled_from(["So it is.", "So it is.", "So it is.", ""])
BACK = st.sampled_from([0, 0, 0, 1])
AGREES = ("approved", "approved with comments")
QUICK = {"max_examples": 40, "stateful_step_count": 30, "derandomize": True}
LONG = {"max_examples": 150, "stateful_step_count": 60}


class Consulted(RuleBasedStateMachine):
    """One item of Finance and its rounds, ``rounds`` as they should stand. Health and Justice are asked."""

    def __init__(self, people: dict[str, Any]) -> None:
        super().__init__()
        self.outer = transaction.savepoint()
        self.people, self.on = people, MARCH
        self.rounds: list[Round] = []
        self.is_checked = False

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.outer)

    # --- What is looked at ------------------------------------------------------------------

    def institution(self, code: str) -> Institution:
        return self.people["institutions"][code]

    def consultation(self, number: int) -> Consultation:
        return Consultation.objects.select_related("item__lead").get(number=number + 1)

    def request(self, number: int, code: str) -> Request:
        return Request.objects.select_related("consultation__item__lead", "institution").get(
            consultation__number=number + 1, institution__code=code
        )

    def chosen(self, back: int, code: str = "") -> int | None:
        """The number of the newest round or of one before, if it asks this institution."""
        number = len(self.rounds) - 1 - back
        return number if number >= 0 and (not code or code in self.rounds[number].requests) else None

    def does(self, may: bool, is_theirs: bool, act, is_right: bool) -> bool:
        """Who may not, does not come to the service; what is wrong is refused and leaves everything as it was."""
        assert may == is_theirs
        if not may:
            return False
        before = everything()
        try:
            with transaction.atomic():
                act()
        except (ValidationError, PermissionDenied):
            assert not is_right
            assert everything() == before
            return False
        assert is_right
        self.is_checked = False
        return True

    def leads(self, who: str) -> tuple[bool, bool]:
        """Whether the person may run the newest round, and whether they should."""
        return permissions.may_edit_item(self.people[who], self.item), who in ("office", "finance")

    def speaks(self, who: str, number: int, code: str) -> tuple[bool, bool]:
        """The same of who may speak for an institution."""
        return permissions.may_give_opinion(self.people[who], self.request(number, code)), who == code

    # --- What happens -----------------------------------------------------------------------

    @initialize(silence_agrees=st.booleans(), is_open=st.sampled_from([True, True, True, False]))
    def begins(self, silence_agrees: bool, is_open: bool) -> None:
        self.silence_agrees = silence_agrees
        Practice.objects.create(starts_on=MARCH - DAY, silence_agrees=silence_agrees, least_days=5, reason="The board.")
        self.item = create_item(
            title="No law on seals", problem="gap", description="Nobody may use them.", stage="drafting",
            lead=self.institution("finance"), by=self.people["office"], on=self.on,
        )  # fmt: skip
        if is_open:
            self.prepares("finance", 8, ASKED, "", True)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.on, self.is_checked = self.on + days * DAY, False

    @rule(
        who=WHO, days=st.sampled_from([3, 5, 8]), asked=st.sampled_from([[], ASKED, ASKED, ["health"]]), changes=WORDS,
        opens_too=st.booleans(),
    )  # fmt: skip
    def prepares(self, who: str, days: int, asked: list[str], changes: str, opens_too: bool) -> None:
        is_next = any(each.opened_on for each in self.rounds)
        is_right = not (self.rounds and self.rounds[-1].is_running) and (bool(changes) or not is_next)
        said = {"days": days, "institutions": [self.institution(code) for code in asked], "changes": changes}
        act = lambda: prepare_consultation(  # noqa: E731
            self.item, title="Act on seals", by=self.people[who], on=self.on, **said
        )
        if self.does(*self.leads(who), act, is_right):
            self.rounds.append(Round(days, {code: Asked() for code in asked}))
            if opens_too:
                self.opens(who, "It is urgent.")

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, why=WORDS)
    def opens(self, who: str, why: str) -> None:
        round_, found = self.rounds[-1], self.consultation(len(self.rounds) - 1)
        is_right = round_.status == "draft" and bool(round_.requests) and (round_.days >= 5 or bool(why))
        said = {"shortened_why": why, "by": self.people[who], "on": self.on}
        if self.does(*self.leads(who), lambda: open_consultation(found, found.version, **said), is_right):
            round_.status, round_.opened_on = "open", self.on
            round_.due_on = self.consultation(len(self.rounds) - 1).due_on
            for code, asked in round_.requests.items():
                asked.due_on = self.request(len(self.rounds) - 1, code).due_on

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, code=st.sampled_from([*ASKED, "finance"]))
    def asks_one_more(self, who: str, code: str) -> None:
        round_, found = self.rounds[-1], self.consultation(len(self.rounds) - 1)
        is_right = round_.status == "open" and code not in (*round_.requests, "finance")
        place = self.institution(code)
        act = lambda: ask_institution(found, place, by=self.people[who], on=self.on)  # noqa: E731
        if self.does(*self.leads(who), act, is_right):
            round_.requests[code] = Asked(self.request(len(self.rounds) - 1, code).due_on)

    @rule(
        who=WHO_OF_ASKED, code=INSTITUTION, back=BACK, words=WORDS, remark=st.sampled_from(["", "Shorter.", "Longer."]),
        position=st.sampled_from(Opinion.Position.values),
    )  # fmt: skip
    def gives_an_opinion(self, who: str, code: str, back: int, words: str, remark: str, position: str) -> None:
        number = self.chosen(back, code)
        if number is None:
            return
        who = who or code
        round_, request = self.rounds[number], self.request(number, code)
        fits = {
            "approved": not remark,
            "not concerned": not remark,
            "approved with comments": bool(remark),
            "not approved": bool(words),
        }
        said = {"position": position, "words": words, "comments": [("§ 1", remark)] if remark else []}
        act = lambda: give_opinion(request, by=self.people[who], on=self.on, at=timezone.now(), **said)  # noqa: E731
        if self.does(*self.speaks(who, number, code), act, round_.status == "open" and fits[position]):
            asked = round_.requests[code]
            is_repeated = bool(remark) and bool(asked.said) and asked.said[-1][2] == remark
            asked.is_answered = not remark or (is_repeated and asked.is_answered)
            asked.said.append((self.on, position, remark))
            if position == "not approved" and asked.settled == "dissenter":
                asked.settled = ""

    @rule(who=WHO_OF_ASKED, code=INSTITUTION, back=BACK, why=WORDS, days=st.integers(-1, 15))
    def asks_for_time(self, who: str, code: str, back: int, why: str, days: int) -> None:
        number = self.chosen(back, code)
        if number is None:
            return
        who = who or code
        round_, request = self.rounds[number], self.request(number, code)
        asked, until = round_.requests[code], (request.due_on or self.on) + days * DAY
        is_in_time = asked.due_on is not None and self.on <= asked.due_on < until
        is_right = round_.status == "open" and bool(why) and is_in_time and not asked.said and asked.wanted_on is None
        said = {"until": until, "why": why, "by": self.people[who], "on": self.on}
        act = lambda: ask_extension(request, request.version, **said)  # noqa: E731
        if self.does(*self.speaks(who, number, code), act, is_right):
            asked.wanted_on = until

    @rule(who=WHO, code=INSTITUTION, back=BACK, is_granted=st.booleans(), words=WORDS)
    def answers_the_wish(self, who: str, code: str, back: int, is_granted: bool, words: str) -> None:
        number = self.chosen(back, code)
        if number is None:
            return
        round_, request = self.rounds[number], self.request(number, code)
        asked = round_.requests[code]
        is_right = round_.status == "open" and asked.wanted_on is not None and (is_granted or bool(words))
        said = {"is_granted": is_granted, "words": words, "by": self.people[who], "on": self.on}
        may = permissions.may_answer_extension(self.people[who], request)
        act = lambda: answer_extension(request, request.version, **said)  # noqa: E731
        if self.does(may, self.leads(who)[1], act, is_right):
            asked.due_on, asked.wanted_on = asked.wanted_on if is_granted else asked.due_on, None

    @rule(who=WHO, code=INSTITUTION, back=BACK, words=WORDS, reply=st.sampled_from(Comment.Reply.values))
    def replies(self, who: str, code: str, back: int, words: str, reply: str) -> None:
        """To every comment the institution ever made in the round: only those of its last word are answered."""
        number = self.chosen(back, code)
        if number is None:
            return
        round_, request = self.rounds[number], self.request(number, code)
        for comment in Comment.objects.filter(opinion__request=request).select_related("opinion"):
            is_last = comment.opinion.number == len(round_.requests[code].said)
            is_right = round_.status == "open" and is_last and (reply == "accepted" or bool(words))
            comment.opinion.request = request
            said = {"words": words, "by": self.people[who], "on": self.on}
            act = lambda comment=comment, said=said: reply_to(comment, comment.version, reply, **said)  # noqa: E731
            if self.does(permissions.may_reply(self.people[who], comment), self.leads(who)[1], act, is_right):
                round_.requests[code].is_answered = True

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, words=WORDS)
    def concludes(self, who: str, words: str) -> None:
        round_, found = self.rounds[-1], self.consultation(len(self.rounds) - 1)
        is_right = round_.may_be_concluded(self.on) and bool(words)
        said = {"words": words, "by": self.people[who], "on": self.on}
        if self.does(*self.leads(who), lambda: conclude(found, found.version, **said), is_right):
            round_.status, round_.ended_on = "concluded", self.on

    @precondition(lambda self: self.rounds and self.rounds[-1].status == "open")
    @rule(position=st.sampled_from(["", "not approved", "approved"]))
    def comes_to_its_end(self, position: str) -> None:
        """Justice says something or nothing, the days pass, the lead answers everything and concludes."""
        if position:
            self.gives_an_opinion("justice", "justice", 0, "So it is.", "", position)
        requests = self.rounds[-1].requests
        self.days_pass(max((max(asked.due_on for asked in requests.values()) - self.on).days + 1, 0))
        for code in requests:
            self.answers_the_wish("office", code, 0, False, "No more time.")
            self.replies("office", code, 0, "So it is.", "partly")
        self.concludes("finance", "So it is.")
        assert self.rounds[-1].status == "concluded"

    @precondition(lambda self: self.rounds)
    @rule(who=WHO, words=WORDS)
    def withdraws(self, who: str, words: str) -> None:
        round_, found = self.rounds[-1], self.consultation(len(self.rounds) - 1)
        is_right = round_.is_running and bool(words)
        said = {"words": words, "by": self.people[who], "on": self.on}
        if self.does(*self.leads(who), lambda: withdraw(found, found.version, **said), is_right):
            round_.status, round_.ended_on = "withdrawn", self.on

    @rule(who=WHO_OF_ASKED, code=INSTITUTION, back=BACK, words=WORDS, is_council=st.booleans())
    def ends_the_dissent(self, who: str, code: str, back: int, words: str, is_council: bool) -> None:
        number = self.chosen(back, code)
        if number is None:
            return
        who = who or code
        request, asked = self.request(number, code), self.rounds[number].requests[code]
        said = {"words": words, "by": self.people[who], "on": self.on}
        if is_council:
            rights = permissions.may_settle_by_council(self.people[who], request), who == "office"
        else:
            rights = self.speaks(who, number, code)
        end = settle_by_council if is_council else end_dissent
        if self.does(*rights, lambda: end(request, request.version, **said), asked.is_dissent and bool(words)):
            asked.settled = "council" if is_council else "dissenter"

    # --- What is refused --------------------------------------------------------------------

    @precondition(lambda self: self.rounds and self.rounds[-1].is_running)
    @rule()
    def comes_too_late(self) -> None:
        """With the version of before, nothing is written."""
        found, before = self.consultation(len(self.rounds) - 1), everything()
        with pytest.raises(Conflict), transaction.atomic():
            withdraw(found, found.version - 1, words="As seen before.", by=self.people["office"], on=self.on)
        assert everything() == before

    @precondition(lambda self: self.rounds)
    @rule(status=st.sampled_from(Consultation.Status.values))
    def the_database_refuses_what_the_rules_do(self, status: str) -> None:
        was = self.rounds[-1].status
        if (was, status) in (("draft", "open"), ("draft", "withdrawn"), ("open", "concluded"), ("open", "withdrawn")):
            return
        changes = ["UPDATE legislation_opinion SET position = 'approved'", "DELETE FROM legislation_opinion"]
        changes = changes if Opinion.objects.exists() else []
        if was != status:
            number = len(self.rounds)
            changes.append(f"UPDATE legislation_consultation SET status = '{status}' WHERE number = {number}")
        for change in changes:
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)

    # --- What always holds ------------------------------------------------------------------

    @invariant()
    def the_rules_hold(self) -> None:
        """Looked at again only where a day has passed or something was done: what is refused changes nothing."""
        if self.is_checked:
            return
        self.every_round_stands_where_it_should()
        self.each_request_counts_once_and_silence_never_approves_by_itself()
        self.no_term_is_below_the_least_without_a_reason()
        self.who_is_asked_and_silent_in_an_open_round_owes_an_opinion()
        self.dissent_and_silence_are_concerns_until_they_end()
        self.is_checked = True

    def every_round_stands_where_it_should(self) -> None:
        found = Consultation.objects.order_by("number")
        assert [(each.status, each.opened_on, each.ended_on) for each in found] == [
            (each.status, each.opened_on, each.ended_on) for each in self.rounds
        ]
        requests = Request.objects.for_page().order_by("consultation__number", "institution__code")
        expected = [(number, code) for number, each in enumerate(self.rounds, 1) for code in sorted(each.requests)]
        assert [(each.consultation.number, each.institution.code) for each in requests] == expected
        for request in requests:
            round_ = self.rounds[request.consultation.number - 1]
            asked = round_.requests[request.institution.code]
            assert (request.due_on, request.settled_by) == (asked.due_on, asked.settled)
            assert request.is_dissent == asked.is_dissent
            assert request.standing_on(self.on) == asked.standing(self.on, round_)
            said = [(each.given_on, each.position) for each in reversed(list(request.opinions.all()))]
            assert said == [(on, position) for on, position, _ in asked.said]  # nothing in anybody's name

    def each_request_counts_once_and_silence_never_approves_by_itself(self) -> None:
        everybody = [(each, asked) for each in self.rounds for asked in each.requests.values()]
        standings = [asked.standing(self.on, each) for each, asked in everybody]
        together = discipline(access_of(self.people["office"]), Period(MARCH, self.on), self.on).together
        assert together.parts == tuple(
            standings.count(each) for each in (Standing.ON_TIME, Standing.LATE, Standing.SILENT, Standing.AWAITED)
        )
        assert sum(together.parts) == together.asked
        assert together.tacit == (together.silent if self.silence_agrees else 0)
        assert together.agreed == sum(asked.position in AGREES for _, asked in everybody)
        for number, each in enumerate(self.rounds):
            told = table_of_comments(self.consultation(number), self.on)
            silent = [asked.standing(self.on, each) for asked in each.requests.values()].count(Standing.SILENT)
            agreed = sum(asked.position in AGREES for asked in each.requests.values())
            assert (told.silent, told.agreed) == (silent, agreed + (silent if self.silence_agrees else 0))
            assert told.unanswered == sum(not asked.is_answered for asked in each.requests.values())

    def no_term_is_below_the_least_without_a_reason(self) -> None:
        is_holiday = Country.objects.current().is_holiday
        for request in Request.objects.filter(asked_on__isnull=False).select_related("consultation"):
            term = working_days_between(request.asked_on, request.due_on, is_holiday)
            assert term >= request.consultation.days
            assert term >= 5 or request.consultation.shortened_why

    def who_is_asked_and_silent_in_an_open_round_owes_an_opinion(self) -> None:
        owed = {(each.institution_id, each.due_on) for each in due(Scope(self.on)) if each.kind is DueKind.OPINION}
        assert owed == {
            (self.institution(code).pk, asked.due_on)
            for each in self.rounds if each.status == "open"
            for code, asked in each.requests.items() if not asked.said
        }  # fmt: skip

    def dissent_and_silence_are_concerns_until_they_end(self) -> None:
        found = concern(Scope(self.on), [ConcernKind.DISSENT, ConcernKind.SILENCE])
        told = sorted((each.kind, each.title.split(":")[0]) for each in found)
        against = [("dissent", f"{self.institution(code)} has not approved") for code in dissents(self.rounds, self.on)]
        silent = [("silence", f"No opinion from {self.institution(code)}") for code in silences(self.rounds, self.on)]
        assert told == sorted(against + silent)
        assert all(each.since_on <= self.on for each in found)


@pytest.fixture
def people(coordinator, cio_finance, cio_health, cio_justice, auditor, finance, health, justice):
    return {
        "office": coordinator, "finance": cio_finance, "health": cio_health, "justice": cio_justice, "nobody": auditor,
        "institutions": {"finance": finance, "health": health, "justice": justice},
    }  # fmt: skip


@pytest.mark.parametrize("depth", [QUICK, pytest.param(LONG, marks=pytest.mark.long)], ids=["quick", "long"])
def test_any_course_keeps_the_rules(people, depth):
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
    run_state_machine_as_test(lambda: Consulted(people), settings=settings(**depth, **quiet))
