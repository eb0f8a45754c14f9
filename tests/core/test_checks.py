"""Before a record is written its check constraints are asked, in PostgreSQL's words."""

import pytest
from django.core.exceptions import ValidationError

from core.access import today
from projects.models import Project

pytestmark = pytest.mark.django_db


def new(finance, **fields) -> Project:
    return Project(code="P-2026-9000", title="Register", lead=finance, currency="EUR", stage_since_on=today(), **fields)


def test_all_checks_are_one_question(finance, django_assert_num_queries):
    assert len(Project._meta.constraints) > 3
    with django_assert_num_queries(3):  # a savepoint around it
        new(finance).validate_constraints()


def test_the_broken_one_is_named_and_no_other(finance):
    with pytest.raises(ValidationError) as refused:
        new(finance, stage="delivery", resumes_on=today()).validate_constraints()
    assert refused.value.messages == ["Only a paused project has a day on which it resumes."]


def test_two_broken_ones_are_both_named(finance):
    with pytest.raises(ValidationError) as refused:
        new(finance, stage="delivery", resumes_on=today(), visibility="nobody").validate_constraints()
    assert len(refused.value.messages) == 2


def test_what_speaks_of_an_excluded_field_is_left_out(finance):
    wrong = new(finance, stage="delivery", resumes_on=today())
    wrong.validate_constraints(exclude={"resumes_on"})
    with pytest.raises(ValidationError, match="violated"):
        new(finance, resumes_on=today(), visibility="nobody").validate_constraints(exclude={"resumes_on"})
