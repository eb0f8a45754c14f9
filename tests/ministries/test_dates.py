"""Last days of posts and of what mandates rest on."""

from datetime import timedelta

from core.access import VISITOR, today
from core.questions import DateKind, Scope, dates
from ministries.answers.dates import appointments, mandates
from ministries.models import Appointment, CoordinationFunction, Mandate
from ministries.services import appoint, give_mandate
from tests.conftest import LONG_AGO, person

DAY = timedelta(days=1)


def asked(on, **scope):
    return list(dates(Scope(on=today(), **scope), on, on))


def test_the_last_day_of_a_post(finance, health):
    on = today() + 30 * DAY
    appoint(person("Ada Krell", "official"), finance, Appointment.Post.DEPUTY, by=None, starts_on=LONG_AGO, ends_on=on)
    (found,) = asked(on, institution_ids=frozenset({finance.pk}))
    assert (found.kind, found.title) == (DateKind.APPOINTMENT, "Last day in post: Ada Krell")
    assert found.path == finance.get_absolute_url()
    assert asked(on, institution_ids=frozenset({health.pk})) == []
    assert asked(on, access=VISITOR) == []


def test_a_basis_that_expires_while_the_mandate_goes_on(finance, coordinator):
    on, function = today() + 30 * DAY, CoordinationFunction.objects.get(code="funding")
    given = give_mandate(
        finance, function, Mandate.Role.LEAD, by=coordinator, starts_on=LONG_AGO, basis="Decree 5/2020",
        basis_ends_on=on,
    )  # fmt: skip
    (found,) = asked(on)
    assert (found.kind, found.why) == (DateKind.MANDATE, f"{given.get_role_display()}: Decree 5/2020")
    Mandate.objects.filter(pk=given.pk).update(ends_on=on - DAY)
    assert asked(on) == []


def test_each_kind_is_one_question(cio_finance, django_assert_num_queries):
    for answer in (appointments, mandates):
        with django_assert_num_queries(1):
            list(answer(Scope(on=today()), LONG_AGO, today() + 999 * DAY))
