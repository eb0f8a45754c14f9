from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from core.access import Access, Kind
from core.querysets import RecordQuerySet

if TYPE_CHECKING:
    from projects.models import Participation, Project

OVER = ("closed", "cancelled")


def seen_by(access: Access, prefix: str = "") -> Q | None:
    """The one rule of who sees a project and all that hangs on it; None: everything. ``prefix`` leads to the project.

    Office, decision makers and auditors see everything; officials public and government records and what is restricted
    to an institution of theirs (or its child) as lead or participant; everybody else public records (DOMAIN section 2).
    """
    if access.sees_everything:
        return None
    if access.kind is not Kind.OFFICIAL:
        return Q(**{f"{prefix}visibility": "public"})
    ids = access.read_institution_ids
    return (  # restricted to one's own
        Q(**{f"{prefix}visibility__in": ["public", "government"]})
        | Q(**{f"{prefix}lead__in": ids})
        | Q(**{f"{prefix}id__in": _participating(ids)})
    )


def _participating(institution_ids: frozenset[int]) -> object:
    rows = apps.get_model("projects", "Participation")._default_manager.filter(institution__in=institution_ids)
    return rows.values("project")


class ProjectQuerySet(RecordQuerySet["Project"]):
    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access)
        return self if rule is None else self.filter(rule)

    def in_stages(self, stages: list[str]) -> Self:
        return self.filter(stage__in=stages)

    def running(self) -> Self:
        return self.exclude(stage__in=OVER)

    def of_today(self) -> Self:
        """Whose newest report did not come from a file in a closed round: an imported past raises no concern of today."""
        imported = apps.get_model("projects", "Submission")._default_manager.filter(
            report=OuterRef("pk"), import_run__isnull=False
        )
        asked = self.related("reports").filter(project=OuterRef("pk")).exclude(status="waived")
        from_file = asked.annotate(from_file=Exists(imported) & Q(round__closed_on__isnull=False))
        newest = from_file.order_by("-round__ends_on").values("from_file")[:1]
        return self.filter(~Coalesce(Subquery(newest), Value(False)))

    def rated_better_twice(self) -> Self:
        """The CIO's rating above the office's in the two newest rounds that have both."""
        reports: Any = self.related("reports").filter(project=OuterRef("pk"))
        ahead = reports.with_ratings().rated_by_both().order_by("-round__ends_on").values("ahead")[:2]
        rated = self.filter(current__assessed_round__isnull=False, current__cio_round__isnull=False)
        return rated.annotate(ahead=ArraySubquery(ahead)).filter(ahead__0__gt=0, ahead__1__gt=0)

    def unrated_in_trouble(self, limit: int) -> Self:
        """Without a rating of the CIO, not exempt, while the signal or the office gives ``limit`` or worse."""
        worse = Q(current__signal__lte=limit) | Q(current__assessed_rating__lte=limit)
        return self.rated("cio", "none").filter(worse)

    def without_baseline(self) -> Self:
        return self.filter(~Exists(self.related("baselines").filter(project=OuterRef("pk"))))

    def with_first_day_in(self, stages: Collection[str]) -> Self:
        """With ``first_day``: the first in one of these stages that the history tells of, else of the stage it is in."""
        events = apps.get_model("projects", "ProjectEvent")._default_manager
        told = events.filter(pgh_obj=OuterRef("pk"), stage__in=stages).order_by("stage_since_on")
        return self.annotate(first_day=Coalesce(Subquery(told.values("stage_since_on")[:1]), F("stage_since_on")))

    def search(self, words: str) -> Self:
        """Every word in title, code or an identifier from elsewhere, whatever the case and accents."""
        found = self.keyed_by_title()
        for word in words.split():
            elsewhere = self.related("identifiers").filter(project=OuterRef("pk"), value__icontains=word)
            found = found.filter(
                Q(title_key__contains=Func(Value(word), function="sort_key"))
                | Q(code__icontains=word)
                | Exists(elsewhere)
            )
        return found

    def keyed_by_title(self) -> Self:
        return self.annotate(title_key=Func(F("title"), function="sort_key", output_field=TextField()))

    def by_title(self) -> Self:
        return self.keyed_by_title().order_by("title_key", "pk")

    def signalled(self, rating: str) -> Self:
        """``rating``: a step, or "none" where the rules give none."""
        return self.filter(current__signal=None if rating == "none" else int(rating))

    def rated(self, whose: str, rating: str) -> Self:
        """``whose``: "cio" or "assessed". ``rating``: a step, "none" (not rated) or "exempt"."""
        if rating == "exempt":
            return self.filter(**{f"current__{whose}_is_exempt": True})
        if rating == "none":
            return self.filter(**{f"current__{whose}_is_exempt": False, f"current__{whose}_rating__isnull": True})
        return self.filter(**{f"current__{whose}_rating": int(rating)})

    def rated_apart(self) -> Self:
        """Two of CIO, signal and assessment differ by two steps or more, one in a three-step country (DOMAIN section 4)."""
        return self.filter(current__is_apart=True)

    def not_rated_apart(self) -> Self:
        return self.filter(current__is_apart=False)

    def expected_late(self) -> Self:
        return self.filter(current__days_late__gt=0)

    def silent(self) -> Self:
        return self.filter(current__silent_since_on__isnull=False)

    def reported_unchanged(self) -> Self:
        return self.running().filter(current__unchanged_running__gt=0)

    def for_list(self) -> Self:
        """All that a row of the portfolio shows, in one query."""
        return self.keyed_by_title().select_related("lead").with_standing()

    def with_standing(self) -> Self:
        """With ``current`` and the rounds it speaks of. Every project has it; said so, an index of it can give the order."""
        found = self.filter(current__isnull=False)
        return found.select_related("current__cio_round", "current__assessed_round", "current__status_round")

    def for_timeline(self) -> Self:
        """All that a row of the timeline shows: the milestones come in a query of their own."""
        return self.for_list().prefetch_related("milestones")

    def for_money(self) -> Self:
        """All that the lines of the money's file tell: they come in a query of their own."""
        counted: Any = self.related("fundings")
        return self.for_list().prefetch_related(Prefetch("fundings", counted.counted()))

    def for_map(self, access: Access, on: date) -> Self:
        """Each with what it needs and what is needed of it, as far as the reader may see both sides."""
        needs: Any = self.related("needs")
        links = needs.visible_to(access).standing().as_of(on).for_list()
        return self.for_list().prefetch_related(Prefetch("needs", links), Prefetch("awaited", links))

    def for_detail(self, access: Access) -> Self:
        """All that the page tells of a project; a programme the reader may not see is left out."""
        named = self.for_list().with_partners().with_programme(access).with_functions()
        return named.prefetch_related("identifiers", "baselines")

    def with_partners(self) -> Self:
        partners = self.related("participations").select_related("institution")
        return self.prefetch_related(Prefetch("participations", partners))

    def with_programme(self, access: Access) -> Self:
        """A programme the reader may not see is left out."""
        programmes = self.model._default_manager.visible_to(access).only("code", "title")
        return self.prefetch_related(Prefetch("programme", programmes))

    def with_functions(self) -> Self:
        served = self.related("served_functions").select_related("function")
        return self.prefetch_related(Prefetch("served_functions", served))

    def with_assessed_on(self) -> Self:
        """With ``assessed_on``: the day of the assessment that ``current`` shows."""
        assessments = self.related("assessments").filter(
            project=OuterRef("pk"), round=OuterRef("current__assessed_round"), assessor=OuterRef("current__assessor")
        )
        return self.annotate(assessed_on=Subquery(assessments.values("assessed_on")[:1]))

    def with_spent(self) -> Self:
        """With ``spent``: what the newest report says was spent to date."""
        filed = apps.get_model("projects", "Submission")._default_manager.filter(report__project=OuterRef("pk"))
        newest = filed.order_by("-report__round__ends_on", "-at", "-number")
        return self.annotate(spent=Subquery(newest.values("spent")[:1]))


class ParticipationQuerySet(RecordQuerySet["Participation"]):
    def unanswered(self) -> Self:
        return self.filter(answer="asked")

    def not_accepted(self) -> Self:
        return self.exclude(answer="accepted")

    def not_declined(self) -> Self:
        return self.exclude(answer="declined")

    def asked_by(self, on: date) -> Self:
        return self.filter(asked_on__lte=on)

    def of_running_projects(self) -> Self:
        return self.exclude(project__stage__in=OVER)

    def visible_to(self, access: Access) -> Self:
        rule = seen_by(access, "project__")
        return self if rule is None else self.filter(rule)
