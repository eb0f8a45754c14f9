"""Lists that a program can mirror: what changed since, and the keys of all that is there (docs/decisions/0019-incremental-pull.md)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from django.core import signing
from django.db.models import Model, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import Access, today
from core.api.pagination import CHANGED_SINCE, MOST_ROWS, SIZE, KeysetPagination, size_of
from core.api.problems import BadParameters
from core.api.rows import FIELDS
from core.api.streams import NDJSON, ndjson, streamed
from core.api.views import RecordViewSet
from history.marks import horizon
from history.models import Epoch, Mark

M = TypeVar("M", bound=Model)
START = "start"
SALT = "history.pull"
CHUNK = 2000
KEYS = "keys"
"""Both the address below a list that tells all keys, and the parameter that asks for the rows of some."""


GO_WITH = {CHANGED_SINCE: {SIZE, FIELDS}, KEYS: {FIELDS}}
"""Parameters beside those of a mirror."""


class Gone(APIException):
    status_code = 410

    def __init__(self) -> None:
        super().__init__(
            _("The data was restored from a backup since. Pull everything again: changed_since=%(start)s.")
            % {"start": START}
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mirror of a list stands. ``after``: the last row of the page before; None between two pulls.

    ``since``: the transaction from which on rows are sent; None: all. ``until``, ``rights`` and ``day`` are those of the
    first page, and the next pull starts from them.
    """

    kind: str
    epoch: str
    since: int | None
    until: int
    rights: str
    day: str
    after: int | None = None

    @property
    def token(self) -> str:
        said = [self.kind, self.epoch, self.since, self.until, self.rights, self.day, self.after]
        return signing.dumps(said, salt=SALT)


def place_of(token: str, kind: str) -> Place:
    """Raises BadParameters for what this list did not make, and Gone for a place before a restore."""
    try:
        place = Place(*signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise _damaged() from error
    if place.kind != kind:
        raise _damaged()
    if place.epoch != Epoch.current() or place.until > horizon():
        raise Gone
    return place


def _damaged() -> BadParameters:
    return BadParameters({CHANGED_SINCE: [_("Take it from the answer before, of the same list; or send: start.")]})


class MirroredPagination(KeysetPagination):
    """Pages of a list that can also be pulled."""

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)
        described["properties"][CHANGED_SINCE] = {
            "type": ["string", "null"],
            "description": "Only of a pull: where the next one starts; null while there are more pages.",
        }
        return described

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        words = (
            f"`{START}`: all rows, once; then the `{CHANGED_SINCE}` of the last page before: what changed since. Rows come in "
            f"the order of their numbers, some perhaps twice, and not with filters. With `keys/` this keeps a mirror."
        )
        asked = {
            "name": CHANGED_SINCE,
            "in": "query",
            "required": False,
            "schema": {"type": "string"},
            "description": words,
        }
        return [*super().get_schema_operation_parameters(view), asked, _keys_asked(view)]


def _keys_asked(view: Any) -> dict[str, Any]:
    return {
        "name": KEYS,
        "in": "query",
        "required": False,
        "style": "form",
        "explode": False,
        "schema": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ROWS,
            "items": {"type": "string", "pattern": f"^{view.lookup_value_regex}$", "maxLength": _longest(view)},
        },
        "description": f"Only the rows with these keys, with commas between them, at most {MOST_ROWS}, in one page; not with "
        "filters. What is not among them is not there, or not for the caller.",
    }


def _longest(view: Any) -> int:
    """Characters of a key: of a code, or of a number that PostgreSQL takes."""
    return {"pk": 18, "number": 9}.get(view.lookup_field, 60)


