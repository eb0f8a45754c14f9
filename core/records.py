"""A record named from outside its app."""

from typing import NamedTuple

from django.db.models import Model


class Ref(NamedTuple):
    """``("projects.project", 31)``: model label in lower case and primary key."""

    model: str
    pk: int


def ref(record: Model) -> Ref:
    return Ref(record._meta.label_lower, record.pk)
