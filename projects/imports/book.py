"""What an import of projects writes, and in which order."""

from collections.abc import Sequence
from datetime import date, datetime

import pgtrigger
from django.db.models import Model

from exchange.book import Book
from exchange.models import ImportRun
from ministries.models import Institution, Succession
from projects.models import (
    Assessment,
    Baseline,
    Current,
    Funding,
    Identifier,
    Milestone,
    Outcome,
    Participation,
    Project,
    Report,
    Round,
    Submission,
)
from projects.services.projects import next_codes
from strategy.models import Indicator

# What others point at comes first.
ORDER: tuple[type[Model], ...] = (
    Institution, Succession, Round, Project, Identifier, Participation, Report, Submission, Assessment, Baseline, Funding,
    Milestone, Indicator, Outcome,
)  # fmt: skip


class ProjectBook(Book):
    """Codes, submissions and assessments learn at the end which run they belong to."""

    def write(self, run: ImportRun, at: datetime, on: date) -> None:
        for project, code in zip(self.new[Project], next_codes(on, len(self.new[Project])), strict=True):
            project.code = code
        for submission in self.new[Submission]:
            submission.import_run, submission.at = run, at
        for assessment in (*self.new[Assessment], *self.changed[Assessment].values()):
            self.change(assessment, {"import_run": run})
        with pgtrigger.ignore("projects.Project:stage_moves"):  # a file says how it was, not which way it went
            self.save(ORDER)
        Current.objects.refresh(on, self._touched())

    def _touched(self) -> Sequence[int]:
        records = [*(each for model in ORDER for each in self.new[model])]
        records += [each for changed in self.changed.values() for each in changed.values()]
        ids = {each.pk for each in records if isinstance(each, Project)}
        ids |= {each.project_id for each in records if hasattr(each, "project_id")}
        return sorted(ids | {each.report.project_id for each in self.new[Submission]})
