"""Any course of acts by the right and the wrong people keeps the rules of rounds, reports and stages (DOMAIN section 4)."""

from collections import defaultdict
from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.dates import working_days_between
from ministries.models import Country
from projects import permissions
from projects.models import Current, Milestone, Project, Report, Round, Submission
from projects.rules.stages import MOVES, WANT_A_REASON
from projects.services import (
    ReportContent,
    accept_report,
    approve_baseline,
    change_lead,
    change_stage,
    close_round,
    create_project,
    open_round,
    report_nothing_changed,
    report_status,
    return_report,
    save_draft,
)
from tests.projects.test_current import live, rows
from tests.projects.test_reports import DAY, MARCH, at

REFUSALS = (ValidationError, PermissionDenied)
TABLES = (Project, Round, Report, Submission, Milestone, Current)
EVENTS = [model._meta.get_field("events").related_model for model in (Project, Round, Report, Submission)]
TRACKED = ("status", "institution_id", "reason", "is_late", "returned_on", "signal")
WHO = st.sampled_from(["office", "finance", "health", "nobody"])
QUICK = {"max_examples": 8, "stateful_step_count": 20, "derandomize": True}
LONG = {"max_examples": 150, "stateful_step_count": 50}


def everything() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in TABLES] + [
        [(model.objects.count(),)] for model in EVENTS
    ]


