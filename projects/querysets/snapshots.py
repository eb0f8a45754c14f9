from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import connection
from django.db.models import Case, Count, F, Func, Max, Q, Value, When

from core.access import Access, Kind
from core.querysets import RecordQuerySet, sorted_by
from projects.querysets.project import OVER, seen_by

if TYPE_CHECKING:
    from projects.models import Round, Snapshot, SnapshotRow

# What a row takes from elsewhere than ``Current``, whose columns are copied by their names.
TAKEN = {
    "project_id": "project.id",
    "code": "project.code",
    "title": "project.title",
    "lead_id": "project.lead_id",
    "lead_code": "lead.code",
    "lead_name": "lead.name",
    "lead_short_name": "COALESCE(NULLIF(lead.acronym, ''), lead.name)",
    "sponsor": "project.sponsor",
    "stage": "project.stage",
    "stage_since_on": "project.stage_since_on",
    "resumes_on": "project.resumes_on",
    "visibility": "project.visibility",
    "reader_ids": "ARRAY(SELECT project.lead_id UNION SELECT institution_id FROM projects_participation WHERE project_id = project.id)",
    "currency": "project.currency",
    "report_status": "COALESCE(report.status, '')",
    "report_reason": "COALESCE(report.reason, '')",
    "filed_on": "said.first_on",
    "is_unchanged": "COALESCE(said.is_unchanged, false)",
    "cio_round": "COALESCE(cio_round.name, '')",
    "assessed_round": "COALESCE(assessed_round.name, '')",
    "status_round": "COALESCE(status_round.name, '')",
    "as_of_on": "COALESCE(current.as_of_on, %(on)s)",
    "assessed_on": "assessment.assessed_on",
    "basis": "COALESCE(assessment.basis, '')",
    "why": "COALESCE(status.why, '')",
    "progress": "COALESCE(status.progress, '')",
    "top_risk": "COALESCE(status.top_risk, '')",
    "help_needed": "COALESCE(status.help_needed, '')",
    "schedule_words": "COALESCE(status.schedule_words, '')",
    "cost_words": "COALESCE(status.cost_words, '')",
    "spent": "status.spent",
    "baseline_number": "baseline.number",
    "baseline_starts_on": "baseline.starts_on",
    "first_ends_on": "first.ends_on",
    "first_cost": "first.cost",
    "milestones": "COALESCE(plan.milestones, '[]')",
    "withheld": """current.withheld || jsonb_strip_nulls(jsonb_build_object(
        'first_cost', first.withheld -> 'cost', 'first_ends_on', first.withheld -> 'ends_on'))""",
}

