"""Days of the laws in the calendar."""

from datetime import timedelta

from core.access import access_of, today
from core.questions import DateKind, Scope, dates
from legislation.answers.dates import consultations, deadlines, stages
from legislation.models import Plan
from legislation.services import withdraw

DAY = timedelta(days=1)


def asked(kind, first, last, **scope):
    return [each for each in dates(Scope(on=today(), **scope), first, last) if each.kind is kind]


def planned(item, **days):
    Plan.objects.bulk_create(Plan(item=item, stage=stage, planned_on=on) for stage, on in days.items())


def test_a_planned_stage_stands_on_its_day_until_it_is_reached(item, finance, health):
    on = today() + 40 * DAY
    Plan.objects.filter(item=item, stage="identified").update(planned_on=on)
    planned(item, drafting=on)
    (found,) = asked(DateKind.STAGE, on, on, institution_ids=frozenset({finance.pk}))
    assert (found.on, found.title, found.is_planned) == (on, f"Stage “Drafting”: {item}", True)
    assert found.path == item.get_absolute_url()
    assert asked(DateKind.STAGE, on + DAY, on + 9 * DAY) == []
    assert asked(DateKind.STAGE, on, on, institution_ids=frozenset({health.pk})) == []


def test_a_restricted_item_is_seen_by_few(restricted_item, cio_finance, cio_health, coordinator):
    on = today() + 40 * DAY
    planned(restricted_item, drafting=on)
    seen = [
        bool(asked(DateKind.STAGE, on, on, access=access_of(user))) for user in (cio_finance, cio_health, coordinator)
    ]
    assert seen == [False, True, True]


def test_a_confirmed_deadline_is_everybodys(directive, finance):
    on = directive.transposition_due_on
    (found,) = asked(DateKind.TRANSPOSITION, on, on)
    assert (found.institution_id, found.on) == (None, on)
    assert asked(DateKind.TRANSPOSITION, on, on, institution_ids=frozenset({finance.pk})) == []


def test_who_asked_reads_when_answers_are_due(consultation, finance):
    on = consultation.due_on
    (found,) = asked(DateKind.CONSULTATION, on, on, institution_ids=frozenset({finance.pk}))
    assert found.path == consultation.get_absolute_url()
    withdraw(consultation, consultation.version, words="Another draft follows.", by=None, on=today())
    assert asked(DateKind.CONSULTATION, on, on) == []


def test_each_kind_is_one_question(consultation, directive, django_assert_num_queries):
    first, last = today() - 99 * DAY, today() + 99 * DAY
    for answer in (stages, consultations, deadlines):
        with django_assert_num_queries(1):
            list(answer(Scope(on=today()), first, last))
