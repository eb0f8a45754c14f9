from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import connection
from django.db.models import Max

from core.access import Access
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    from projects.models import Sitting

BURDEN = """
WITH reports AS (  -- what each report took, sittings cut to half an hour
    SELECT report.round_id, sitting.institution_id, sitting.report_id,
           sum(extract(epoch FROM LEAST(sitting.saved_at - sitting.opened_at, interval '30 minutes')) / 60)
               FILTER (WHERE sitting.way <> 'machine') AS minutes,
           max(sitting.fields) AS fields,
           bool_or(sitting.way = 'unchanged') AS is_unchanged,
           bool_or(sitting.way = 'machine') AS is_machine
    FROM ({seen}) sitting
    JOIN projects_report report ON report.id = sitting.report_id
    GROUP BY report.round_id, sitting.institution_id, sitting.report_id
    HAVING bool_or(sitting.way <> 'draft')
)
SELECT round_id, institution_id,
       count(minutes) AS reports,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS median,
       COALESCE(sum(minutes), 0) AS total,
       COALESCE(sum(fields) FILTER (WHERE NOT is_machine), 0) AS fields,
       count(*) FILTER (WHERE is_unchanged) AS unchanged,
       count(*) FILTER (WHERE is_machine) AS machine
FROM reports
GROUP BY GROUPING SETS ((round_id, institution_id), (round_id))
"""


class Burden(NamedTuple):
    """What a round asked of an institution (None: of all). ``reports``: filed by people; minutes and fields are of these."""

    round_id: int
    institution_id: int | None
    reports: int
    median: float | None
    total: float
    fields: int
    unchanged: int
    machine: int


class SittingQuerySet(RecordQuerySet["Sitting"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "report__project__")
        return self if rule is None else self.filter(rule)

    def last_save_since(self, opened_at: datetime) -> datetime | None:
        saved: datetime | None = self.filter(saved_at__gt=opened_at).aggregate(last=Max("saved_at"))["last"]
        return saved

    def burden(self) -> list[Burden]:
        """Of reports that were filed, by round and institution and by round alone, in one statement."""
        seen, params = self.order_by().query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(BURDEN.format(seen=seen), params)
            return [Burden(*row) for row in cursor.fetchall()]
