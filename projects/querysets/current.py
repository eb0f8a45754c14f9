from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection

from core.querysets import RecordQuerySet

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
    status.forecast_ends_on - baseline.ends_on AS days_late,
    baseline.cost AS baseline_cost,
    status.forecast_cost AS forecast_cost,
    COALESCE(baseline.withheld, '{}') || COALESCE(status.withheld, '{}')
        || CASE WHEN assessment.withheld ? 'rating' THEN jsonb_build_object('assessed_rating', assessment.withheld -> 'rating')
                ELSE '{}' END AS withheld
FROM projects_project project
JOIN wanted ON wanted.id = project.id
LEFT JOIN ministries_country country ON country.id = 1
LEFT JOIN status ON status.project_id = project.id
LEFT JOIN assessment ON assessment.project_id = project.id
LEFT JOIN course ON course.project_id = project.id
LEFT JOIN silence ON silence.project_id = project.id
LEFT JOIN milestone ON milestone.project_id = project.id
LEFT JOIN baseline ON baseline.project_id = project.id
"""


class CurrentQuerySet(RecordQuerySet["Current"]):
    def refresh(self, on: date, project_ids: Collection[int] | None = None) -> None:
        """Rewrite the rows of these projects (None: all) from the records they are derived from, in one statement."""
        columns = [str(field.column) for field in self.model._meta.concrete_fields]
        named = ", ".join(columns)
        changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column != "project_id")
        statement = (  # column names only, from the model
            f"INSERT INTO projects_current ({named}) SELECT {named} FROM ({LIVE}) live ORDER BY project_id "  # noqa: S608
            f"ON CONFLICT (project_id) DO UPDATE SET {changes}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, {"everything": project_ids is None, "ids": list(project_ids or []), "on": on})
