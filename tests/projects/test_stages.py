"""Which stage may follow which: the service says so with a sentence, the database whatever wrote it, the page offers no other."""

from itertools import permutations

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.urls import reverse

from core.access import today
from projects.models import Project
from projects.rules.stages import MOVES, WANT_A_REASON
from projects.services import change_stage

STAGES = Project.Stage.values
WHY = "The law was adopted."


def put_into(project: Project, stage: str) -> Project:
    with pgtrigger.ignore("projects.Project:stage_moves"):
        Project.objects.filter(pk=project.pk).update(stage=stage)
    project.refresh_from_db()
    return project


def test_every_stage_has_a_way_on_and_leads_to_stages_there_are():
    assert sorted(MOVES) == sorted(STAGES)
    assert all(moves and set(moves) <= set(STAGES) - {stage} for stage, moves in MOVES.items())


@pytest.mark.parametrize("stage", STAGES)
def test_only_the_moves_of_the_table_are_made(project, coordinator, stage):
    put_into(project, stage)
    for following in STAGES:
        kept = transaction.savepoint()
        expected = [] if following in MOVES[stage] else ["stage"]
        assert list(refusal_of(project, following, coordinator)) == expected, following
        transaction.savepoint_rollback(kept)
        project.refresh_from_db()
        assert project.stage == stage


def refusal_of(project: Project, stage: str, by) -> dict[str, list[str]]:
    """The fields at fault; empty where the move was made."""
    try:
        change_stage(project, project.version, stage, by=by, on=today(), reason=WHY)
    except ValidationError as refusal:
        return refusal.message_dict
    return {}


@pytest.mark.parametrize(("stage", "following"), permutations(STAGES, 2))
def test_the_database_knows_the_table_too(project, stage, following):
    put_into(project, stage)
    statement, which = "UPDATE projects_project SET stage = %s WHERE id = %s", [following, project.pk]
    with connection.cursor() as cursor:
        if following in MOVES[stage]:
            cursor.execute(statement, which)
            return
        with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
            cursor.execute(statement, which)


@pytest.mark.parametrize(("stage", "following"), sorted(WANT_A_REASON))
def test_a_step_off_the_way_wants_a_reason(project, coordinator, stage, following):
    put_into(project, stage)
    with pytest.raises(ValidationError, match="Say why"):
        change_stage(project, project.version, following, by=coordinator, on=today(), reason=" ")


def test_the_page_offers_the_stage_it_is_in_and_those_that_may_follow(browse, coordinator, project):
    address = reverse("projects:change-stage", args=[project.code])
    form = browse(coordinator).get(address).context["form"]
    assert [value for value, _label in form.fields["stage"].choices] == ["delivery", *MOVES["delivery"]]
    refused = browse(coordinator).post(address, {"version": project.version, "stage": "closed"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["stage"])
    assert browse(coordinator).post(address, {"version": project.version, "stage": "closing"}).status_code == 302
    project.refresh_from_db()
    assert project.stage == "closing"
