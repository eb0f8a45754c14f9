"""Projects that two make or plan at the same moment: nothing is numbered twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from core.access import today
from projects.models import Baseline, Project
from projects.services import approve_baseline, create_project
from tests.races import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_baselines_at_once_have_two_numbers_or_one_is_told(project, coordinator):
    def approving(cost):
        return lambda: approve_baseline(
            project, by=coordinator, on=today(), starts_on=today(), ends_on=today() + timedelta(days=400), cost=cost,
            reason=Baseline.Reason.SCOPE,
        )  # fmt: skip

    lost = refused(at_once(*(approving(cost) for cost in (1, 2, 3, 4))))
    numbers = sorted(project.baselines.values_list("number", flat=True))
    assert numbers == list(range(1, 6 - len(lost)))
    assert all(isinstance(refusal, ValidationError) for refusal in lost)


def test_every_project_of_many_at_once_has_its_own_code(finance, coordinator):
    made = at_once(
        *(lambda n=n: create_project(title=f"P{n}", lead=finance, by=coordinator, on=today()) for n in range(6))
    )
    assert not refused(made)
    assert Project.objects.values("code").distinct().count() == 6
