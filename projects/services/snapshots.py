"""The portfolio as it was published: frozen when a round closes."""

from datetime import date
from typing import Any

from accounts.models import User
from ministries.models import Country, ExchangeRate
from projects.models import Project, Round, Snapshot, SnapshotRow


def freeze(round_: Round, *, by: User | None, on: date) -> Snapshot:
    """One row of every project as it stands, in one statement; ``Current`` holds for ``on``. Part of closing the round."""
    snapshot = Snapshot.objects.create(
        number=Snapshot.objects.next_number(),
        round=round_,
        round_name=round_.name,
        starts_on=round_.starts_on,
        ends_on=round_.ends_on,
        due_on=round_.due_on,
        as_of_on=on,
        published_on=on,
        published_by=by,
        publisher=by.full_name if by else "",
        currency=Country.objects.current().currency,
        rates=_rates(on),
    )
    SnapshotRow.objects.freeze(snapshot, round_)
    return snapshot


def _rates(on: date) -> list[dict[str, Any]]:
    """What totals of this day are made with: the rate of each currency a project has."""
    used = ExchangeRate.objects.in_force(on).filter(currency__in=Project.objects.values("currency"))
    return [
        {"currency": rate.currency, "rate": str(rate.rate), "on": rate.on.isoformat(), "source": rate.source}
        for rate in used
    ]