FREEZE = """
WITH said AS (  -- the answer to this round's report: when it was first signed, and whether the newest repeats the last
    SELECT report.id AS report_id, min(submission.at AT TIME ZONE COALESCE(country.time_zone, 'UTC'))::date AS first_on,
           (array_agg(submission.is_unchanged ORDER BY submission.number DESC))[1] AS is_unchanged
    FROM projects_report report
    JOIN projects_submission submission ON submission.report_id = report.id
    LEFT JOIN ministries_country country ON country.id = 1
    WHERE report.round_id = %(round)s
    GROUP BY report.id
), status AS (  -- the newest report that was filed, as Current reads it
    SELECT DISTINCT ON (report.project_id) report.project_id, submission.*
    FROM projects_report report
    JOIN projects_round round ON round.id = report.round_id
    JOIN projects_submission submission ON submission.report_id = report.id
    ORDER BY report.project_id, round.ends_on DESC, submission.at DESC, submission.number DESC
), assessment AS (
    SELECT DISTINCT ON (project_id, round_id) * FROM projects_assessment
    ORDER BY project_id, round_id, assessed_on DESC, id DESC
), baseline AS (  -- the baseline in force
    SELECT DISTINCT ON (project_id) * FROM projects_baseline ORDER BY project_id, approved_on DESC, number DESC
), first AS (
    SELECT DISTINCT ON (project_id) * FROM projects_baseline ORDER BY project_id, approved_on, number
), plan AS (
    SELECT milestone.project_id, jsonb_agg(
        jsonb_build_object('title', milestone.title, 'owner', COALESCE(NULLIF(owner.acronym, ''), owner.name),
            'baseline_on', milestone.baseline_on, 'forecast_on', milestone.forecast_on, 'actual_on', milestone.actual_on)
        ORDER BY COALESCE(milestone.actual_on, milestone.forecast_on, milestone.baseline_on), milestone.id
    ) AS milestones
    FROM projects_milestone milestone JOIN ministries_institution owner ON owner.id = milestone.owner_id
    GROUP BY milestone.project_id
)
SELECT {values}
FROM projects_project project
JOIN projects_current current ON current.project_id = project.id
JOIN ministries_institution lead ON lead.id = project.lead_id
LEFT JOIN projects_report report ON report.project_id = project.id AND report.round_id = %(round)s
LEFT JOIN said ON said.report_id = report.id
LEFT JOIN status ON status.project_id = project.id
LEFT JOIN projects_round cio_round ON cio_round.id = current.cio_round_id
LEFT JOIN projects_round assessed_round ON assessed_round.id = current.assessed_round_id
LEFT JOIN projects_round status_round ON status_round.id = current.status_round_id
LEFT JOIN assessment ON assessment.project_id = project.id AND assessment.round_id = current.assessed_round_id
LEFT JOIN baseline ON baseline.project_id = project.id
LEFT JOIN first ON first.project_id = project.id
LEFT JOIN plan ON plan.project_id = project.id
ORDER BY project.code
"""


def frozen_for(access: Access, prefix: str = "") -> Q | None:
    """The one rule of who reads a frozen row: it was visible to them then and is now; None: everything.

    ``prefix`` leads to the row. Then: by the visibility of that day and the institutions that could read it.
    """
    now = seen_by(access, f"{prefix}project__")
    if now is None:
        return None
    if access.kind is not Kind.OFFICIAL:
        return now & Q(**{f"{prefix}visibility": "public"})
    ids = sorted(access.read_institution_ids)
    then = Q(**{f"{prefix}visibility__in": ["public", "government"]}) | Q(**{f"{prefix}reader_ids__overlap": ids})
    return now & then


