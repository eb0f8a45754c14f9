"""A correction is a second snapshot that names the first; both stay."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, transaction
from django.urls import reverse

from projects.models import Round, Snapshot, SnapshotRow
from projects.services import correct_snapshot
from tests.projects.test_snapshots import LATER, ON, frozen

REASON = "The signed paper of 3 March says 12 million."


def row(snapshot, project):
    return SnapshotRow.objects.select_related("snapshot").get(snapshot=snapshot, project=project)


def correct(snapshot, project, by, **values):
    return correct_snapshot(row(snapshot, project), values=values, reason=REASON, by=by, on=LATER)


def test_a_correction_stands_beside_what_it_corrects(snapshot, project, coordinator):
    before = frozen(snapshot)
    corrected = correct(snapshot, project, coordinator, forecast_cost=12_000_000)
    assert (corrected.number, corrected.corrects, corrected.reason) == (2, snapshot, REASON)
    assert (corrected.as_of_on, corrected.published_on) == (snapshot.as_of_on, LATER)
    assert frozen(snapshot) == before
    assert row(corrected, project).forecast_cost == 12_000_000


def test_the_rules_compute_anew_what_follows_and_all_else_is_copied(snapshot, project, restricted_project, coordinator):
    corrected = correct(snapshot, project, coordinator, forecast_cost=14_000_000, cio_rating=5)
    old, new = row(snapshot, project), row(corrected, project)
    assert new.cost_variance == Decimal("-0.4")
    assert (old.signal, new.signal) == (4, 1)
    assert (new.gap, new.widest_gap, new.is_apart) == (3, 4, True)
    assert (new.days_late, new.why, new.milestones) == (old.days_late, old.why, old.milestones)
    ignored = {"id", "snapshot_id"}
    others = [
        {name: value for name, value in each.items() if name not in ignored}
        for each in SnapshotRow.objects.filter(project=restricted_project).order_by("pk").values()
    ]
    assert others[0] == others[1]


def test_it_wants_a_reason_and_a_difference(snapshot, project, coordinator):
    with pytest.raises(ValidationError, match="Nothing is different"):
        correct(snapshot, project, coordinator, cio_rating=4)
    with pytest.raises(ValidationError, match="what was wrong"):
        correct_snapshot(row(snapshot, project), values={"cio_rating": 3}, reason=" ", by=coordinator, on=ON)
    assert Snapshot.objects.count() == 1


def test_only_the_newest_can_be_corrected(snapshot, project, coordinator):
    correct(snapshot, project, coordinator, cio_rating=3)
    with pytest.raises(ValidationError, match="corrected already"):
        correct(Snapshot.objects.get(number=1), project, coordinator, cio_rating=2)


def test_the_database_refuses_a_correction_of_another_round(snapshot):
    day = ON + timedelta(days=1)
    other = Round.objects.create(name="Other", starts_on=ON, ends_on=ON, opens_on=ON, due_on=day, closed_on=ON)
    again = Snapshot(
        number=9, round=other, round_name="Other", starts_on=ON, ends_on=ON, due_on=ON, as_of_on=ON, published_on=ON,
        currency="EUR", corrects=snapshot, reason="No.",
    )  # fmt: skip
    with pytest.raises(InternalError, match="another round"), transaction.atomic():
        again.save()


def test_the_office_corrects_on_a_page_and_both_name_each_other(browse, snapshot, project, coordinator, auditor):
    address = reverse("projects:correct-snapshot", args=[1, project.code])
    assert browse(auditor).get(address).status_code == 403
    form = browse(coordinator).get(address)
    assert form.status_code == 200
    found = row(snapshot, project)
    day = found.forecast_ends_on
    said = {
        "reason": REASON, "cio_rating": "2", "why": found.why, "assessed_rating": "2", "spent": "4.2",
        "baseline_ends_on_0": found.baseline_ends_on.day, "baseline_ends_on_1": found.baseline_ends_on.month,
        "baseline_ends_on_2": found.baseline_ends_on.year, "baseline_cost": "10", "forecast_ends_on_0": day.day,
        "forecast_ends_on_1": day.month, "forecast_ends_on_2": day.year, "forecast_cost": "11",
    }  # fmt: skip
    answer = browse(coordinator).post(address, said)
    assert answer.status_code == 302, answer.content.decode()
    corrected = Snapshot.objects.get(number=2)
    changed = {name for name in ("cio_rating", "spent", "forecast_cost", "baseline_cost", "forecast_ends_on")
               if getattr(row(corrected, project), name) != getattr(found, name)}  # fmt: skip
    assert changed == {"cio_rating"}
    assert "Corrected by no. 2" in browse(auditor).get(snapshot.get_absolute_url()).content.decode()
    assert "This corrects no. 1" in browse(auditor).get(corrected.get_absolute_url()).content.decode()
