"""Two writers forced to meet between check and save, and every editing service to try it on.

A service that takes a ``version`` has a Case here; ``tests/test_races.py`` fails for one that has none.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from inspect import signature
from threading import Barrier
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.services import deactivate, edit_account, edit_person, invite_again, let_in_again, reset_factor
from core.access import today
from core.versions import Conflict, one_of_two
from exchange.services import apply_run, decide, note_answers, use_profile
from ministries.models import CoordinationFunction, Institution
from ministries.services import (
    change_settings,
    edit_function,
    edit_institution,
    edit_mandate,
    edit_rate,
    end_appointment,
    move_mandate,
    record_succession,
    settle,
    write_hand_over,
)
from outbox.services import set_preferences
from projects.services import (
    ReportContent,
    accept_report,
    answer_participation,
    ask_again,
    assess,
    change_lead,
    change_role,
    change_stage,
    close_risk,
    close_round,
    drop_dependency,
    edit_dependency,
    edit_outcome,
    edit_project,
    edit_risk,
    escalate_risk,
    move_milestone,
    pass_on_milestone,
    pass_on_participation,
    pass_on_project,
    reassess,
    record_funding,
    report_nothing_changed,
    report_status,
    return_report,
    save_draft,
    serve_functions,
    take_back_risk,
)
from strategy.services import edit_country, edit_indicator, edit_objective, edit_reading, edit_strategy
from tests.exchange.test_pages import PROFILE

WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
DAY = timedelta(days=1)
MOMENT = timezone.now()


class Meeting:
    """Wraps one connection: its first write waits until the other writer stands before its own."""

    def __init__(self, barrier: Barrier) -> None:
        self.barrier, self.has_met = barrier, False

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if not self.has_met and WRITE.match(sql):
            self.has_met = True
            self.barrier.wait(timeout=20)
        return execute(sql, *args)


def at_once(*acts: Callable[[], Any], meet: bool = False) -> list[Any]:
    """What each act gave, or the refusal it met; all start together, each on a connection of its own.

    ``meet``: all have checked before any of them writes. Anything but a refusal is raised.
    """
    start, between = Barrier(len(acts)), Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            with ExitStack() as stack:
                if meet:
                    stack.enter_context(connection.execute_wrapper(Meeting(between)))
                stack.enter_context(one_of_two())
                return act()
        except (ValidationError, Conflict) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [made.result(timeout=60) for made in [pool.submit(run, act) for act in acts]]


def refused(results: list[Any]) -> list[Any]:
    return [each for each in results if isinstance(each, ValidationError | Conflict)]


@dataclass(frozen=True, slots=True)
class Case:
    """``act(record, said, by)`` calls the service; ``record`` and ``by`` are fixtures, ``stands`` reads what was said back."""

    service: Callable[..., Any]
    record: str
    act: Callable[[Any, Any, Any], Any]
    stands: Callable[[Any], Any]
    said: tuple[Any, Any] = ("One's words", "The other's words")
    by: str = "coordinator"


def one_saves_and_the_other_is_told(case: Case, record: Any, by: Any) -> None:
    """Both have seen the same record; what the winner said stands, and the history tells each version once."""
    records = type(record)._default_manager
    seen = [records.get(pk=record.pk) for _writer in case.said]
    acts = [lambda seen=seen, said=said: case.act(seen, said, by) for seen, said in zip(seen, case.said, strict=True)]
    results = at_once(*acts, meet=True)
    assert [type(each) for each in refused(results)] == [Conflict]
    now = records.get(pk=record.pk)
    winner = next(number for number, result in enumerate(results) if not isinstance(result, Conflict))
    assert case.stands(now) == case.said[winner]
    told = list(now.events.order_by("version").values_list("version", flat=True))
    assert told == list(range(1, now.version + 1))
    assert now.version > seen[0].version


def services_of(app: str) -> list[Callable[..., Any]]:
    """Those that take a version."""
    try:
        module = import_module(f"{app}.services")
    except ModuleNotFoundError:
        return []
    ours = [
        each
        for name, each in vars(module).items()
        if name[0] != "_" and callable(each) and getattr(each, "__module__", "").startswith(app)
    ]
    return [each for each in ours if not isinstance(each, type) and "version" in signature(each).parameters]


def content(why: str) -> ReportContent:
    return ReportContent(rating=4, why=why)


def newest_words(report: Any) -> str:
    return report.submissions.latest("number").why


def institution(code: str) -> Institution:
    return Institution.objects.get(code=code)


CASES = [
    Case(edit_account, "cio_finance", lambda r, s, by: edit_account(r, r.version, by=by, full_name=s, language=""),
         lambda r: r.full_name, by="cio_finance"),
    Case(edit_person, "auditor",
         lambda r, s, by: edit_person(r, r.version, by=by, at=MOMENT, on=today(), job_title=s),
         lambda r: r.job_title, by="administrator"),
    Case(invite_again, "invited", lambda r, s, by: invite_again(r, r.version, by=by, at=s), lambda r: r.invited_at,
         (MOMENT, MOMENT + DAY), "administrator"),
    Case(deactivate, "auditor", lambda r, s, by: deactivate(r, r.version, by=by, on=s, reason="Left the service."),
         lambda r: r.deactivated_on, (today(), today() + DAY), "administrator"),
    Case(let_in_again, "closed", lambda r, s, by: let_in_again(r, r.version, by=by, at=s), lambda r: r.invited_at,
         (MOMENT, MOMENT + DAY), "administrator"),
    Case(reset_factor, "with_factor", lambda r, s, by: reset_factor(r, r.version, by=by, at=s, reason="Lost phone."),
         lambda r: r.factor_reset_at, (MOMENT, MOMENT + DAY), "administrator"),
    Case(set_preferences, "preference", lambda r, s, by: set_preferences(r.person, r.version, by=by, hour=s),
         lambda r: r.hour, (8, 9), "auditor"),
    Case(change_settings, "country", lambda r, s, by: change_settings(r, r.version, by=by, office_name=s),
         lambda r: r.office_name),
    Case(edit_institution, "finance", lambda r, s, by: edit_institution(r, r.version, by=by, remit=s), lambda r: r.remit),
    Case(end_appointment, "appointment", lambda r, s, by: end_appointment(r, r.version, by=by, ends_on=s),
         lambda r: r.ends_on, (today(), today() + DAY)),
    Case(write_hand_over, "appointment", lambda r, s, by: write_hand_over(r, r.version, by=by, hand_over=s),
         lambda r: r.hand_over),
    Case(edit_function, "function", lambda r, s, by: edit_function(r, r.version, by=by, description=s),
         lambda r: r.description),
    Case(edit_mandate, "mandate", lambda r, s, by: edit_mandate(r, r.version, by=by, claim=s), lambda r: r.claim),
    Case(move_mandate, "mandate",
         lambda r, s, by: move_mandate(r, r.version, institution(s), by=by, on=today()),
         lambda r: r.function.mandates.latest("pk").institution.code, ("health", "justice")),
    Case(record_succession, "finance",
         lambda r, s, by: record_succession(r, institution(s), "merger", by=by, on=today(), version=r.version),
         lambda r: r.successions.get().successor.code, ("health", "justice")),
    Case(settle, "contested",
         lambda r, s, by: settle(r, r.version, leads=[r.mandates.first().institution], others="", by=by, decided_on=today(),
                                 starts_on=today(), decision=s, source="Session of the government"),
         lambda r: r.settlements.get().decision),
    Case(edit_rate, "exchange_rate", lambda r, s, by: edit_rate(r, r.version, by=by, rate=s), lambda r: r.rate,
         (Decimal("0.5"), Decimal("0.25"))),
    Case(edit_project, "project", lambda r, s, by: edit_project(r, r.version, by=by, on=today(), aims=s), lambda r: r.aims),
    Case(change_stage, "project", lambda r, s, by: change_stage(r, r.version, s, by=by, on=today(), reason="Why."),
         lambda r: r.stage, ("closing", "paused")),
    Case(change_lead, "project", lambda r, s, by: change_lead(r, r.version, institution(s), by=by, on=today()),
         lambda r: r.lead.code, ("health", "justice")),
    Case(pass_on_project, "project", lambda r, s, by: pass_on_project(r, r.version, institution(s), by=by, on=today()),
         lambda r: r.lead.code, ("health", "justice")),
    Case(pass_on_milestone, "milestone", lambda r, s, by: pass_on_milestone(r, r.version, institution(s), by=by),
         lambda r: r.owner.code, ("health", "justice")),
    Case(pass_on_participation, "invitation", lambda r, s, by: pass_on_participation(r, r.version, institution(s), by=by),
         lambda r: r.institution.code, ("justice", "interior")),
    Case(serve_functions, "project",
         lambda r, s, by: serve_functions(r, r.version, CoordinationFunction.objects.filter(code=s), by=by, on=today()),
         lambda r: r.served_functions.get().function.code, ("digital-identity", "data-exchange")),
    Case(answer_participation, "invitation",
         lambda r, s, by: answer_participation(r, r.version, s, by=by, on=today(), reason="No budget."),
         lambda r: r.answer, ("accepted", "declined"), "cio_health"),
    Case(ask_again, "declined", lambda r, s, by: ask_again(r, r.version, by=by, on=s), lambda r: r.asked_on,
         (today() + DAY, today() + 2 * DAY)),
    Case(change_role, "invitation", lambda r, s, by: change_role(r, r.version, s, by=by, on=today()), lambda r: r.role,
         ("data provider", "funder")),
    Case(move_milestone, "milestone", lambda r, s, by: move_milestone(r, r.version, by=by, on=today(), forecast_on=s),
         lambda r: r.forecast_on, (today() + DAY, today() + 2 * DAY)),
    Case(edit_strategy, "strategy", lambda r, s, by: edit_strategy(r, r.version, by=by, title=s), lambda r: r.title),
    Case(edit_objective, "objective", lambda r, s, by: edit_objective(r, r.version, by=by, title=s), lambda r: r.title),
    Case(edit_indicator, "indicator", lambda r, s, by: edit_indicator(r, r.version, by=by, title=s), lambda r: r.title),
    Case(edit_country, "index_country", lambda r, s, by: edit_country(r, r.version, by=by, name=s), lambda r: r.name),
    Case(edit_reading, "reading", lambda r, s, by: edit_reading(r, r.version, by=by, today=today(), evidence=s),
         lambda r: r.evidence),
    Case(edit_outcome, "outcome", lambda r, s, by: edit_outcome(r, r.version, by=by, statement=s),
         lambda r: r.statement),
    Case(edit_risk, "risk", lambda r, s, by: edit_risk(r, r.version, by=by, on=today(), mitigation=s),
         lambda r: r.mitigation),
    Case(escalate_risk, "risk", lambda r, s, by: escalate_risk(r, r.version, why=s, by=by, on=today()),
         lambda r: r.escalated_why),
    Case(take_back_risk, "escalated", lambda r, s, by: take_back_risk(r, r.version, by=by), lambda r: r.escalated_why,
         ("", "")),
    Case(close_risk, "risk", lambda r, s, by: close_risk(r, r.version, why="Solved.", by=by, on=s), lambda r: r.closed_on,
         (today(), today() + DAY)),
    Case(edit_dependency, "dependency", lambda r, s, by: edit_dependency(r, r.version, by=by, on=today(), what=s),
         lambda r: r.what),
    Case(drop_dependency, "dependency",
         lambda r, s, by: drop_dependency(r, r.version, why="Bought.", by=by, on=s), lambda r: r.dropped_on,
         (today(), today() + DAY)),
    Case(record_funding, "funding",
         lambda r, s, by: record_funding(r.project, year=r.year, by=by, on=today(), version=r.version, planned=s),
         lambda r: r.planned, (Decimal(1), Decimal(2))),
    Case(assess, "assessment",
         lambda r, s, by: assess(r.project, r.round, rating=3, basis=s, by=by, on=today(), version=r.version),
         lambda r: r.basis),
    Case(reassess, "assessment", lambda r, s, by: reassess(r, r.version, by=by, on=today(), basis=s), lambda r: r.basis),
    Case(close_round, "round_", lambda r, s, by: close_round(r, r.version, by=by, on=s), lambda r: r.closed_on,
         (today(), today() + DAY)),
    Case(save_draft, "report",
         lambda r, s, by: save_draft(r, r.version, draft={"why": [s]}, by=by, at=timezone.now()),
         lambda r: r.draft["why"][0], by="cio_finance"),
    Case(report_status, "report",
         lambda r, s, by: report_status(r, r.version, content=content(s), by=by, at=timezone.now()),
         newest_words, by="cio_finance"),
    Case(report_nothing_changed, "second_report",
         lambda r, s, by: report_nothing_changed(r, r.version, by=by, at=timezone.now()),
         newest_words, ("On course.", "On course."), "cio_finance"),
    Case(return_report, "submitted", lambda r, s, by: return_report(r, r.version, reason=s, by=by, on=today()),
         lambda r: r.reason),
    Case(accept_report, "submitted", lambda r, s, by: accept_report(r, r.version, by=by), lambda r: r.status,
         ("accepted", "accepted")),
    Case(note_answers, "run", lambda r, s, by: note_answers(r, r.version, {"text": s}, by=by),
         lambda r: r.result["making"]["text"]),
    Case(use_profile, "run",
         lambda r, s, by: use_profile(r, r.version, text=f"# {s}\n{PROFILE}", by=by, on=today()),
         lambda r: r.profile_text.partition("\n")[0].removeprefix("# ")),
    Case(decide, "run", lambda r, s, by: decide(r, r.version, {s: True}, by=by, on=today()), lambda r: next(iter(r.decisions))),
    Case(apply_run, "run", lambda r, s, by: apply_run(r, r.version, by=by, at=timezone.now()), lambda r: r.state,
         ("applied", "applied")),
]  # fmt: skip
