"""Days of the portfolio that nobody owes: rounds, and projects that resume."""

from datetime import timedelta

from core.access import VISITOR, access_of, today
from core.questions import DateKind, Scope, dates
from projects.answers.dates import resumptions, rounds
from projects.services import change_stage

DAY = timedelta(days=1)


def asked(on, **scope):
    return list(dates(Scope(on=today(), **scope), on, on))


def test_a_round_is_everybodys(round_, finance, decision_maker):
    (found,) = asked(round_.due_on, access=access_of(decision_maker))
    assert (found.kind, found.title, found.institution_id) == (DateKind.ROUND, "Reports of This month are due", None)
    assert asked(round_.due_on, institution_ids=frozenset({finance.pk})) == []
    assert asked(round_.due_on, access=VISITOR) == []


def test_a_paused_project_resumes_on_its_day(restricted_project, coordinator, cio_finance, cio_health):
    on, made = today() + 30 * DAY, restricted_project
    change_stage(made, made.version, "paused", by=coordinator, on=today(), reason="Money.", resumes_on=on)
    seen = [len(asked(on, access=access_of(user))) for user in (coordinator, cio_finance, cio_health)]
    assert seen == [1, 0, 1]
    (found,) = asked(on)
    assert (found.title, found.is_planned) == ("Border health screening resumes", True)


def test_each_kind_is_one_question(round_, django_assert_num_queries):
    for answer in (rounds, resumptions):
        with django_assert_num_queries(1):
            list(answer(Scope(on=today()), today(), today() + 30 * DAY))
