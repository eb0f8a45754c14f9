from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from core.access import Access, Kind
from core.querysets import RecordQuerySet
from legislation.querysets.discipline import LEAST_DAYS, DisciplineQuerySet, practice_on
from legislation.querysets.items import seen_by
from legislation.rules.stages import OVER
from legislation.rules.terms import Standing

if TYPE_CHECKING:
    from legislation.models import Comment, Consultation, Opinion


def round_seen_by(access: Access, prefix: str = "") -> Q | None:
    """Whoever sees the item sees its rounds; one that never opened only the office and the lead see. ``prefix`` leads to it."""
    rule = seen_by(access, f"{prefix}item__")
    if rule is None and access.kind is Kind.OFFICE:
        return None
    opened = Q(**{f"{prefix}opened_on__isnull": False}) | Q(**{f"{prefix}item__lead__in": access.institution_ids})
    return opened if rule is None else rule & opened


class ConsultationQuerySet(RecordQuerySet["Consultation"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access)
        return self if rule is None else self.filter(rule)

    def open(self) -> Self:
        return self.filter(status="open")

    def held(self) -> Self:
        """Opened and not withdrawn: a deadline was set for answers."""
        return self.filter(status__in=("open", "concluded"))

    def past_due(self, on: date) -> Self:
        """Open, and the last deadline of anybody asked has passed: to be concluded."""
        requests = self.related("requests").filter(consultation=OuterRef("pk"), due_on__gte=on)
        return self.open().filter(~Exists(requests))

    def asked_of(self, institution_ids: Collection[int]) -> Self:
        """Opened, and one of these was asked."""
        requests = self.related("requests").filter(consultation=OuterRef("pk"), institution__in=institution_ids)
        return self.filter(Exists(requests), opened_on__isnull=False)

    def search(self, words: str) -> Self:
        by_item = Q(item__title__unaccent__icontains=words) | Q(item__code__iexact=words)
        return self.filter(Q(title__unaccent__icontains=words) | Q(code__iexact=words) | by_item)

    def as_seen(self, access: Access, on: date) -> Self:
        """With ``as_of_on``, ``is_past_due`` and ``is_asked_of_us``: one of the reader's institutions owes its word."""
        requests: Any = self.related("requests").filter(consultation=OuterRef("pk"))
        ours: Any = requests.filter(institution__in=access.institution_ids)
        running = Q(status="open")
        return self.annotate(
            as_of_on=Value(on, output_field=DateField()),
            is_past_due=Case(When(running & ~Exists(requests.filter(due_on__gte=on)), then=True), default=False),
            is_asked_of_us=Case(When(running & Exists(ours.unanswered()), then=True), default=False),
        )

    def owed_by_us(self) -> Self:
        """Of rows ``as_seen``."""
        return self.filter(is_asked_of_us=True)

    def over_due(self) -> Self:
        """Of rows ``as_seen``."""
        return self.filter(is_past_due=True)

    def counted(self) -> dict[str, int]:
        """How many rows ``as_seen`` there are in all and in each view; one query."""
        return self.aggregate(
            all=Count("pk"),
            open=Count("pk", filter=Q(status="open")),
            past=Count("pk", filter=Q(is_past_due=True)),
            ours=Count("pk", filter=Q(is_asked_of_us=True)),
        )

    def for_list(self) -> Self:
        """With item, lead and the requests with their opinions, in queries of their own."""
        requests: Any = self.related("requests")
        return self.select_related("item__lead").prefetch_related(Prefetch("requests", queryset=requests.for_page()))

    def beside(self, consultation: Consultation) -> Self:
        """The other rounds of its item, the newest first."""
        return self.filter(item=consultation.item_id).exclude(pk=consultation.pk).order_by("-number")

    def of_item(self, item_id: int) -> Self:
        return self.filter(item=item_id).order_by("-number")

    def opened(self) -> Self:
        return self.filter(opened_on__isnull=False)

    def shortened(self, first: date, last: date) -> Self:
        """Opened between two days, both inclusive, with a term below the least of that day, ``least_days``; the newest first."""
        rows = self.filter(opened_on__range=(first, last)).exclude(shortened_why="")
        rows = rows.annotate(least_days=Coalesce(practice_on("opened_on", "least_days"), LEAST_DAYS))
        return rows.select_related("item__lead").order_by("-opened_on", "-pk")

    def with_comments_to_answer(self, on: date) -> Self:
        """Open and past the deadline of the round, with ``to_answer``: how many comments the lead has not answered."""
        comments: Any = self.related("requests").related("opinions").related("comments")  # type: ignore[attr-defined]
        waiting = comments.standing().unanswered().filter(opinion__request__consultation=OuterRef("pk")).order_by()
        count = waiting.values("opinion__request__consultation").annotate(count=Count("pk")).values("count")
        rows = self.open().filter(due_on__lt=on).annotate(to_answer=Coalesce(Subquery(count), 0))
        return rows.filter(to_answer__gt=0)


class RequestQuerySet(DisciplineQuerySet):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access, "consultation__")
        return self if rule is None else self.filter(rule)

    def of_open_rounds(self) -> Self:
        return self.filter(consultation__status="open")

    def unanswered(self) -> Self:
        return self.filter(~Exists(self.related("opinions").filter(request=OuterRef("pk"))))

    def stands(self, standing: Standing, on: date) -> Self:
        """As ``rules.terms.standing`` says of each on a day."""
        return self.with_standing(on).filter(stands=standing)

    def of_rounds_ended(self, since: date, on: date) -> Self:
        """Both days inclusive; who was never asked, because the round did not open, is left out."""
        return self.filter(asked_on__isnull=False, consultation__ended_on__range=(since, on))

    def asking_for_time(self) -> Self:
        return self.filter(extension_asked_on__isnull=False, extension_answered_on__isnull=True)

    def dissenting(self) -> Self:
        """Their last word is "not approved", and nobody has ended it."""
        last = self.related("opinions").filter(request=OuterRef("pk")).order_by("-number").values("position")[:1]
        return self.filter(settled_on__isnull=True).alias(last=Subquery(last)).filter(last="not approved")

    def owed(self) -> Self:
        """Asked in a round that is open, and not answered."""
        return self.of_open_rounds().unanswered()

    def owed_by(self, institution_ids: Collection[int], on: date) -> QuerySet[Any, Any]:
        """Per institution how many opinions it owes, ``owed``, and of these whose deadline has passed, ``overdue``."""
        rows = self.owed().filter(institution__in=institution_ids).order_by().values("institution")
        return rows.annotate(owed=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=on)))

    def with_last_word(self) -> Self:
        last = self.related("opinions").filter(request=OuterRef("pk")).order_by("-number")
        return self.annotate(
            last_position=Subquery(last.values("position")[:1]),
            last_words=Subquery(last.values("words")[:1]),
            last_on=Subquery(last.values("given_on")[:1]),
        )

    def in_the_way(self, on: date) -> Self:
        """Rows ``with_last_word`` of which something is amiss: no answer in an open round after the deadline or while more time is
        asked for; or, once the round is due or concluded, a dissent that nobody has ended and that no later word replaces."""
        is_pending = Q(extension_asked_on__isnull=False, extension_answered_on__isnull=True)
        is_waited_for = Q(consultation__status="open", last_position__isnull=True) & (Q(due_on__lt=on) | is_pending)
        is_ripe = Q(consultation__due_on__lt=on) | Q(consultation__ended_on__lte=on)
        is_against = Q(last_position="not approved", settled_on__isnull=True) & ~Q(consultation__status="withdrawn")
        stands = is_against & is_ripe & ~Q(consultation__item__stage__in=OVER) & ~Exists(self._said_later())
        return self.filter(is_waited_for | stands)

    def _said_later(self) -> QuerySet[Any, Any]:
        """What the same institution said in a later round of the item, a withdrawn one left out."""
        rows = self.model._default_manager.filter(
            institution=OuterRef("institution"),
            consultation__item=OuterRef("consultation__item"),
            consultation__number__gt=OuterRef("consultation__number"),
            opinions__isnull=False,
        )
        return rows.exclude(consultation__status="withdrawn")

    def of_item(self, item_id: int) -> Self:
        """That were asked in any of its rounds, the newest first."""
        rows = self.filter(consultation__item=item_id, asked_on__isnull=False)
        return rows.select_related("consultation", "institution").order_by("-consultation__number", "id")

    def of_items(self, item_ids: Collection[int]) -> Self:
        rows = self.filter(consultation__item__in=item_ids)
        return rows.select_related("consultation", "institution").order_by("-consultation", "id")

    def with_comments(self) -> Self:
        """That had something to say about provisions."""
        comments = self.related("opinions").filter(request=OuterRef("pk"), comments__isnull=False)
        return self.filter(Exists(comments))

    def for_page(self) -> Self:
        """With round, institution and opinions, the newest first: all that ``standing_on``, ``first_on`` and ``is_dissent`` read."""
        return self.select_related("consultation", "institution").prefetch_related(
            Prefetch("opinions", queryset=self._opinions())
        )

    def _opinions(self) -> QuerySet[Any, Any]:
        rows = self.related("opinions").select_related("signed_by", "appointment__institution")
        return rows.order_by("-number")


class OpinionQuerySet(RecordQuerySet["Opinion"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access, "request__consultation__")
        return self if rule is None else self.filter(rule)

    def standing(self) -> Self:
        """The last word of each institution."""
        later = self.model._default_manager.filter(request=OuterRef("request"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class CommentQuerySet(RecordQuerySet["Comment"]):
    def visible_to(self, access: Access) -> Self:
        rule = round_seen_by(access, "opinion__request__consultation__")
        return self if rule is None else self.filter(rule)

    def standing(self) -> Self:
        """Of the last word of each institution: what it said before is replaced."""
        return self.filter(opinion__in=self.related("opinion").standing().values("pk"))  # type: ignore[attr-defined]

    def of_consultation(self, consultation_id: int) -> Self:
        """Those that stand in its table of comments, by institution, with opinion, request and institution."""
        rows = self.standing().filter(opinion__request__consultation=consultation_id)
        return rows.select_related("opinion__request__institution").order_by("opinion__request", "number", "id")

    def unanswered(self) -> Self:
        return self.filter(reply="")
