from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from django.apps import apps
from django.db import connection

from core.querysets import RecordQuerySet
from ministries.models import Country
from projects.querysets.facts import known_facts
from projects.rules.signal import findings, signal
from projects.rules.variance import NONE

if TYPE_CHECKING:
    from projects.models import Current

LIVE = """
WITH wanted AS (
    SELECT id FROM projects_project WHERE %(everything)s OR id = ANY(%(ids)s)
), newest AS (  -- the newest submission of each report
    SELECT DISTINCT ON (report.id) report.project_id, report.round_id, round.ends_on AS round_ends_on, submission.*
    FROM projects_report report
    JOIN projects_round round ON round.id = report.round_id
    JOIN projects_submission submission ON submission.report_id = report.id
    WHERE report.project_id IN (SELECT id FROM wanted)
    ORDER BY report.id, submission.number DESC
), status AS (  -- the newest report that was filed
    SELECT DISTINCT ON (project_id) * FROM newest ORDER BY project_id, round_ends_on DESC, at DESC
), assessed AS (  -- one assessment a round: the newest
    SELECT DISTINCT ON (assessment.project_id, round.id) assessment.*, round.ends_on AS round_ends_on
    FROM projects_assessment assessment
    JOIN projects_round round ON round.id = assessment.round_id
    WHERE assessment.project_id IN (SELECT id FROM wanted)
    ORDER BY assessment.project_id, round.id, assessment.assessed_on DESC, assessment.id DESC
), assessment AS (
    SELECT DISTINCT ON (project_id) * FROM assessed ORDER BY project_id, round_ends_on DESC
), course AS (  -- the last twelve rounds each project took part in
    SELECT project_id, array_agg(rating ORDER BY round_ends_on) AS trend
    FROM (
        SELECT project_id, round_ends_on, CASE WHEN assessed.id IS NULL THEN newest.rating ELSE assessed.rating END AS rating,
               row_number() OVER (PARTITION BY project_id ORDER BY round_ends_on DESC) AS back
        FROM newest FULL JOIN assessed USING (project_id, round_id, round_ends_on)
    ) rounds
    WHERE back <= 12
    GROUP BY project_id
), silence AS (  -- silent: the last report owed is missing, counted from its due date
    SELECT project_id, CASE WHEN status = 'missed' OR (status IN ('owed', 'draft') AND due_on < %(on)s) THEN due_on END AS since
    FROM (
        SELECT DISTINCT ON (report.project_id) report.project_id, report.status, round.due_on
        FROM projects_report report JOIN projects_round round ON round.id = report.round_id
        WHERE report.project_id IN (SELECT id FROM wanted) AND report.status <> 'waived'
          AND NOT (report.status IN ('owed', 'draft') AND round.due_on >= %(on)s)
        ORDER BY report.project_id, round.due_on DESC
    ) last_owed
), latest AS (  -- the newest round each project was asked in, and whether its answer came from a file
    SELECT DISTINCT ON (report.project_id) report.project_id, round.ends_on, round.closed_on IS NOT NULL AND EXISTS (
               SELECT FROM projects_submission s WHERE s.report_id = report.id AND s.import_run_id IS NOT NULL
           ) AS is_imported
    FROM projects_report report JOIN projects_round round ON round.id = report.round_id
    WHERE report.project_id IN (SELECT id FROM wanted) AND report.status <> 'waived'
    ORDER BY report.project_id, round.ends_on DESC
), unchanged AS (  -- reports running that say nothing changed
    SELECT project_id, count(*) FILTER (WHERE is_unchanged AND round_ends_on > COALESCE(written, '-infinity')) AS running
    FROM (
        SELECT newest.*, max(round_ends_on) FILTER (WHERE NOT is_unchanged) OVER (PARTITION BY project_id) AS written FROM newest
    ) filed
    GROUP BY project_id
), milestone AS (
    SELECT DISTINCT ON (project_id) project_id, title, COALESCE(forecast_on, baseline_on) AS expected_on
    FROM projects_milestone
    WHERE actual_on IS NULL AND project_id IN (SELECT id FROM wanted)
    ORDER BY project_id, COALESCE(forecast_on, baseline_on), id
), baseline AS (  -- the baseline in force
    SELECT DISTINCT ON (project_id) * FROM projects_baseline
    WHERE project_id IN (SELECT id FROM wanted)
    ORDER BY project_id, approved_on DESC, number DESC
)
SELECT
    project.id AS project_id,
    status.rating AS cio_rating,
    COALESCE(status.withheld ? 'rating', false) AS cio_is_exempt,
    status.round_id AS cio_round_id,
    assessment.rating AS assessed_rating,
    COALESCE(assessment.withheld ? 'rating', false) AS assessed_is_exempt,
    assessment.round_id AS assessed_round_id,
    COALESCE(assessment.assessor, '') AS assessor,
    COALESCE(assessment.is_independent, false) AS assessor_is_independent,
    CASE WHEN status.round_id = assessment.round_id THEN
        CASE WHEN country.rating_steps = 3 THEN sign(status.rating - 3)::int - sign(assessment.rating - 3)::int
             ELSE status.rating - assessment.rating END
    END AS gap,
    COALESCE(course.trend, '{}') AS trend,
    CASE WHEN status.import_run_id IS NULL THEN (status.at AT TIME ZONE COALESCE(country.time_zone, 'UTC'))::date END AS status_on,
    COALESCE(status.round_id, assessment.round_id) AS status_round_id,
    CASE WHEN project.stage IN ('closed', 'cancelled', 'paused', 'proposed') THEN NULL ELSE silence.since END AS silent_since_on,
    COALESCE(milestone.title, '') AS next_milestone,
    milestone.expected_on AS next_milestone_on,
    baseline.ends_on AS baseline_ends_on,
    status.forecast_ends_on AS forecast_ends_on,
    baseline.cost AS baseline_cost,
    status.forecast_cost AS forecast_cost,
    COALESCE(baseline.withheld, '{}') || COALESCE(status.withheld, '{}')
        || CASE WHEN assessment.withheld ? 'rating' THEN jsonb_build_object('assessed_rating', assessment.withheld -> 'rating')
                ELSE '{}' END AS withheld,
    CASE WHEN latest.is_imported THEN latest.ends_on END AS as_of_on,
    COALESCE(unchanged.running, 0) AS unchanged_running
FROM projects_project project
JOIN wanted ON wanted.id = project.id
LEFT JOIN ministries_country country ON country.id = 1
LEFT JOIN status ON status.project_id = project.id
LEFT JOIN assessment ON assessment.project_id = project.id
LEFT JOIN course ON course.project_id = project.id
LEFT JOIN silence ON silence.project_id = project.id
LEFT JOIN latest ON latest.project_id = project.id
LEFT JOIN unchanged ON unchanged.project_id = project.id
LEFT JOIN milestone ON milestone.project_id = project.id
LEFT JOIN baseline ON baseline.project_id = project.id
"""