class SnapshotQuerySet(RecordQuerySet["Snapshot"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def in_force(self) -> Self:
        """Those that no correction followed."""
        return self.filter(correction__isnull=True)

    def corrections(self) -> Self:
        return self.filter(corrects__isnull=False)

    def next_number(self) -> int:
        return (self.aggregate(last=Max("number"))["last"] or 0) + 1

    def for_list(self, access: Access) -> Self:
        """With the snapshot each corrects or that corrects it, and ``projects``: how many of its rows this reader sees."""
        seen = frozen_for(access, "rows__") or Q()
        counted = Count("rows", filter=seen, distinct=True)
        return self.select_related("corrects", "correction").annotate(projects=counted)

    def known_at(self, snapshot: Snapshot) -> Self:
        """Of each round until that of ``snapshot`` the newest that stood beside it when it was published: never changes."""
        until = self.filter(number__lte=snapshot.number, ends_on__lte=snapshot.ends_on)
        newest = until.order_by("round_id", "-number").distinct("round_id").values("pk")
        return self.filter(pk__in=newest).order_by("ends_on", "number")


class SnapshotRowQuerySet(RecordQuerySet["SnapshotRow"]):
    def visible_to(self, access: Access) -> Self:
        rule = frozen_for(access)
        return self if rule is None else self.filter(rule)

    def keyed_by_title(self) -> Self:
        return self.annotate(title_key=sorted_by("title"))

    def search(self, words: str) -> Self:
        found = self.keyed_by_title()
        for word in words.split():
            found = found.filter(
                Q(title_key__contains=Func(Value(word), function="sort_key")) | Q(code__icontains=word)
            )
        return found

    def for_list(self) -> Self:
        """All that a line of the published portfolio shows, with ``snapshot_number``."""
        return self.keyed_by_title().annotate(snapshot_number=F("snapshot__number"))

    def rated(self, whose: str, rating: str) -> Self:
        """``whose``: "cio" or "assessed". ``rating``: a step, "none" (not rated) or "exempt"."""
        if rating == "exempt":
            return self.filter(**{f"{whose}_is_exempt": True})
        if rating == "none":
            return self.filter(**{f"{whose}_is_exempt": False, f"{whose}_rating__isnull": True})
        return self.filter(**{f"{whose}_rating": int(rating)})

    def of(self, snapshot: Snapshot) -> Self:
        return self.filter(snapshot=snapshot)

    def asked(self) -> Self:
        """Those that owed a report in the round."""
        return self.exclude(report_status__in=("", "waived"))

    def of_own_round(self) -> Self:
        """With ``rating``: the assessment where it was given in the round of the snapshot, else None."""
        is_own = Q(assessed_round=F("snapshot__round_name"))
        return self.annotate(rating=Case(When(is_own, then=F("assessed_rating")), default=None))

    def reported(self, status: str) -> Self:
        """``status`` empty: not asked in the round."""
        return self.filter(report_status=status)

    def signalled(self, rating: str) -> Self:
        return self.filter(signal=None if rating == "none" else int(rating))

    def running(self) -> Self:
        return self.exclude(stage__in=OVER)

    def rated_apart(self) -> Self:
        return self.filter(is_apart=True)

    def expected_late(self) -> Self:
        return self.filter(days_late__gt=0)

    def silent(self) -> Self:
        return self.filter(silent_since_on__isnull=False)

    def reported_unchanged(self) -> Self:
        return self.running().filter(unchanged_running__gt=0)

    def freeze(self, snapshot: Snapshot, round_: Round) -> None:
        """One row of every project as it stands, in one statement."""
        values = [TAKEN.get(name, f"current.{name}") for name in self._columns()]
        self._insert(
            snapshot, FREEZE.format(values=", ".join(["%(snapshot)s", *values])), round=round_.pk, on=snapshot.as_of_on
        )

    def standing_now(
        self, access: Access, round_: Round | None, on: date, projects: Collection[int] | None = None
    ) -> list[SnapshotRow]:
        """What a snapshot of this day would hold now of the projects this reader sees, or of some of them; the rows are not saved.

        ``round_``: the one whose reports it speaks of. Two queries."""
        seen = apps.get_model("projects", "Project")._default_manager.visible_to(access)
        wanted = seen if projects is None else seen.filter(pk__in=projects)
        values = ", ".join(f"{TAKEN.get(name, f'current.{name}')} AS {name}" for name in self._columns())
        select = f"SELECT 0 AS id, 0 AS snapshot_id, now.* FROM ({FREEZE.format(values=values)}) now"  # noqa: S608
        ids = list(wanted.values_list("pk", flat=True))
        params = {"ids": ids, "round": round_.pk if round_ else None, "on": on}
        return list(self.raw(f"{select} WHERE project_id = ANY(%(ids)s) ORDER BY code", params))

    def copy(self, snapshot: Snapshot, corrected: Snapshot, without: list[int]) -> None:
        """The rows of another snapshot, but for these projects, in one statement."""
        select = (
            f"SELECT %(snapshot)s, {', '.join(self._columns())} FROM projects_snapshotrow "  # noqa: S608
            "WHERE snapshot_id = %(corrected)s AND project_id <> ALL(%(without)s) ORDER BY code"
        )
        self._insert(snapshot, select, corrected=corrected.pk, without=without)

    def _columns(self) -> list[str]:
        fields = self.model._meta.concrete_fields
        return [str(field.column) for field in fields if field.name not in ("id", "snapshot")]

    def _insert(self, snapshot: Snapshot, select: str, **params: Any) -> None:
        named = ", ".join(["snapshot_id", *self._columns()])  # names only, from the model
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO projects_snapshotrow ({named}) {select}", {"snapshot": snapshot.pk, **params})
