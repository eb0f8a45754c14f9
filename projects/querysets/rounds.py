from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from projects.querysets.project import seen_by

if TYPE_CHECKING:
    from projects.models import Project, Report, Round, Submission

FILED = ("submitted", "returned", "accepted")
OPEN = ("owed", "draft", "returned")


class RoundQuerySet(RecordQuerySet["Round"]):
    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def closed(self) -> Self:
        return self.filter(closed_on__isnull=False)

    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def newest_of(self, project: Project) -> Round | None:
        """The round that a word about the project speaks of today: of its newest report or, without one, the newest."""
        return project.current.status_round or self.order_by("-ends_on", "-pk").first()

    def with_snapshot(self) -> Self:
        """With ``snapshot_number``: of the snapshot in force; None where the round is open, or was closed without one."""
        snapshots: Any = self.related("snapshots").filter(round=OuterRef("pk"))
        return self.annotate(snapshot_number=Subquery(snapshots.in_force().values("number")[:1]))

    def with_counts(self, access: Access, institution_ids: frozenset[int] | None = None) -> Self:
        """How many reports were asked, filed and missed, of these institutions (None: of all), as far as the reader may see."""
        seen = seen_by(access, "reports__project__") or Q()
        if institution_ids is not None:
            seen &= Q(reports__institution__in=institution_ids)
        asked = Q(reports__isnull=False) & ~Q(reports__status="waived") & seen
        return self.annotate(
            asked=Count("reports", filter=asked),
            filed=Count("reports", filter=Q(reports__status__in=FILED) & seen),
            missed=Count("reports", filter=Q(reports__status="missed") & seen),
        ).order_by("-ends_on", "-pk")


class ReportQuerySet(RecordQuerySet["Report"]):
    def open(self) -> Self:
        """What an institution still has to do: owed, begun or returned, in a round that is open."""
        return self.filter(status__in=OPEN, round__closed_on__isnull=True)

    def for_due(self) -> Self:
        """With project and round, ``answers`` (submissions so far) and ``is_prefilled`` (an earlier report to start from)."""
        submissions = apps.get_model("projects", "Submission")._default_manager
        return self.select_related("project", "round").annotate(
            answers=Count("submissions"), is_prefilled=Exists(submissions.filter(report__project=OuterRef("project")))
        )

    def filed(self) -> Self:
        return self.filter(status__in=FILED)

    def with_ratings(self) -> Self:
        """With ``rated`` (the CIO's newest in this report), ``computed`` (the signal: of its day, or today's while the round is
        open) and ``assessed`` (the round's newest, by ``assessor``); ``..._withheld`` says why one is not told."""
        said = self.related("submissions").filter(report=OuterRef("pk")).order_by("-number")
        assessments = apps.get_model("projects", "Assessment")._default_manager
        found = assessments.filter(project=OuterRef("project"), round=OuterRef("round"))
        return self.annotate(
            rated=Subquery(said.values("rating")[:1]),
            rated_withheld=Subquery(said.values("withheld")[:1]),
            computed=Case(When(round__closed_on__isnull=True, then=F("project__current__signal")), default=F("signal")),
            assessed=Subquery(found.order_by("-assessed_on", "-pk").values("rating")[:1]),
            assessed_withheld=Subquery(found.order_by("-assessed_on", "-pk").values("withheld")[:1]),
            assessor=Subquery(found.order_by("-assessed_on", "-pk").values("assessor")[:1]),
        )

    def rated_by_both(self) -> Self:
        """Of reports with their ratings, those that CIO and assessor rated; ``ahead``: how much better the CIO's is."""
        return self.annotate(ahead=F("rated") - F("assessed")).filter(ahead__isnull=False)

    def with_days(self) -> Self:
        """With ``signed_on`` (the newest submission) and ``first_signed_on``, ``from_file`` (it was imported) and ``assessed_on``
        (the round's newest)."""
        said = self.related("submissions").filter(report=OuterRef("pk")).order_by("-number")
        assessments = apps.get_model("projects", "Assessment")._default_manager
        found = assessments.filter(project=OuterRef("project"), round=OuterRef("round"))
        return self.annotate(
            signed_on=Subquery(said.values("at__date")[:1]),
            first_signed_on=Subquery(said.order_by("number").values("at__date")[:1]),
            from_file=Exists(said.filter(import_run__isnull=False)),
            assessed_on=Subquery(found.order_by("-assessed_on", "-pk").values("assessed_on")[:1]),
        )

    def answer_record(self, since: date, on: date) -> QuerySet[Any, Any]:
        """Of the reports due from ``since`` to ``on``: per institution ``asked`` and, of these, those first signed by the due
        day, ``on_time``. What was waived or imported does not count, nor what is not due yet and not filed.
        """
        submissions = apps.get_model("projects", "Submission")._default_manager.filter(report=OuterRef("pk"))
        first = submissions.order_by("number")
        asked = self.exclude(status="waived").filter(round__due_on__gte=since).exclude(round__opens_on__gt=on)
        counted = asked.annotate(
            signed_on=Subquery(first.values("at__date")[:1]),
            is_imported=Exists(first.filter(import_run__isnull=False)),
        ).filter(Q(round__due_on__lt=on) | Q(signed_on__isnull=False), is_imported=False)
        return (
            counted.order_by()
            .values("institution")
            .annotate(asked=Count("pk"), on_time=Count("pk", filter=Q(signed_on__lte=F("round__due_on"))))
        )

    def outcomes(self, since: date, on: date) -> QuerySet[Any, Any]:
        """Of rounds closed from ``since`` to ``on``: per round and institution ``filed``, ``late`` (after the closing) and ``missed``
        with the titles ``missing``. What was waived or imported is in none.
        """
        submissions = apps.get_model("projects", "Submission")._default_manager.filter(report=OuterRef("pk"))
        is_imported = Exists(submissions.filter(import_run__isnull=False))
        asked = self.exclude(status="waived").filter(~is_imported, round__closed_on__range=(since, on))
        is_missed = Q(status="missed")
        return (
            asked.order_by()
            .values("round", "round__name", "round__closed_on", "institution")
            .annotate(
                filed=Count("pk", filter=Q(status__in=FILED, is_late=False)),
                late=Count("pk", filter=Q(status__in=FILED, is_late=True)),
                missed=Count("pk", filter=is_missed),
                missing=ArrayAgg("project__title", filter=is_missed, order_by="project__code", default=Value([])),
            )
            .order_by("round__closed_on", "round", "institution")
        )

    def keep_signals(self) -> None:
        """The signal of this day stays with these reports: closed rounds keep theirs (DOMAIN section 4, Signal)."""
        current = apps.get_model("projects", "Current")._default_manager.filter(project=OuterRef("project"))
        self.exclude(status="waived").update(
            signal=Subquery(current.values("signal")[:1]),
            signal_findings=Subquery(current.values("signal_findings")[:1]),
        )

    def of_institutions(self, institution_ids: frozenset[int]) -> Self:
        return self.filter(institution__in=institution_ids)

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)


class SubmissionQuerySet(RecordQuerySet["Submission"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "report__project__")
        return self if rule is None else self.filter(rule)

    def latest_per_report(self) -> Self:
        return self.order_by("report_id", "-number").distinct("report_id")