BY_RULES = {
    "signal": "NULL", "signal_findings": "'[]'", "days_late": "NULL", "schedule_variance": "NULL", "cost_variance": "NULL",
    "widest_gap": "NULL", "is_apart": "false",
}  # fmt: skip
"""Columns that ``RATE`` says, and what a new row holds until then."""

RATE = """
UPDATE projects_current current SET
    signal = said.signal, signal_findings = said.signal_findings, days_late = said.days_late,
    schedule_variance = said.schedule_variance, cost_variance = said.cost_variance,
    widest_gap = said.widest_gap, is_apart = said.is_apart
FROM (
    SELECT rated.*, steps.widest_gap, COALESCE(steps.widest_gap >= CASE WHEN country.rating_steps = 3 THEN 1 ELSE 2 END, false) AS is_apart
    FROM jsonb_to_recordset(%(rated)s) AS rated (
        project_id bigint, signal smallint, signal_findings jsonb, days_late int,
        schedule_variance numeric(12, 4), cost_variance numeric(24, 4)
    )
    JOIN projects_current current USING (project_id)
    LEFT JOIN ministries_country country ON country.id = 1
    CROSS JOIN LATERAL (
        SELECT CASE WHEN count(step) > 1 THEN max(step) - min(step) END::smallint AS widest_gap
        FROM (VALUES
            (current.cio_rating),
            (rated.signal),
            (CASE WHEN current.assessed_round_id = current.cio_round_id THEN current.assessed_rating END)
        ) AS told (rating)
        CROSS JOIN LATERAL (SELECT CASE WHEN country.rating_steps = 3 THEN sign(rating - 3)::int ELSE rating END AS step) AS stepped
    ) steps
) said
WHERE current.project_id = said.project_id
  AND (current.signal, current.signal_findings, current.days_late, current.schedule_variance, current.cost_variance,
       current.widest_gap, current.is_apart)
      IS DISTINCT FROM
      (said.signal, said.signal_findings, said.days_late, said.schedule_variance, said.cost_variance, said.widest_gap, said.is_apart)
"""


class CurrentQuerySet(RecordQuerySet["Current"]):
    def refresh(self, on: date, project_ids: Collection[int] | None = None) -> None:
        """Derive the rows of these projects and of those that wait for them (None: all) from their records, the columns of the
        rules last. A row that says so already is not written."""
        project_ids = None if project_ids is None else self._with_waiting(project_ids)
        columns = [str(field.column) for field in self.model._meta.concrete_fields if field.column not in BY_RULES]
        named = ", ".join(columns)
        statement = (  # column names only, from the model
            f"INSERT INTO projects_current ({named}, {', '.join(BY_RULES)}) "  # noqa: S608
            f"SELECT {named}, {', '.join(BY_RULES.values())} FROM ({LIVE}) live ORDER BY project_id "
            f"ON CONFLICT (project_id) DO UPDATE SET {', '.join(f'{name} = EXCLUDED.{name}' for name in columns)} "
            f"WHERE ({', '.join(f'projects_current.{name}' for name in columns)}) "
            f"IS DISTINCT FROM ({', '.join(f'EXCLUDED.{name}' for name in columns)})"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, {"everything": project_ids is None, "ids": list(project_ids or []), "on": on})
            cursor.execute(RATE, {"rated": orjson.dumps(list(self._rated(project_ids, on)), default=str).decode()})

    def _with_waiting(self, project_ids: Collection[int]) -> Collection[int]:
        needs: Any = apps.get_model("projects", "Dependency")._default_manager
        waiting = needs.standing().filter(supplier__in=project_ids).values_list("project", flat=True)
        return {*project_ids, *waiting}

    def _rated(self, project_ids: Collection[int] | None, on: date) -> Iterator[dict[str, Any]]:
        """Signal and variances of each project on its day, at the thresholds of that day."""
        known = list(known_facts(project_ids, on))
        thresholds = apps.get_model("projects", "Thresholds")._default_manager
        limits = {day: thresholds.limits(day) for day in {each.on for each in known}}
        country = Country.objects.first()
        steps = country.rating_steps if country else Country.Steps.FIVE
        for each in known:
            found = findings(each.facts, limits[each.on], steps) if each.is_rated else []
            varied = each.facts.variance if each.stage != "cancelled" else NONE
            yield {
                "project_id": each.project_id,
                "signal": signal(found, has_baseline=each.facts.has_baseline),
                "signal_findings": [finding._asdict() for finding in found],
                "days_late": varied.days_late,
                "schedule_variance": varied.schedule,
                "cost_variance": varied.cost,
            }
