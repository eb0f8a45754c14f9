"""Administrators at the same moment: one always remains."""

import pytest

from accounts.models import User
from accounts.services import deactivate, edit_person
from core.access import today
from tests.races import at_once, refused

pytestmark = pytest.mark.django_db(transaction=True)


def strip(person, by, now):
    return edit_person(person, person.version, by=by, at=now, on=today(), is_administrator=False)


def close(person, by, now):
    return deactivate(person, person.version, by=by, on=today(), reason="Gone.")


@pytest.mark.parametrize("acts", [(strip, strip), (strip, close), (close, close)])
def test_two_who_take_the_right_from_each_other_leave_one(administrator, second_administrator, now, acts):
    one, other = acts
    for _again in range(5):
        User.objects.filter(pk__in=[administrator.pk, second_administrator.pk]).update(
            is_active=True, is_administrator=True, deactivated_on=None
        )
        pair = list(User.objects.administrators().order_by("pk"))
        results = at_once(lambda pair=pair: one(pair[0], pair[1], now), lambda pair=pair: other(pair[1], pair[0], now))
        assert len(refused(results)) == 1
        assert User.objects.administrators().count() == 1
