from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from core.access import Access, Kind
from core.querysets import RecordQuerySet, sorted_by
from legislation.rules.deficits import LONG_OVERDUE
from legislation.rules.levels import LEVELS, OPEN
from legislation.rules.stages import OVER, WAY

if TYPE_CHECKING:
    from legislation.models import Act, Measure

NATIONAL = ("law", "regulation")
NOT_YET, NO_LONGER = ("draft", "adopted"), "repealed"
FAR = 1_000_000
AGES = (182, 365, LONG_OVERDUE)
UNOWNED = Q(work__isnull=True) | Q(work__stage="in force")


class ActCounts(NamedTuple):
    all: int
    confirm: int
    passed: int
    in_force: int


class TableCounts(NamedTuple):
    all: int
    open: int
    complete: int
    none: int


class DeficitCounts(NamedTuple):
    """``deadlines``: acts whose confirmed deadline has passed. ``unowned``: late or wrong, and no visible item works on it.
    ``untold``: transposed on paper, and no line of a concordance table says how well. ``ages``: late and wrong by the days
    since the deadline: up to each of AGES, and more."""

    deadlines: int
    late: int
    wrong: int
    unowned: int
    untold: int
    ages: tuple[tuple[int, int], ...]


class ActQuerySet(RecordQuerySet["Act"]):
    def visible_to(self, access: Access) -> Self:
        """Laws are public; the pages and the API of the government are not open to visitors and partners."""
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def transposable(self) -> Self:
        """EU acts that national law has to follow up: not corrigenda, and directives or acts that have a concordance table."""
        has_lines = self.related("concordance").filter(act=OuterRef("pk"))
        return self.filter(corrects__isnull=True).filter(Q(kind="directive") | Exists(has_lines))

    def with_progress(self) -> Self:
        """How many lines of its concordance table have which level, in the same query: ``lines``, ``lines_open`` and
        ``lines_<level>``.
        """
        counts = {
            f"lines_{name}": Count("concordance", filter=Q(concordance__level=level)) for name, level in LEVELS.items()
        }
        left = Count("concordance", filter=Q(concordance__level__in=OPEN))
        return self.annotate(lines=Count("concordance"), lines_open=left, **counts)

    def with_open_lines(self) -> Self:
        """Of acts ``with_progress``; so are the two that follow."""
        return self.filter(lines_open__gt=0)

    def with_complete_table(self) -> Self:
        return self.filter(lines__gt=0, lines_open=0)

    def without_table(self) -> Self:
        return self.filter(lines=0)

    def counted_by_table(self) -> TableCounts:
        """Of acts ``with_progress``, by the state of their concordance tables, in one query."""
        found = self.order_by().aggregate(
            all=Count("pk"),
            open=Count("pk", filter=Q(lines_open__gt=0)),
            complete=Count("pk", filter=Q(lines__gt=0, lines_open=0)),
            none=Count("pk", filter=Q(lines=0)),
        )
        return TableCounts(**found)

    def corrigenda_of(self, celex: str) -> Self:
        """By their own numbers, whether or not they are tied to the act yet."""
        return self.filter(celex__startswith=f"{celex}R(")

    def eu(self) -> Self:
        return self.exclude(kind__in=NATIONAL)

    def national(self) -> Self:
        return self.filter(kind__in=NATIONAL)

    def named(self, text: str) -> Self:
        """By code, national number, CELEX number or title."""
        said = Q(code=text.upper()) | Q(number=text) | Q(title__iexact=text) | Q(short_title__iexact=text)
        return self.filter(said | Q(celex=text.upper()))

    def with_words(self, text: str) -> Self:
        """Whose title, short title or number holds these letters."""
        said = Q(title__icontains=text) | Q(short_title__icontains=text) | Q(number__icontains=text)
        return self.filter(said | Q(celex__icontains=text))

    def called(self, said: str) -> Act:
        """By our code or by its CELEX number. Raises Act.DoesNotExist."""
        return self.get(Q(code=said) | Q(celex=said.strip().upper(), celex__gt=""))

    def search(self, said: str) -> Self:
        """Every word stands in title or short title."""
        rows = self
        for word in said.split():
            rows = rows.filter(Q(title__icontains=word) | Q(short_title__icontains=word))
        return rows

    def numbered(self, said: str) -> Self:
        """By a part of the CELEX number, of the national number or of our code."""
        said = said.strip()
        return self.filter(Q(celex__icontains=said) | Q(number__icontains=said) | Q(code__icontains=said))

    def for_list(self, on: date) -> Self:
        """With ``as_of_on``, the day on which it is read."""
        return self.annotate(title_key=sorted_by("title"), as_of_on=Value(on, DateField()))

    def past_deadline(self) -> Self:
        """Of rows read ``for_list``: on their day."""
        return self.filter(transposition_due_on__lt=F("as_of_on"))

    def to_confirm(self) -> Self:
        """A deadline was read in the text, and nobody has said yet whether it is right."""
        return self.filter(proposed_due_on__isnull=False)

    def deadline_passed(self, on: date) -> Self:
        return self.filter(transposition_due_on__lt=on)

    def in_force(self) -> Self:
        return self.filter(status="in force")

    def counted(self, on: date) -> ActCounts:
        """Of every usual part of the list, in one query."""
        found = self.order_by().aggregate(
            all=Count("pk"),
            confirm=Count("pk", filter=Q(proposed_due_on__isnull=False)),
            passed=Count("pk", filter=Q(transposition_due_on__lt=on)),
            in_force=Count("pk", filter=Q(status="in force")),
        )
        return ActCounts(**found)

    def asking(self) -> Self:
        """EU acts in force or to come whose deadline a person confirmed; a corrigendum asks for nothing of its own."""
        rows = self.filter(transposition_due_on__isnull=False).exclude(kind__in=NATIONAL).exclude(status=NO_LONGER)
        return rows.filter(corrects__isnull=True).exclude(celex__contains="R(")

    def with_standing(self, on: date, access: Access | None = None) -> Self:
        """How far national law is: what ``rules.deficits`` reads, and the item that works on it, all in one query.

        Whether national law is there is the same for everybody: a law in force is no secret. The lines of the table and the
        item that works on it are those that ``access`` may see (None: all).
        """
        lines: Any = self.related("concordance").filter(act=OuterRef("pk"))
        touched, items = self.related("touched_by"), _items(self.related("touched_by"))
        working = items.filter(_transposing(touched) | _completing(self.related("concordance")))
        if access is not None:
            lines, working = lines.visible_to(access), working.visible_to(access)
        working = working.exclude(stage="dropped").annotate(way=_way()).order_by("-way", "pk")
        return self.for_list(on).annotate(
            sees_all=Value(access is None or access.sees_everything, BooleanField()),
            is_covered=Exists(_measures(self.related("measures"), on)) | Exists(_in_force(touched)),
            lines=_count(lines),
            partially=_count(lines.filter(level="partially")),
            uncompared=_count(lines.filter(level="")),
            work=Subquery(working.values(said=_told())[:1]),
        )

    def overdue(self, on: date) -> Self:
        return self.asking().deadline_passed(on).filter(Q(repealed_on__isnull=True) | Q(repealed_on__gt=on))

    def deficits(self, on: date) -> Self:
        """Of rows ``with_standing``: those late and those wrong; ``weight`` puts the late before the wrong, the longest first."""
        is_short = Q(is_covered=False) | Q(partially__gt=0) | Q(uncompared__gt=0)
        late = Case(When(is_covered=False, then=Value(FAR)), default=Value(0))
        return self.overdue(on).filter(is_short).annotate(weight=late + _days_since("transposition_due_on", on))

    def deficits_counted(self, on: date) -> DeficitCounts:
        """Of rows ``with_standing``, in one query."""
        late, covered = Q(is_covered=False), Q(is_covered=True)
        wrong = covered & (Q(partially__gt=0) | Q(uncompared__gt=0))
        ages = [(late & age, wrong & age) for age in _ages(on)]
        flat = {f"age{place}": _number(rule) for place, rule in enumerate(rule for pair in ages for rule in pair)}
        found = (
            self.overdue(on)
            .order_by()
            .aggregate(
                deadlines=Count("pk"),
                late=_number(late),
                wrong=_number(wrong),
                unowned=_number((late | wrong) & UNOWNED),
                untold=_number(covered & Q(lines=0)),
                **flat,
            )
        )
        told = [found.pop(name) for name in flat]
        return DeficitCounts(**found, ages=tuple(zip(told[::2], told[1::2], strict=True)))

    def unowned(self) -> Self:
        """Of rows ``with_standing``: no item under way works on it."""
        return self.filter(UNOWNED)

    def late(self) -> Self:
        """Of rows ``with_standing``."""
        return self.filter(is_covered=False)

    def wrong(self) -> Self:
        """Of ``deficits``."""
        return self.filter(is_covered=True)

    def led_by(self, institution_ids: frozenset[int]) -> Self:
        """Of rows ``with_standing``: what an item of one of these works on."""
        return self.filter(work__lead_id__in=sorted(institution_ids))


