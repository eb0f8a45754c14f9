"""Two people at once: the second save is told, nothing is lost."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.models import Record

R = TypeVar("R", bound=Record)
TAKEN = ("23505", "23P01")
"""SQLSTATE of a unique and of an exclusion constraint."""


class Conflict(Exception):
    """Somebody saved the record since it was read. ``current`` is the record as it stands now."""

    def __init__(self, current: Record) -> None:
        super().__init__(f"{current._meta.label_lower} {current.pk} is at version {current.version}")
        self.current = current


def named_version(said: Mapping[str, Any]) -> int:
    """The version a person saw, as a form sends it; 0, which conflicts, when it is missing or no number."""
    version = str(said.get("version", ""))
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


@contextmanager
def one_of_two() -> Iterator[None]:
    """Two people write what may exist once, past each other's checks: the database lets one through, the other is told."""
    try:
        yield
    except IntegrityError as error:
        if getattr(error.__cause__, "pgcode", "") not in TAKEN:
            raise
        raise ValidationError(
            _("Somebody else saved the same a moment ago, and there can be only one. Look at it again.")
        ) from error


def update_if_current(record: R, version: int, **changes: Any) -> R:
    """Write ``changes`` in one statement if the record is still at ``version``, and read it back.

    Raises Conflict when it is not, with the record as it stands, and ValidationError when it is gone.
    """
    records = record.__class__._default_manager  # type() of request.user would be its lazy wrapper
    rows = records.filter(pk=record.pk, version=version)
    written = rows.update(**changes) if changes else rows.update(version=F("version"))
    current = records.filter(pk=record.pk).first()
    if current is None:
        raise ValidationError(_("Somebody removed this a moment ago."))
    if not written:
        raise Conflict(current)
    return current


def put_if_current(model: type[R], version: int, which: Mapping[str, Any], **values: Any) -> R:
    """The one record that ``which`` names: made when none was seen (``version`` 0), else written by ``update_if_current``.

    Raises Conflict when somebody made or saved it in between.
    """
    records = model._default_manager
    standing = records.filter(**which).first()
    if standing is not None:
        return update_if_current(standing, version, **values)
    try:
        with transaction.atomic():
            return records.create(**which, **values)
    except IntegrityError:
        standing = records.filter(**which).first()
        if standing is None:
            raise
        raise Conflict(standing) from None
