"""The whole tree of institutions in one answer."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.helpers import lazy_serializer
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ministries.models import Institution

Branch = dict[str, Any]


class BranchSerializer(serializers.Serializer[Any]):
    """An institution with what is part of it."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    acronym = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=Institution.Kind.choices, read_only=True)
    children = serializers.SerializerMethodField()

    @extend_schema_field(lazy_serializer("ministries.api.tree.BranchSerializer")(many=True))
    def get_children(self, branch: Branch) -> Any:
        return branch["children"]


class TreeSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField(read_only=True)
    results = BranchSerializer(many=True, read_only=True, help_text="Those that stand by themselves, by name.")


def branches(institutions: Iterable[Institution]) -> list[Branch]:
    """The institutions in their order, each below its parent; one whose parent is not among them stands by itself."""
    made = {each.pk: (each.parent_id, _branch(each)) for each in institutions}
    top: list[Branch] = []
    for parent_id, branch in made.values():
        siblings = made[parent_id][1]["children"] if parent_id in made else top
        siblings.append(branch)
    return top


def _branch(institution: Institution) -> Branch:
    told = {name: getattr(institution, name) for name in ("code", "name", "acronym", "kind")}
    return {**told, "children": []}
