"""What the triggers write, whatever writes the record, and that nobody takes it back. Every tracked model is tried."""

import pytest
from django.db import DatabaseError, connection, models, transaction

from exchange.models import Profile
from history.events import event_tables
from tests.legislation.test_constraints import laws_of_every_kind
from tests.test_constraints import copy, one_of_every_kind

OTHER_TRIGGERS = """
SELECT DISTINCT tgrelid::regclass::text, tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND prosrc NOT LIKE '%%pgh_label%%' AND prosrc NOT LIKE '%%NEW.version%%'
  AND tgrelid::regclass::text = ANY(%s)
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('c', 'f', 'u', 'x')
  AND conrelid::regclass::text = ANY(%s)
"""
UNIQUE = """
SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND NOT indisprimary
  AND indrelid::regclass::text = ANY(%s)
"""
TRACKED = {label: table.pgh_tracked_model for label, table in event_tables().items()}


@pytest.fixture
def one_of_each(report, health, coordinator, cio_finance, cio_health, auditor) -> None:
    one_of_every_kind(report, health, coordinator, cio_finance, auditor)
    laws_of_every_kind(report.project, health, coordinator, cio_health)
    Profile.objects.create(name="portfolio", target="projects", text="x", made_by=coordinator)
    assert not [label for label, model in TRACKED.items() if not model._base_manager.exists()]


@pytest.fixture
def unguarded(one_of_each) -> None:
    """The tables without what refuses a second copy of a row: only what writes history is left."""
    tables = [[model._meta.db_table for model in TRACKED.values()]]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(OTHER_TRIGGERS, tables)
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        cursor.execute(CONSTRAINTS, tables)
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE')
        cursor.execute(UNIQUE, tables)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


def written(label: str, pk: int) -> list[str]:
    table = event_tables()[label]
    return list(table._base_manager.filter(pgh_obj_id=pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def newest(model) -> int:
    return model._base_manager.order_by("-pk").values_list("pk", flat=True)[0]


def a_change(model) -> tuple[models.Field, str | int]:
    """A field that history keeps and another value for it."""
    kept = {field.name for field in event_tables()[model._meta.label_lower]._meta.concrete_fields}
    fields = [field for field in model._meta.concrete_fields if field.name in kept and not field.primary_key]
    texts = [field for field in fields if isinstance(field, models.CharField | models.TextField)]
    return (texts[0], "x") if texts else (next(field for field in fields if field.is_relation), 999)


def test_bulk_writes_and_querysets_are_recorded_for_every_model(unguarded):
    for label, model in TRACKED.items():
        one = model._base_manager.order_by("pk")[0]
        pk = one.pk = newest(model) + 1
        model._base_manager.bulk_create([one])
        mine = model._base_manager.filter(pk=pk)
        field, value = a_change(model)
        mine.update(**{field.attname: value})
        mine.delete()
        assert written(label, pk) == ["insert", "update", "delete"], label


def test_raw_sql_is_recorded_for_every_model(unguarded):
    for label, model in TRACKED.items():
        table = model._meta.db_table
        pk = newest(model) + 1
        copy(table, {"id": str(pk)})
        field, value = a_change(model)
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s', [value, pk])
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])
        assert written(label, pk) == ["insert", "update", "delete"], label


def sql(statement: str):
    def run(event) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(event._meta.db_table))

    return run


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda event: event._meta.model._base_manager.update(pgh_label="other"), id="queryset.update"),
        pytest.param(lambda event: event._meta.model._base_manager.all().delete(), id="queryset.delete"),
        pytest.param(lambda event: event.save(), id="save"),
        pytest.param(lambda event: event.delete(), id="delete"),
        pytest.param(sql("UPDATE {} SET pgh_label = 'other'"), id="UPDATE"),
        pytest.param(sql("DELETE FROM {}"), id="DELETE"),
    ],
)
def test_nobody_edits_or_removes_an_entry_of_any_model(attempt, one_of_each):
    for label, table in event_tables().items():
        event = table._base_manager.order_by("pgh_id")[0]
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            attempt(event)
        assert table._base_manager.filter(pk=event.pk, pgh_label=event.pgh_label).exists(), label


def test_what_services_write_says_who_and_what(one_of_each, coordinator, cio_finance):
    by_coordinator = {
        "projects.project": "created the project", "projects.baseline": "approved a baseline",
        "projects.milestone": "planned a milestone", "projects.funding": "recorded the funding",
        "projects.participation": "invited", "projects.assessment": "assessed the project",
        "projects.round": "opened the round", "ministries.holiday": "added a holiday",
    }  # fmt: skip
    for label, verb in by_coordinator.items():
        for event in event_tables()[label]._base_manager.select_related("pgh_context"):
            assert event.pgh_context.metadata == {"user": coordinator.pk, "verb": verb}, label
    (signed,) = event_tables()["projects.submission"]._base_manager.select_related("pgh_context")
    assert signed.pgh_context.metadata == {"user": cio_finance.pk, "verb": "reported status"}
