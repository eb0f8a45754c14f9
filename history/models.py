from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.marks import MarkQuerySet
from history.writes import WriteQuerySet


class LastVisit(models.Model):
    """When a person was at their desk: ``seen_at`` this time, ``before_at`` at the end of the time before. Bookkeeping, untracked."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    seen_at = models.DateTimeField(_("seen at"))
    before_at = models.DateTimeField(_("seen before at"), null=True)

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.person_id}, {self.seen_at}"


class Mark(models.Model):
    """A transaction wrote this record, or what its row shows. Written by triggers (``history.marks``), never in Python."""

    pk = models.CompositePrimaryKey("kind", "changed_in", "record_id")  # in the order of what is asked
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    changed_in = models.BigIntegerField()

    objects = MarkQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} in {self.changed_in}"


class Write(models.Model):
    """A transaction wrote to this table. Written by triggers (``history.writes``), never in Python."""

    pk = models.CompositePrimaryKey("table", "written_in")
    table = models.CharField(max_length=63)
    written_in = models.BigIntegerField()

    objects = WriteQuerySet.as_manager()

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.table} in {self.written_in}"


def new_key() -> str:
    return secrets.token_urlsafe(9)


class Epoch(models.Model):
    """How long the numbers of transactions can be compared: until the database is restored. The newest row counts."""

    key = models.CharField(max_length=20, default=new_key, editable=False)
    began_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return self.key

    @classmethod
    def current(cls) -> str:
        newest = cls.objects.order_by("-pk").first() or cls.objects.create()
        return newest.key
