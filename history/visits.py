"""Since when something is new to a person: one row each, the only thing that looking writes."""

from datetime import datetime, timedelta

from history.models import LastVisit

SAME_VISIT = timedelta(minutes=30)
"""Who comes back sooner has not been away."""
OFTEN = timedelta(minutes=1)


def visit(person_id: int, *, at: datetime) -> datetime | None:
    """Note that the person is here. Returns when they were here before this visit; None: never."""
    rows = LastVisit.objects.filter(pk=person_id)
    last = rows.first()
    if last is None:
        LastVisit.objects.bulk_create([LastVisit(person_id=person_id, seen_at=at)], ignore_conflicts=True)
        return None
    away = at - last.seen_at
    same = rows.filter(seen_at=last.seen_at)
    if away > SAME_VISIT:
        same.update(seen_at=at, before_at=last.seen_at)
        return last.seen_at
    if away > OFTEN:
        same.update(seen_at=at)
    return last.before_at