def _number(rule: Q) -> Count:
    return Count("pk", filter=rule)


def _ages(on: date) -> list[Q]:
    """Deadlines of each age, the youngest first."""
    ends = [on - timedelta(days=days) for days in AGES]
    field = "transposition_due_on"
    rules = [Q(**{f"{field}__gte": ends[0]})]
    rules += [Q(**{f"{field}__lt": later, f"{field}__gte": sooner}) for later, sooner in pairwise(ends)]
    return [*rules, Q(**{f"{field}__lt": ends[-1]})]


def _items(touched: QuerySet[Any, Any]) -> Any:
    return touched.model._meta.get_field("item").related_model._default_manager.all()


def _transposing(touched: QuerySet[Any, Any]) -> Q:
    return Q(problem="transposition", pk__in=touched.filter(act=OuterRef(OuterRef("pk"))).values("item"))


def _completing(lines: QuerySet[Any, Any]) -> Q:
    return Q(pk__in=lines.filter(act=OuterRef(OuterRef("pk")), item__isnull=False).values("item"))


def _way() -> Case:
    """How far it is; one that is in force comes last: it no longer moves."""
    stages = [When(stage=stage, then=Value(place)) for place, stage in enumerate(WAY, 1) if stage not in OVER]
    return Case(*stages, default=Value(0), output_field=IntegerField())