class NamedPagination(MirroredPagination):
    """One page: the rows that were named."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        named = request.query_params[KEYS].split(",")
        if len(named) > MOST_ROWS:
            said = _("Give at most %(most)s keys at a time: these are %(count)s.")
            raise BadParameters({KEYS: [said % {"most": MOST_ROWS, "count": len(named)}]})
        form, most = re.compile(view.lookup_value_regex, re.ASCII), _longest(view)
        wrong = [key for key in named if not form.fullmatch(key) or len(key) > most]
        if wrong:
            said = _("Give keys as keys/ tells them, with commas between: %(key)r is none.")
            raise BadParameters({KEYS: [said % {"key": wrong[0]}]})
        return list(queryset.filter(**{f"{view.lookup_field}__in": named}).order_by("pk"))

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": None, "previous": None})


class PullPagination(MirroredPagination):
    """Pages of what changed, in the order of keys."""

    place: Place
    goes_on: bool

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, size = request, size_of(request)
        self.place = place = self._place(request.query_params[CHANGED_SINCE], view)
        rows = queryset if place.since is None else queryset.filter(view.changed_since(place.since))
        found = list(rows.filter(pk__gt=place.after or 0).order_by("pk")[: size + 1])
        self.goes_on = len(found) > size
        if self.goes_on:
            self.place = replace(place, after=found[size - 1].pk)
        return found[:size]

    def _place(self, token: str, view: Any) -> Place:
        """Of this page. All rows are sent where what the caller may see has changed, and where another day changes them all."""
        kind, rights, day = view.kind, rights_of(self.request.user, view.access), today().isoformat()
        start = Place(kind, Epoch.current(), None, horizon(), rights, day, after=0)
        if token == START:
            return start
        held = place_of(token, kind)
        if held.after is not None:
            return held
        is_other_day = view.is_of_today and held.day != day
        is_all_new = is_other_day or held.rights != rights or view.is_all_new_since(held.until)
        return start if is_all_new else replace(start, since=held.until)

    def get_paginated_response(self, data: Any) -> Response:
        told = {"results": data, "next": None, "previous": None, CHANGED_SINCE: None}
        if not self.goes_on:
            return Response(told | {CHANGED_SINCE: replace(self.place, after=None).token})
        following = self._address(self.place.token)
        return Response(told | {"next": following}, headers={"Link": f'<{following}>; rel="next"'})

    address_of = CHANGED_SINCE


def rights_of(user: Any, access: Access) -> str:
    """A word for all that decides what somebody sees: the same as long as that stays the same."""
    said = [
        user.pk, str(access.kind), sorted(access.parties), sorted(access.reads),
        None if access.scopes is None else sorted(access.scopes),
    ]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


class PulledViewSet(RecordViewSet[M]):
    """Before the other bases of a viewset: its list can be mirrored.

    ``through``: paths to the records that a row shows, or that decide who sees it, beside its own; those that mark it
    themselves (``history.marks``) need none. ``whole_when``: kinds of records any change of which changes many rows.
    ``is_of_today``: rows tell what holds today; the first pull of a day sends all. ``is_gathered``: they tell what other
    rooms hold; every pull does.
    """

    through: ClassVar[tuple[str, ...]] = ()
    whole_when: ClassVar[tuple[str, ...]] = ()
    is_of_today: ClassVar[bool] = False
    is_gathered: ClassVar[bool] = False
    pagination_class: Any = MirroredPagination
    streams: ClassVar[frozenset[str]] = frozenset({"keys"})
    refusals: ClassVar[Mapping[str, tuple[str, ...]]] = {"list": ("410",)}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Who may read the list may read its keys."""
        super().__init_subclass__(**kwargs)
        if "list" in cls.may:
            cls.may = {**cls.may, "keys": cls.may["list"]}
            cls.scopes = {**cls.scopes, "keys": cls.scopes["list"]}

    @property
    def model(self) -> Any:
        viewset: Any = type(self)
        return viewset.queryset.model

    @property
    def kind(self) -> str:
        return str(self.model._meta.label_lower)

    @cached_property
    def asks_for(self) -> str:
        """What makes a list one of a mirror: the parameter, or nothing."""
        request = getattr(self, "request", None)  # none while the document is written
        if request is None or self.action != "list":
            return ""
        return next((name for name in (CHANGED_SINCE, KEYS) if name in request.query_params), "")

    def _parameters(self) -> frozenset[str]:
        known = super()._parameters()
        if self.asks_for:
            return known & GO_WITH[self.asks_for] | {self.asks_for}
        return known | GO_WITH.keys() if self.action == "list" else known

    @cached_property
    def paginator(self) -> Any:
        if self.asks_for:
            return PullPagination() if self.asks_for == CHANGED_SINCE else NamedPagination()
        return super().paginator

    def filter_queryset(self, queryset: Any) -> Any:
        return queryset if self.asks_for else super().filter_queryset(queryset)

    def changed_since(self, transaction: int) -> Q:
        """Rows that this transaction or a later one wrote, or what they show."""
        paths = dict(self._paths())
        kinds = Mark.objects.kinds(transaction, {self.kind, *paths.values()})
        changed = Q(pk__in=Mark.objects.ids(self.kind, transaction))
        rows = self.model._default_manager
        for path, kind in paths.items():
            if kind in kinds:
                changed |= Q(pk__in=rows.filter(**{f"{path}__in": Mark.objects.ids(kind, transaction)}).values("pk"))
        return changed

    def is_all_new_since(self, transaction: int) -> bool:
        return self.is_gathered or Mark.objects.since(transaction, self.whole_when).exists()

    def _paths(self) -> Iterator[tuple[str, str]]:
        """Each path with the kind of record it leads to."""
        for path in self.through:
            model = self.model
            for part in path.split("__"):
                model = model._meta.get_field(part).related_model
            yield path, model._meta.label_lower

    @extend_schema(
        responses={
            (200, NDJSON): OpenApiResponse(
                OpenApiTypes.STR,
                description="On each line an object with the key of a row, under the name it has in the list, and its `version`; "
                "null where rows never change.",
            )
        },
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def keys(self, request: Request) -> Any:
        """The keys of all that the caller sees now, for a mirror: it drops what is not among them."""
        rows = self.model._default_manager.visible_to(self.access).order_by("pk")
        return streamed(
            request, ndjson(self._keys(rows)), media_type=NDJSON, file_name=f"{self.model._meta.model_name}-keys.ndjson"
        )

    def _keys(self, rows: Any) -> Iterable[Mapping[str, Any]]:
        name = "id" if self.lookup_field == "pk" else self.lookup_field
        has_version = any(field.name == "version" for field in rows.model._meta.fields)
        for row in rows.values(name, *(["version"] if has_version else [])).iterator(CHUNK):
            yield {name: row[name], "version": row.get("version")}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        return super().perform_content_negotiation(request, force or self.action == "keys")
