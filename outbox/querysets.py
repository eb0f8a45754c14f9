from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Case, DateTimeField, F, Q, When
from django.db.models.expressions import RawSQL

from core.querysets import RecordQuerySet, sorted_by
from core.records import Ref

if TYPE_CHECKING:
    from accounts.models import User
    from outbox.models import Follow, Heartbeat, Mail, Nudge, Told

PRESENCE = 20_260_702
"""Class of the advisory locks that senders hold while they are there."""
SENDERS = """
SELECT objid::text FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class MailQuerySet(RecordQuerySet["Mail"]):
    def of(self, kind: str, period: str) -> Self:
        return self.filter(kind=kind, period=period)

    def of_kind_since(self, kind: str, moment: datetime) -> Self:
        """Written or handed over since, in the order they were written."""
        return self.filter(Q(written_at__gte=moment) | Q(handed_over_at__gte=moment), kind=kind).order_by(
            "written_at", "pk"
        )

    def newer_waiting(self, mail: Mail) -> Self:
        """Of the same kind to the same person, written after this one."""
        newer = self.waiting().filter(kind=mail.kind, recipient=mail.recipient_id, written_at__gt=mail.written_at)
        return newer.order_by("-written_at", "-pk")

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def ready(self, now: datetime) -> Self:
        return self.waiting().filter(send_after__lte=now).order_by("send_after", "id")

    def left_behind(self, now: datetime) -> Self:
        """Held by a sender that is gone or did not come back."""
        is_there = RawSQL(SENDERS, [PRESENCE])  # noqa: S611 - a constant
        return self.filter(~Q(leased_by__in=is_there) | Q(lease_until__lt=now), state="sending")

    def handed_over(self) -> Self:
        """The mail server may have it."""
        return self.filter(handed_over_at__isnull=False)

    def not_handed_over(self) -> Self:
        return self.filter(handed_over_at__isnull=True)

    def overdue(self, now: datetime) -> Self:
        """Could have gone out by now: with ``since``, and not counting what was put off before it was ever tried."""
        was_tried = ~Q(words="")
        since = Case(When(was_tried, then="written_at"), default="send_after", output_field=DateTimeField())
        could = Q(state="sending") | Q(state="waiting", send_after__lte=now) | Q(was_tried, state="waiting")
        return self.filter(could).annotate(since=since)

    def of_state(self, state: str) -> Self:
        return self.filter(state=state)

    def for_list(self) -> Self:
        return self.select_related("recipient").annotate(name_key=sorted_by("recipient__full_name"))

    def written_since(self, on: date) -> Self:
        return self.filter(written_at__date__gte=on)

    def written_until(self, on: date) -> Self:
        return self.filter(written_at__date__lte=on)

    def search(self, words: str) -> Self:
        """In name and address of the reader, subject and Message-ID."""
        by_name = Q(recipient__full_name__unaccent__icontains=words) | Q(recipient__email__icontains=words)
        return self.filter(by_name | Q(subject__unaccent__icontains=words) | Q(message_id__icontains=words))

    def refused_last(self) -> Self:
        """For each reader the last mail that ended with the server's yes or no, where that was a no to the address of today."""
        last = self.filter(state__in=["sent", "failed"]).order_by("recipient", "-ended_at", "-id").distinct("recipient")
        refused = self.filter(pk__in=last.values("pk"), state="failed", recipient__is_active=True)
        return refused.exclude(address="").filter(address__iexact=F("recipient__email"))

    def endings_of(self, people: Collection[int]) -> list[tuple[int, str, datetime]]:
        """Person, state and moment of every mail of theirs that the server took or refused, oldest first."""
        ended = self.filter(recipient__in=people, state__in=["sent", "failed"], ended_at__isnull=False)
        rows = ended.order_by("ended_at", "id").values_list("recipient", "state", "ended_at")
        return [(person, state, at) for person, state, at in rows if at]

    def held_by(self, sender: str) -> Self:
        """Still this sender's, also when a sweeper thought it dead in the middle of handing over."""
        return self.filter(Q(state="sending") | Q(state="unknown"), leased_by=sender)


class ToldQuerySet(RecordQuerySet["Told"]):
    def of_keys(self, keys: Collection[str]) -> Self:
        return self.filter(key__in=keys)


class NudgeQuerySet(RecordQuerySet["Nudge"]):
    def of_keys(self, keys: Collection[str]) -> Self:
        return self.filter(key__in=keys)

    def newest(self, on: date) -> Self:
        """The last press for each duty, of those for a day until ``on``."""
        return self.filter(on__lte=on).order_by("key", "-on").distinct("key")


class FollowQuerySet(RecordQuerySet["Follow"]):
    def of(self, person: User) -> Self:
        return self.filter(person=person)

    def of_record(self, record: Ref) -> Self:
        return self.filter(record_model=record.model, record_pk=record.pk)

    def of_kind(self, model: str) -> Self:
        return self.filter(record_model=model)

    def refs(self) -> list[Ref]:
        """What is followed, each record once."""
        return [Ref(*found) for found in self.order_by().values_list("record_model", "record_pk").distinct()]


class HeartbeatQuerySet(RecordQuerySet["Heartbeat"]):
    def beat(self, *, asked_at: datetime, done_at: datetime) -> None:
        self.bulk_create(
            [self.model(pk=1, asked_at=asked_at, done_at=done_at)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["asked_at", "done_at"],
        )
