"""Every write of a record leaves its mark, in the transaction that wrote it."""

import pytest
from django.db import connection, transaction

from accounts.models import User
from history.events import event_table
from history.marks import MARKED, horizon
from history.models import Epoch, Mark
from history.services import begin_epoch, sweep_marks
from projects.models import Current, Identifier, Project


@pytest.mark.django_db
def test_the_triggers_are_those_that_the_models_ask_for():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgname LIKE 'mark\\_%'"
        )
        found = {(name, table): body for name, table, body in cursor.fetchall()}
    asked = [trigger for table in MARKED.values() for trigger in table.triggers()]
    assert found == {(trigger["name"], trigger["table"]): f" BEGIN {trigger['body']} END " for trigger in asked}


@pytest.mark.django_db
def test_thousands_updated_at_once_are_not_compared_each_with_each(project):
    """Pair by pair it takes minutes, and so would a night's refresh of a large portfolio."""
    several = Identifier.objects.bulk_create(
        Identifier(project=project, scheme="old", value=str(number)) for number in range(6_000)
    )
    Identifier.objects.filter(pk=several[0].pk).update(scheme="new")  # what the triggers are planned for
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10s'")
    assert Identifier.objects.filter(pk__in=[each.pk for each in several]).update(scheme="newest") == 6_000
    assert Mark.objects.filter(kind="projects.identifier").count() == 6_000
    assert event_table(Identifier).objects.filter(pgh_label="update", scheme="newest").count() == 6_000


def marks_of(record) -> list[int]:
    return sorted(
        Mark.objects.filter(kind=record._meta.label_lower, record_id=record.pk).values_list("changed_in", flat=True)
    )


@pytest.mark.django_db(transaction=True)
class TestMarks:
    def test_each_transaction_that_writes_a_record_leaves_one(self, project):
        before = marks_of(project)
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(title="A register of boats")
            Project.objects.filter(pk=project.pk).update(title="A register of ships")
        assert len(marks_of(project)) == len(before) + 1

    def test_what_hangs_on_a_record_marks_it_too(self, project):
        before = marks_of(project)
        found = Identifier.objects.create(project=project, scheme="budget", value="12-7")
        assert len(marks_of(project)) == len(before) + 1
        found.delete()
        assert len(marks_of(project)) == len(before) + 2

    def test_an_update_that_changes_nothing_leaves_none(self, project):
        current = project.current
        before = marks_of(current)
        Current.objects.filter(pk=project.pk).update(assessor=current.assessor)
        assert marks_of(current) == before
        Current.objects.filter(pk=project.pk).update(assessor="A panel")
        assert len(marks_of(current)) == len(before) + 1

    def test_a_transaction_that_is_not_over_is_not_behind_the_horizon(self, project):
        with transaction.atomic():
            Project.objects.filter(pk=project.pk).update(title="A register of ships")
            assert horizon() <= marks_of(project)[-1]

    def test_a_sign_in_is_no_change_of_a_person(self, cio_finance):
        before = marks_of(cio_finance)
        User.objects.filter(pk=cio_finance.pk).update(last_login="2026-11-02T09:00Z")
        assert marks_of(cio_finance) == before

    def test_only_the_newest_mark_of_a_record_is_kept(self, project):
        Project.objects.filter(pk=project.pk).update(title="A register of ships")
        newest = marks_of(project)[-1]
        sweep_marks()
        assert marks_of(project) == [newest]
        assert sweep_marks() == 0

    def test_a_new_epoch_forgets_the_marks_of_the_old_one(self, project):
        before = Epoch.current()
        begin_epoch()
        assert Epoch.current() != before
        assert not Mark.objects.exists()
