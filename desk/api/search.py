"""Search over everything the caller may see, in one answer."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import ApiToken
from core.access import today
from core.api.problems import BadParameters
from core.api.views import RecordViewSet, tagged
from core.questions import FindKind
from core.scopes import ANY_SCOPE
from desk.permissions import may_search
from desk.querysets.search import MOST, MOST_NEAR
from desk.search import OF_A_PAGE, SHOWN, Found, look_for

PAGES = MOST // OF_A_PAGE


class HitSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(read_only=True)
    code = serializers.CharField(read_only=True, help_text="Empty: this kind of record has none.")
    about = serializers.CharField(read_only=True, help_text="What it belongs to, such as a milestone to a project.")
    said = serializers.CharField(read_only=True, help_text="The beginning of what is said of it.")
    path = serializers.CharField(read_only=True, help_text="Of its page, below the address of this site.")
    is_coded = serializers.BooleanField(
        read_only=True, help_text="What was sought is its code, a number of it or an address, letter by letter."
    )
    is_near = serializers.BooleanField(
        read_only=True, help_text="Similar words only: none was found as it was written."
    )


class GroupSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=[str(kind) for kind in FindKind], read_only=True)
    count = serializers.IntegerField(read_only=True)
    is_more = serializers.BooleanField(
        read_only=True,
        help_text=f"There are more than the {MOST} that are counted, or the {MOST_NEAR} of similar words only.",
    )
    hits = HitSerializer(source="rows", many=True, read_only=True)


class FoundSerializer(serializers.Serializer[Found]):
    """By kind; kinds without a hit are left out."""

    meant = serializers.CharField(
        read_only=True, help_text="What was probably meant, where only near words were found; else empty."
    )
    groups = GroupSerializer(source="hits", many=True, read_only=True)


PARAMETERS = {
    "q": OpenApiParameter("q", str, required=True, description="Words, all of which must be there; or a code."),
    "kind": OpenApiParameter(
        "kind", str, enum=[str(kind) for kind in FindKind], description=f"Of this kind alone, {OF_A_PAGE} hits a page."
    ),
    "page": OpenApiParameter("page", int, description=f"Of one kind: its page, 1 to {PAGES}."),
}


class SearchViewSet(RecordViewSet[Any]):
    """Everything that the caller may see and, with a key, that its scopes read."""

    may = {"find": may_search}
    scopes = {"find": ANY_SCOPE}
    serializer_class = FoundSerializer
    pagination_class = None
    filter_backends = []
    http_method_names = ["get", "head"]

    def _parameters(self) -> frozenset[str]:
        return frozenset(PARAMETERS)

    @extend_schema(operation_id="search", parameters=list(PARAMETERS.values()), responses=FoundSerializer)
    def find(self, request: Request) -> Response:
        """The first hits of every kind, or a page of one kind."""
        kind, page = _kind(request), _page(request)
        found = look_for(
            request.query_params.get("q", ""),
            self.access,
            today(),
            kind=kind,
            scopes=frozenset(request.auth.scopes) if isinstance(request.auth, ApiToken) else None,
            size=OF_A_PAGE if kind else SHOWN,
            start=(page - 1) * OF_A_PAGE,
        )
        if not found.sought.is_enough:
            raise BadParameters({"q": [_("Give two letters at least.")]})
        return tagged(Response(FoundSerializer(found).data), request)


def _kind(request: Request) -> FindKind | None:
    said = request.query_params.get("kind")
    if said is None:
        return None
    if said not in set(FindKind):
        raise BadParameters({"kind": [_("There is no such kind.")]})
    return FindKind(said)


def _page(request: Request) -> int:
    said = request.query_params.get("page", "1")
    is_number = said.isascii() and said.isdecimal() and len(said) < 4
    if not is_number or not 1 <= int(said) <= PAGES:
        raise BadParameters({"page": [_("Give a number from 1 to %(most)s.") % {"most": PAGES}]})
    if "page" in request.query_params and "kind" not in request.query_params:
        raise BadParameters({"page": [_("Name a kind: only one kind has pages.")]})
    return int(said)
