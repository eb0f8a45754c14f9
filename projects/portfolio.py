"""What the portfolio page says above its table: sums, ratings over the rounds, what moved. Each is one query over the
rows of the list's filter."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum, Window

from core.access import Access
from ministries.money import Changer, Total
from projects.models import Assessment, Project, Report, Round, Snapshot, SnapshotRow
from projects.querysets.project import OVER

ROUNDS = 12
MOVES = 4


@dataclass(frozen=True, slots=True)
class Sums:
    """Money of the running projects in the reporting currency, what has no rate apart. ``over``: forecast against baseline
    where both are known."""

    projects: int
    running: int
    apart: int
    late: int
    silent: int
    unchanged: int
    approved: Total
    over: Total


@dataclass(frozen=True, slots=True)
class Move:
    project: Project
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Moves:
    """``first``: the worst now; ``count``: how many there are."""

    first: Sequence[Move] = ()
    count: int = 0

    @property
    def others(self) -> int:
        return self.count - len(self.first)


@dataclass(frozen=True, slots=True)
class Above:
    """All that stands above the rows of the list. ``count``: its rows; ``of_all``: sums without its filter."""

    count: int
    sums: Sums
    of_all: Sums
    rounds: Sequence[tuple[Round, dict[int | None, int]]]
    moves: Moves


def above(rows: Any, every: Any, changer: Changer) -> Above:
    """``rows`` of the filter, out of ``every`` row the reader sees."""
    rounds = ratings_by_round(rows)
    found, of_all = sums(rows, changer), sums(every, changer)
    return Above(rows.count(), found, of_all, rounds, moves(rows, [round_ for round_, _counts in rounds]))


def sums(rows: Any, changer: Changer, standing: str = "current__") -> Sums:
    """``standing`` leads from a row to how it stands."""
    running = ~Q(stage__in=OVER)
    both = running & Q(
        **{f"{standing}forecast_cost__isnull": False, f"{standing}baseline_cost__isnull": False},
    )
    by_currency = list(
        rows.order_by()
        .values("currency")
        .annotate(
            projects=Count("pk"),
            running=Count("pk", filter=running),
            apart=Count("pk", filter=Q(**{f"{standing}is_apart": True})),
            late=Count("pk", filter=Q(**{f"{standing}days_late__gt": 0})),
            silent=Count("pk", filter=Q(**{f"{standing}silent_since_on__isnull": False})),
            unchanged=Count("pk", filter=running & Q(**{f"{standing}unchanged_running__gt": 0})),
            approved=Sum(f"{standing}baseline_cost", filter=running, default=Decimal(0)),
            over=Sum(F(f"{standing}forecast_cost") - F(f"{standing}baseline_cost"), filter=both),
        )
        .order_by("currency")
    )
    counted = {
        name: sum(row[name] for row in by_currency)
        for name in ("projects", "running", "apart", "late", "silent", "unchanged")
    }
    held = [row for row in by_currency if row["running"]]
    return Sums(
        **counted,
        approved=changer.total((row["currency"], row["approved"]) for row in held),
        over=changer.total((row["currency"], row["over"]) for row in held if row["over"] is not None),
    )


def ratings_by_round(rows: Any) -> list[tuple[Round, dict[int | None, int]]]:
    """Assessments of the newest closed rounds these projects took part in, oldest first; None counts what nobody assessed."""
    ids = rows.order_by().values("pk")
    taken_part = Report.objects.filter(project__in=ids).exclude(status=Report.Status.WAIVED)
    rounds = list(Round.objects.closed().filter(pk__in=taken_part.values("round")).order_by("-ends_on", "-pk")[:ROUNDS])
    counted = (
        _counted(Assessment.objects.filter(project__in=ids, round__in=rounds).newest_per_round()) if rounds else []
    )
    asked = dict(taken_part.filter(round__in=rounds).values_list("round").annotate(n=Count("pk")).order_by())
    by_round: dict[int, dict[int | None, int]] = {round_.pk: {} for round_ in rounds}
    for pk, rating, n in counted:
        if rating is not None:
            by_round[pk][rating] = n
    for pk, counts in by_round.items():
        counts[None] = max(asked.get(pk, 0) - sum(counts.values()), 0)
    return [(round_, by_round[round_.pk]) for round_ in reversed(rounds)]


def _counted(newest: Any) -> list[tuple[int, int | None, int]]:
    """Round, rating and how many of these assessments: Django groups no rows that are told apart first."""
    sql, params = newest.values("round", "rating").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT round, rating, count(*) FROM ({sql}) newest GROUP BY round, rating", params)  # noqa: S608
        found: list[tuple[int, int | None, int]] = cursor.fetchall()
    return found


def moves(rows: Any, rounds: Sequence[Round]) -> Moves:
    """Assessments that differ between the last two of these rounds."""
    if len(rounds) < 2:
        return Moves()
    before, now = rounds[-2], rounds[-1]
    earlier = Assessment.objects.filter(project=OuterRef("project"), round=before).order_by("-assessed_on", "-pk")
    newest = Assessment.objects.filter(project__in=rows.order_by().values("pk"), round=now).newest_per_round()
    moved: Any = (
        Assessment.objects.filter(pk__in=newest.values("pk"), rating__isnull=False)
        .annotate(before=Subquery(earlier.values("rating")[:1]))
        .filter(before__isnull=False)
        .exclude(rating=F("before"))
        .annotate(count=Window(Count("pk")))
        .select_related("project")
        .order_by("rating", "project__title")[:MOVES]
    )
    found = list(moved)
    return Moves([Move(each.project, each.before, each.rating or 0) for each in found], found[0].count if found else 0)


def ratings_as_published(snapshot: Snapshot, access: Access) -> list[tuple[Snapshot, dict[int | None, int]]]:
    """The same as the snapshots until this one say it, oldest first: assessments of their own round, of those who were asked."""
    shown = list(Snapshot.objects.visible_to(access).known_at(snapshot))[-ROUNDS:]
    rows: Any = SnapshotRow.objects.visible_to(access).filter(snapshot__in=shown).asked().of_own_round()
    counted = rows.values_list("snapshot", "rating").annotate(n=Count("pk")).order_by()
    by_snapshot: dict[int, dict[int | None, int]] = {each.pk: {None: 0} for each in shown}
    for pk, rating, n in counted:
        by_snapshot[pk][rating] = n
    return [(each, by_snapshot[each.pk]) for each in shown]
