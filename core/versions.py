"""Two people at once: the second save is told, nothing is lost."""

from typing import Any, TypeVar

from django.db.models import F

from core.models import Record

R = TypeVar("R", bound=Record)


class Conflict(Exception):
    """Somebody saved the record since it was read. ``current`` is the record as it stands now."""

    def __init__(self, current: Record) -> None:
        super().__init__(f"{current._meta.label_lower} {current.pk} is at version {current.version}")
        self.current = current


def update_if_current(record: R, version: int, **changes: Any) -> R:
    """Write ``changes`` in one statement if the record is still at ``version``, and read it back.

    Raises Conflict when it is not, with the record as it stands.
    """
    records = record.__class__._default_manager  # type() of request.user would be its lazy wrapper
    rows = records.filter(pk=record.pk, version=version)
    written = rows.update(**changes) if changes else rows.update(version=F("version"))
    current = records.get(pk=record.pk)
    if not written:
        raise Conflict(current)
    return current
