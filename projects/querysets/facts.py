"""What the rules of the signal read of each project on its day, in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from core import questions
from core.questions import ConcernKind, Scope
from core.records import Ref
from projects.rules.risks import SERIOUS
from projects.rules.signal import Facts
from projects.rules.variance import Course, Plan, variance

PROJECT = "projects.project"
GAPS = (ConcernKind.CLASH, ConcernKind.LAW_GAP)
"""What stands between a project and others or a law, and counts in its signal by its days."""
Gaps = Mapping[ConcernKind, list[int | None]]
RATED_STAGES = ("approved", "delivery", "closing")

FACTS = """
WITH wanted AS (
    SELECT project.*, COALESCE(current.as_of_on, %(on)s::date) AS as_of_on FROM projects_project project
    JOIN projects_current current ON current.project_id = project.id
    WHERE %(everything)s OR project.id = ANY(%(ids)s)
), status AS (  -- the newest report that was filed
    SELECT DISTINCT ON (report.project_id) report.project_id, submission.forecast_ends_on, submission.forecast_cost, submission.spent
    FROM projects_report report
    JOIN projects_round round ON round.id = report.round_id
    JOIN projects_submission submission ON submission.report_id = report.id
    WHERE report.project_id IN (SELECT id FROM wanted)
    ORDER BY report.project_id, round.ends_on DESC, submission.at DESC, submission.number DESC
), baseline AS (  -- the baseline in force
    SELECT DISTINCT ON (project_id) * FROM projects_baseline
    WHERE project_id IN (SELECT id FROM wanted)
    ORDER BY project_id, approved_on DESC, number DESC
), overdue AS (  -- the oldest milestone that is overdue
    SELECT DISTINCT ON (milestone.project_id) milestone.project_id, milestone.title,
           wanted.as_of_on - COALESCE(milestone.forecast_on, milestone.baseline_on) AS days
    FROM projects_milestone milestone JOIN wanted ON wanted.id = milestone.project_id
    WHERE milestone.actual_on IS NULL AND COALESCE(milestone.forecast_on, milestone.baseline_on) < wanted.as_of_on
    ORDER BY milestone.project_id, COALESCE(milestone.forecast_on, milestone.baseline_on), milestone.id
), filed AS (
    SELECT report.project_id, max(round.due_on) AS due_on
    FROM projects_report report JOIN projects_round round ON round.id = report.round_id
    WHERE report.project_id IN (SELECT id FROM wanted) AND report.status IN ('submitted', 'returned', 'accepted')
    GROUP BY report.project_id
), missed AS (  -- rounds missed running: since the last report that was filed
    SELECT report.project_id, count(*) AS rounds
    FROM projects_report report
    JOIN wanted ON wanted.id = report.project_id
    JOIN projects_round round ON round.id = report.round_id
    LEFT JOIN filed ON filed.project_id = report.project_id
    WHERE (report.status = 'missed' OR report.status IN ('owed', 'draft') AND round.due_on < wanted.as_of_on)
      AND (filed.due_on IS NULL OR round.due_on > filed.due_on)
    GROUP BY report.project_id
), risky AS (  -- the serious open risk whose date passed first
    SELECT DISTINCT ON (risk.project_id) risk.project_id, risk.title, wanted.as_of_on - risk.due_on AS days
    FROM projects_risk risk JOIN wanted ON wanted.id = risk.project_id
    WHERE risk.closed_on IS NULL AND risk.likelihood * risk.impact >= %(serious)s AND risk.due_on < wanted.as_of_on
    ORDER BY risk.project_id, risk.due_on, risk.id
)
SELECT
    wanted.id, wanted.stage, wanted.as_of_on,
    CASE WHEN wanted.stage = 'closed' THEN wanted.stage_since_on END,
    baseline.starts_on, baseline.ends_on, baseline.cost, baseline.id IS NOT NULL,
    status.forecast_ends_on, status.forecast_cost, status.spent,
    overdue.days, COALESCE(overdue.title, ''), COALESCE(missed.rounds, 0), risky.days, COALESCE(risky.title, '')
FROM wanted
LEFT JOIN status ON status.project_id = wanted.id
LEFT JOIN baseline ON baseline.project_id = wanted.id
LEFT JOIN overdue ON overdue.project_id = wanted.id
LEFT JOIN missed ON missed.project_id = wanted.id
LEFT JOIN risky ON risky.project_id = wanted.id
"""


@dataclass(frozen=True, slots=True)
class Known:
    """The facts of one project on ``on``: today where it reports, else the last day of its newest round."""

    project_id: int
    stage: str
    on: date
    facts: Facts

    @property
    def is_rated(self) -> bool:
        """Proposed, paused, closed, cancelled: no signal (DOMAIN section 4)."""
        return self.stage in RATED_STAGES


def known_facts(project_ids: Collection[int] | None, on: date) -> Iterator[Known]:
    """Of these projects (None: all), whose row of ``Current`` says the day; gaps to others as they stand ``on``."""
    gaps = _gaps(project_ids, on)
    with connection.cursor() as cursor:
        everything, ids = project_ids is None, list(project_ids or [])
        cursor.execute(FACTS, {"everything": everything, "ids": ids, "serious": SERIOUS, "on": on})
        for row in cursor.fetchall():
            yield _known(*row, gaps=gaps[row[0]])


def _gaps(project_ids: Collection[int] | None, on: date) -> Mapping[int, Gaps]:
    """The days of each gap by project and kind: read as concerns, since also apps above this one know of some."""
    records = None if project_ids is None else frozenset(Ref(PROJECT, pk) for pk in project_ids)
    found: dict[int, Gaps] = defaultdict(lambda: defaultdict(list))
    for gap in questions.concern(Scope(on, records=records), GAPS):
        found[gap.record.pk][gap.kind].append(gap.days)
    return found


def _known(  # type: ignore[no-untyped-def]
    project_id, stage, on, ended_on, starts_on, ends_on, cost, has_baseline, forecast_ends_on, forecast_cost, spent,
    overdue_days, overdue_milestone, rounds_missed, risk_days, risk, *, gaps: Gaps,
) -> Known:  # fmt: skip
    plan = Plan(starts_on, ends_on, cost)
    found = variance(plan, Course(forecast_ends_on, forecast_cost, spent, ended_on), on)
    return Known(
        project_id,
        stage,
        on,
        Facts(
            variance=found,
            plan_days=plan.days,
            has_baseline=has_baseline,
            overdue_days=overdue_days,
            overdue_milestone=overdue_milestone,
            rounds_missed=rounds_missed,
            risk_days=risk_days,
            risk=risk,
            clashes=tuple(gaps[ConcernKind.CLASH]),
            laws=tuple(gaps[ConcernKind.LAW_GAP]),
        ),
    )