def _told() -> JSONObject:
    return JSONObject(
        code="code", title="title", stage="stage", since_on="stage_since_on", lead_id="lead_id",
        lead="lead__name", short_name="lead__acronym",
    )  # fmt: skip


def _measures(measures: QuerySet[Any, Any], on: date) -> QuerySet[Any, Any]:
    """Notified national law that is in force; one whose status nobody gave counts as it was notified."""
    rows = measures.filter(act=OuterRef("pk")).exclude(law__status__in=[*NOT_YET, NO_LONGER])
    rows = rows.filter(Q(law__in_force_on__isnull=True) | Q(law__in_force_on__lte=on))
    return rows.filter(Q(law__repealed_on__isnull=True) | Q(law__repealed_on__gt=on))


def _in_force(touched: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return touched.filter(act=OuterRef("pk"), item__problem="transposition", item__stage="in force")


def _count(rows: QuerySet[Any, Any]) -> Subquery:
    counted = rows.order_by().annotate(n=Func(F("pk"), function="COUNT")).values("n")
    return Subquery(counted, output_field=IntegerField())


def _days_since(field: str, on: date) -> Func:
    days = Func(Value(on, DateField()), F(field), template="(%(expressions)s)", arg_joiner=" - ")
    days.output_field = IntegerField()
    return days


class MeasureQuerySet(RecordQuerySet["Measure"]):
    def visible_to(self, access: Access) -> Self:
        return self.none_unless(access.kind not in (Kind.VISITOR, Kind.PARTNER))

    def of(self, act_id: int) -> Self:
        """What transposes an EU act, or what a national act transposes, with both acts read."""
        found = self.filter(Q(act=act_id) | Q(law=act_id)).select_related("act", "law")
        return found.order_by(sorted_by("law__title"), sorted_by("act__title"), "id")