class Portfolio(RuleBasedStateMachine):
    """One project and its rounds. ``expected``: the status of its report by round, as DOMAIN says it; ``signed``: each
    submission as it was signed; ``kept``: the signal of a round on the day it closed."""

    def __init__(self, people: dict[str, Any]) -> None:
        super().__init__()
        self.outer = transaction.savepoint()
        self.people, self.on = people, MARCH
        self.expected: dict[int, str] = {}
        self.signed: dict[int, dict[str, Any]] = {}
        self.kept: dict[int, int | None] = {}
        self.filed: dict[int, int] = defaultdict(int)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.outer)

    @property
    def project(self) -> Project:
        return Project.objects.get()

    def report(self, newest: int) -> Report | None:
        found = Report.objects.select_related("round").order_by("-round__ends_on")[newest : newest + 1]
        return found[0] if found else None

    def does(self, act, is_right: bool) -> bool:
        """Whether the act was done; it must be where it is right, and change nothing where it is refused."""
        before = everything()
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            assert everything() == before
            assert not is_right
            return False
        assert is_right
        return True

    def writes(self, who: str, report: Report) -> bool:
        """A CIO writes for the own institution; the office and strangers for none."""
        is_theirs = who in ("finance", "health") and report.institution.code == who
        assert permissions.may_report_status(self.people[who], report) == is_theirs
        return is_theirs

    def as_office(self, may, who: str, act, is_right: bool) -> bool:
        """As a page does it: who may not, does not come to the service."""
        assert may(self.people[who]) == (who == "office")
        return who == "office" and self.does(act, is_right)

    # --- What happens -----------------------------------------------------------------------

    @initialize(stage=st.sampled_from(["proposed", "approved", "delivery"]))
    def begins(self, stage: str) -> None:
        office, finance = self.people["office"], self.people["institutions"]["finance"]
        made = create_project(title="Digital tax account", lead=finance, by=office, on=self.on, stage=stage)
        approve_baseline(
            made, by=office, on=self.on, starts_on=self.on - 100 * DAY, ends_on=self.on + 150 * DAY, cost=1_000
        )

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.on += timedelta(days=days)
        Current.objects.refresh(self.on)  # the nightly run

    @rule(who=WHO, days=st.sampled_from([6, 21]))
    def opens(self, who: str, days: int) -> None:
        self.days_pass(1)
        on, name = self.on, f"Round {len(self.kept)} {self.on}"
        dates = {"starts_on": on, "ends_on": on + 27 * DAY, "due_on": on + days * DAY}
        is_right = not Round.objects.open().exists()
        act = lambda: open_round(name=name, **dates, by=self.people[who], on=on)  # noqa: E731
        if self.as_office(permissions.may_run_rounds, who, act, is_right):
            stage = self.project.stage
            if stage in ("approved", "delivery", "closing", "paused"):
                self.expected[Round.objects.open().get().pk] = "waived" if stage == "paused" else "owed"

    @rule(who=WHO)
    def closes(self, who: str) -> None:
        round_ = Round.objects.order_by("-ends_on").first()
        if round_ is None:
            return
        act = lambda: close_round(round_, round_.version, by=self.people[who], on=self.on)  # noqa: E731
        if self.as_office(permissions.may_run_rounds, who, act, round_.is_open):
            if self.expected.get(round_.pk) in ("owed", "draft"):
                self.expected[round_.pk] = "missed"
            if round_.pk in self.expected:
                self.kept[round_.pk] = Current.objects.get().signal if self.expected[round_.pk] != "waived" else None

    @rule(who=WHO, newest=st.integers(0, 2))
    def drafts(self, who: str, newest: int) -> None:
        report = self.report(newest)
        if report is None:
            return
        is_right = self.writes(who, report) and report.status in ("owed", "draft", "returned", "missed")
        save = {"draft": {"why": [str(self.on)]}, "by": self.people[who], "at": at(self.on)}
        if self.does(lambda: save_draft(report, report.version, **save), is_right) and report.status == "owed":
            self.expected[report.round_id] = "draft"

    @rule(who=WHO, newest=st.integers(0, 2), rating=st.integers(1, 5))
    def files(self, who: str, newest: int, rating: int) -> None:
        report = self.report(newest)
        if report is None:
            return
        content = ReportContent(rating, "So it stands.", signal_words="As we see it.")
        is_right = self.writes(who, report) and report.status in ("owed", "draft", "returned", "missed")
        signs = {"content": content, "by": self.people[who], "at": at(self.on)}
        if self.does(lambda: report_status(report, report.version, **signs), is_right):
            self.signs(report)

    @rule(who=WHO, newest=st.integers(0, 2))
    def says_that_nothing_changed(self, who: str, newest: int) -> None:
        report = self.report(newest)
        if report is None:
            return
        before = everything()
        try:
            with transaction.atomic():
                report_nothing_changed(report, report.version, by=self.people[who], at=at(self.on))
        except REFUSALS:
            assert everything() == before
            return
        assert self.writes(who, report)
        assert report.status in ("owed", "draft", "missed")
        assert Submission.objects.filter(report__round__ends_on__lt=report.round.ends_on).exists()
        self.signs(report)

    def signs(self, report: Report) -> None:
        self.expected[report.round_id] = "submitted"
        self.filed[report.pk] += 1
        newest = Submission.objects.filter(report=report).order_by("-number").values()[0]
        assert newest["number"] == self.filed[report.pk]
        self.signed[newest["id"]] = newest
        assert Report.objects.get(pk=report.pk).is_late == (report.status == "missed" or report.is_late)

    @rule(who=WHO, newest=st.integers(0, 2), reason=st.sampled_from(["", "Say by when."]))
    def returns(self, who: str, newest: int, reason: str) -> None:
        report = self.report(newest)
        if report is None:
            return
        act = lambda: return_report(report, report.version, reason=reason, by=self.people[who], on=self.on)  # noqa: E731
        if self.as_office(permissions.may_review_report, who, act, report.status == "submitted" and bool(reason)):
            self.expected[report.round_id] = "returned"

    @rule(who=WHO, newest=st.integers(0, 2))
    def accepts(self, who: str, newest: int) -> None:
        report = self.report(newest)
        if report is None:
            return
        act = lambda: accept_report(report, report.version, by=self.people[who])  # noqa: E731
        if self.as_office(permissions.may_review_report, who, act, report.status in ("submitted", "returned")):
            self.expected[report.round_id] = "accepted"

    @rule(who=WHO, lead=st.sampled_from(["finance", "health"]))
    def changes_the_lead(self, who: str, lead: str) -> None:
        project, new = self.project, self.people["institutions"][lead]
        act = lambda: change_lead(project, project.version, new, by=self.people[who], on=self.on)  # noqa: E731
        self.as_office(permissions.may_change_lead, who, act, is_right=True)

    @rule(who=WHO, stage=st.sampled_from(Project.Stage.values), reason=st.sampled_from(["", "The law came."]))
    def moves_to(self, who: str, stage: str, reason: str) -> None:
        project = self.project
        may = who == "office" or who == project.lead.code
        assert permissions.may_edit_project(self.people[who], project) == may
        is_right = stage in MOVES[project.stage] and (bool(reason) or (project.stage, stage) not in WANT_A_REASON)
        move = {"by": self.people[who], "on": self.on, "reason": reason}
        if may and self.does(lambda: change_stage(project, project.version, stage, **move), is_right):
            self.follows(stage)

    def follows(self, stage: str) -> None:
        open_round_ = Round.objects.open().first()
        if open_round_ is None:
            return
        if stage in ("paused", "cancelled") and self.expected.get(open_round_.pk) in ("owed", "draft", "returned"):
            self.expected[open_round_.pk] = "waived"
        country = Country.objects.current()
        is_early = working_days_between(self.on, open_round_.due_on, country.is_holiday) >= country.join_days
        if stage in country.reporting_stages and is_early:
            self.expected.setdefault(open_round_.pk, "owed")

    # --- What always holds --------------------------------------------------------------------

    @invariant()
    def every_report_stands_where_it_should_and_there_is_one_for_each_round(self) -> None:
        assert sorted(Report.objects.values_list("round_id", "status")) == sorted(self.expected.items())

    @invariant()
    def submissions_never_change_and_their_numbers_run(self) -> None:
        assert {each["id"]: each for each in Submission.objects.values()} == self.signed
        numbers = Submission.objects.order_by("report_id", "number").values_list("report_id", "number")
        for _report, found in groupby(numbers, key=lambda each: each[0]):
            assert [number for _report, number in found] == list(range(1, self.filed[_report] + 1))

    @invariant()
    def nothing_changed_stands_at_most_twice_running(self) -> None:
        last = Submission.objects.latest_per_report().values_list("report__round__ends_on", "is_unchanged")
        runs = [len(list(run)) for said, run in groupby(is_unchanged for _day, is_unchanged in sorted(last)) if said]
        assert max(runs, default=0) <= 2

    @invariant()
    def closed_rounds_keep_their_signals(self) -> None:
        found = Report.objects.filter(round__in=self.kept).values_list("round_id", "signal")
        assert dict(found) == self.kept

    @invariant()
    def the_duty_lies_with_the_lead_and_ends_with_the_work(self) -> None:
        project = self.project
        assert all(report.institution_id == project.lead_id for report in Report.objects.open())
        assert project.stage not in ("paused", "cancelled") or not Report.objects.open().exists()
        assert not Report.objects.filter(status__in=["waived", "returned"], reason="").exists()

    @invariant()
    def the_stored_row_is_the_live_row(self) -> None:
        assert rows("projects_current", self.on) == live(self.on)
        stored = list(Current.objects.values())
        Current.objects.refresh(self.on)
        assert list(Current.objects.values()) == stored

    @invariant()
    def history_ends_with_the_state_of_today(self) -> None:
        for report in Report.objects.all():
            last = report.events.order_by("pgh_id").last()
            assert [getattr(last, name) for name in TRACKED] == [getattr(report, name) for name in TRACKED]
        project = self.project
        last = project.events.order_by("pgh_id").last()
        assert (last.stage, last.lead_id, last.version) == (project.stage, project.lead_id, project.version)


@pytest.fixture
def people(coordinator, cio_finance, cio_health, auditor, finance, health):
    return {
        "office": coordinator, "finance": cio_finance, "health": cio_health, "nobody": auditor,
        "institutions": {"finance": finance, "health": health},
    }  # fmt: skip


@pytest.mark.parametrize("depth", [QUICK, pytest.param(LONG, marks=pytest.mark.long)], ids=["quick", "long"])
def test_any_course_keeps_the_rules(people, depth):
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
    run_state_machine_as_test(lambda: Portfolio(people), settings=settings(**depth, **quiet))
