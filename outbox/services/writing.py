"""What goes into the outbox: one mail of a kind and period for each person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from history.tracking import acting
from outbox.models import Mail, Nudge, Told

if TYPE_CHECKING:
    from accounts.models import User


ROWS = 5_000


@dataclass(frozen=True, slots=True)
class NewMail:
    """``told``: pairs of due key and reason, what is new in it."""

    recipient_id: int
    told: Sequence[tuple[str, str]] = ()


def message_id(kind: str, period: str, recipient_id: int) -> str:
    """The same mail always has the same Message-ID, so that a second copy would be known as one."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{kind}.{period}.{recipient_id}@{host}>"


@transaction.atomic
def write(kind: str, period: str, mails: Collection[NewMail], *, now: datetime) -> int:
    """Put mails into the outbox; whoever has one of this kind and period gets no second. Returns how many are new.

    Older mails of the kind to the same person that still wait are taken back: what they were to say moves into the new one.
    """
    existing = set(Mail.objects.of(kind, period).values_list("recipient_id", flat=True))
    wanted = {mail.recipient_id: mail for mail in mails if mail.recipient_id not in existing}
    written = Mail.objects.bulk_create(
        [
            Mail(
                kind=kind,
                period=period,
                recipient_id=recipient_id,
                message_id=message_id(kind, period, recipient_id),
                written_at=now,
                send_after=now,
            )
            for recipient_id in wanted
        ],
        batch_size=1000,
    )
    _tell(
        [
            (mail.pk, mail.recipient_id, key, str(reason))
            for mail in written
            for key, reason in wanted[mail.recipient_id].told
        ]
    )
    _take_back_older(kind, period, wanted.keys(), now)
    return len(written)


def _tell(rows: Sequence[tuple[int, int, str, str]]) -> None:
    """Mail, recipient, key and reason. Ten lines for each of ten thousand readers are a hundred thousand rows: as columns,
    not as objects, they take a fifth of the time."""
    for first in range(0, len(rows), ROWS):
        columns = [list(column) for column in zip(*rows[first : first + ROWS], strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO outbox_told (mail_id, recipient_id, key, reason)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[])",
                columns,
            )


def _take_back_older(kind: str, period: str, recipient_ids: Collection[int], now: datetime) -> None:
    waiting = Mail.objects.waiting().filter(kind=kind, recipient__in=recipient_ids).exclude(period=period)
    older = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if not older:
        return
    Mail.objects.filter(pk__in=older).update(state=Mail.State.CANCELLED, ended_at=now)
    newer = Mail.objects.of(kind, period).filter(recipient=OuterRef("recipient")).values("pk")
    Told.objects.filter(mail__in=older).update(mail=Subquery(newer[:1]))


def give_way(mail: Mail) -> bool:
    """To a newer mail of the kind to the same person that still waits: it takes over what this one was to say."""
    newer = Mail.objects.newer_waiting(mail).select_for_update(skip_locked=True).first()
    if newer is None:
        return False
    Told.objects.filter(mail=mail).update(mail=newer)
    return True


def join(mail: Mail, told: Collection[tuple[str, str]]) -> None:
    """These, pairs of due key and reason, are told by a mail that was written before."""
    rows = [Told(mail=mail, recipient_id=mail.recipient_id, key=key, reason=reason) for key, reason in told]
    Told.objects.bulk_create(rows, ignore_conflicts=True)


def nudge(keys: Collection[str], *, by: "User", on: date, at: datetime) -> int:
    """Remind by hand of these duties with the mail of the day ``on``. Returns how many had not been pressed for it before.

    Only adds: of two who press at once the database takes one.
    """
    with acting(by=by, verb="reminded"):
        Nudge.objects.bulk_create(
            [Nudge(key=key, on=on, pressed_by=by, pressed_at=at) for key in sorted(keys)], ignore_conflicts=True
        )
        return Nudge.objects.of_keys(keys).filter(on=on, pressed_by=by, pressed_at=at).count()
