"""What is to be written: collected first, then written set by set."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import ForeignKey, Model

from exchange.models import ImportRun
from ministries.models import Institution, Succession
from projects.models import (
    Assessment,
    Baseline,
    Current,
    Funding,
    Identifier,
    Participation,
    Project,
    Report,
    Round,
    Submission,
)
from projects.services.projects import next_codes

# What others point at comes first.
ORDER: tuple[type[Model], ...] = (
    Institution, Succession, Round, Project, Identifier, Participation, Report, Submission, Assessment, Baseline, Funding,
)  # fmt: skip
BATCH = 1000


class Book:
    def __init__(self) -> None:
        self.new: dict[type[Model], list[Any]] = defaultdict(list)
        self._changed: dict[type[Model], dict[int, Any]] = defaultdict(dict)
        self._fields: dict[type[Model], set[str]] = defaultdict(set)

    def __bool__(self) -> bool:
        return any(self.new.values()) or any(self._changed.values())

    def add(self, record: Model) -> bool:
        self.new[type(record)].append(record)
        return True

    def change(self, record: Model, changes: Mapping[str, Any]) -> bool:
        """Set what differs; True when something did."""
        differing = {name: value for name, value in changes.items() if not _is_same(record, name, value)}
        for name, value in differing.items():
            setattr(record, name, value)
        if differing and record.pk is not None:
            self._changed[type(record)][record.pk] = record
            self._fields[type(record)].update(differing)
        return bool(differing)

    def write(self, run: ImportRun, at: datetime, on: date) -> None:
        for project, code in zip(self.new[Project], next_codes(on, len(self.new[Project])), strict=True):
            project.code = code
        for submission in self.new[Submission]:
            submission.import_run, submission.at = run, at
        for assessment in (*self.new[Assessment], *self._changed[Assessment].values()):
            self.change(assessment, {"import_run": run})
        for model in ORDER:
            model._default_manager.bulk_create(self.new[model], batch_size=BATCH)
            if changed := list(self._changed[model].values()):
                model._default_manager.bulk_update(changed, sorted(self._fields[model]), batch_size=BATCH)
        self._count_anew()
        Current.objects.refresh(on, self._touched())

    def _count_anew(self) -> None:
        """Without fresh statistics the database joins thousands of new rows one by one."""
        tables = [model._meta.db_table for model in ORDER if len(self.new[model]) >= BATCH]
        if tables:
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {', '.join(tables)}")

    def _touched(self) -> Sequence[int]:
        records = [*(each for model in ORDER for each in self.new[model])]
        records += [each for changed in self._changed.values() for each in changed.values()]
        ids = {each.pk for each in records if isinstance(each, Project)}
        ids |= {each.project_id for each in records if hasattr(each, "project_id")}
        return sorted(ids | {each.report.project_id for each in self.new[Submission]})


def _is_same(record: Model, name: str, value: Any) -> bool:
    field = record._meta.get_field(name)
    if isinstance(field, ForeignKey):
        return value.pk is not None and getattr(record, field.attname) == value.pk
    return bool(getattr(record, name) == value)
