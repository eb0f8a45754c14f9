"""One row becomes project, report, assessment, baseline and money; what is the same already is left alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from exchange.book import Book
from exchange.names import name_key
from exchange.problems import Problem
from exchange.rows import Row
from projects.imports import baselines
from projects.imports.fields import FUNDING, FUNDING_WORDS, PROJECT_WORDS, RATINGS, REPORT, REPORT_WORDS
from projects.imports.matching import NAME_SCHEME, Entry, Matcher
from projects.imports.series import Series
from projects.imports.settings import CIO, ProjectSettings
from projects.imports.state import State
from projects.models import Assessment, Funding, Identifier, Participation, Project, Report, Round, Submission


class Records:
    def __init__(
        self,
        *,
        settings: ProjectSettings,
        assessor: str,
        round_: Round,
        series: Series,
        state: State,
        book: Book,
        matcher: Matcher,
    ) -> None:
        self._settings = settings
        self._assessor = assessor
        self._round = round_
        self._series = series
        self._state = state
        self._book = book
        self._matcher = matcher
        self.problems: list[Problem] = []

    def enter(self, entry: Entry) -> None:
        self._project(entry)
        self._identifier(entry, self._settings.scheme, entry.identifier)
        self._partners(entry)
        self._report(entry)
        if "rating" in entry.row.columns and self._settings.rating_of != CIO:
            self._assessment(entry)
        self._baseline(entry)
        self._funding(entry)

    def look_back(self, entry: Entry, row: Row) -> None:
        """What the row of a later file says of this round: the rating. A report that is there stays as it is."""
        told = replace(entry, row=row, is_changed=False)
        if entry.record.pk not in self._state.reports:
            self._report(told)
        if self._settings.rating_of != CIO:
            self._assessment(told)
        self._mark(entry, told.is_changed)

    def _mark(self, entry: Entry, is_changed: bool) -> None:
        entry.is_changed = entry.is_changed or is_changed

    def _problem(self, entry: Entry, field: str, value: object, reason: str) -> None:
        self.problems.append(Problem(entry.row.number, entry.row.columns.get(field, field), str(value), reason))

    # --- the project itself -------------------------------------------------------------------
    def _project(self, entry: Entry) -> None:
        if entry.project is None:
            entry.is_new = True
            entry.project = self._new_project(entry)
            self._book.add(entry.project)
            return
        project, title = entry.record, entry.row.text("title")
        former, former_lead = project.title, self._matcher.lead_of(project)
        if self._series.is_newest(project, self._round):
            changes = {"title": title, "lead": entry.lead, **_words(entry.row, PROJECT_WORDS, entry.row.columns)}
            self._mark(entry, self._book.change(project, changes))
            if name_key(former) != entry.name:
                self._identifier(entry, f"{NAME_SCHEME}{former_lead.short_name}", former)
        elif name_key(former) != entry.name:
            self._identifier(entry, f"{NAME_SCHEME}{entry.lead.short_name}", title)
        self._stage(entry)

    def _new_project(self, entry: Entry) -> Project:
        defaults = self._settings.defaults
        stage, since = self._series.stage(entry.present, self._settings)
        return Project(
            title=entry.row.text("title"),
            lead=entry.lead,
            stage=entry.row.text("stage") or stage,
            stage_since_on=since,
            visibility=defaults.visibility,
            currency=defaults.currency,
            **_words(entry.row, PROJECT_WORDS, entry.row.columns),
        )

    def _stage(self, entry: Entry) -> None:
        said = entry.row.text("stage")
        if not said or not self._series.is_newest(entry.record, self._round) or said == entry.record.stage:
            return
        changes = {"stage": said, "stage_since_on": self._round.starts_on, "resumes_on": None}
        self._mark(entry, self._book.change(entry.record, changes))

    def _identifier(self, entry: Entry, scheme: str, value: str) -> None:
        candidate = self._matcher.candidates.get(entry.record.pk)
        if not value or (scheme, value) in self._state.identifiers:
            return
        if scheme == self._settings.scheme and candidate and value.casefold() in candidate.identifiers:
            return
        self._state.identifiers.add((scheme, value))
        self._mark(entry, self._book.add(Identifier(project=entry.project, scheme=scheme[:60], value=value[:200])))

    def _partners(self, entry: Entry) -> None:
        for institution in entry.partners:
            pair = (entry.record.pk, institution.pk)
            if (None not in pair and pair in self._state.partners) or institution.code == entry.record.lead.code:
                continue
            participation = Participation(
                project=entry.project,
                institution=institution,
                role=Participation.Role.PARTNER,
                answer=Participation.Answer.ACCEPTED,
                asked_on=self._round.opens_on,
                answered_on=self._round.opens_on,
            )
            self._mark(entry, self._book.add(participation))

    # --- what the year says --------------------------------------------------------------------
    def _report(self, entry: Entry) -> None:
        report = self._state.reports.get(entry.record.pk)
        last = self._state.submissions.get(report.pk) if report else None
        if last is not None and last.import_run_id is None:
            reason = _("The institution has signed a report for this round; an import does not overwrite it.")
            self._problem(entry, "title", entry.row.text("title"), reason)
            return
        if report is None:
            report = Report(
                project=entry.project,
                round=self._round,
                institution=entry.lead,
                status=Report.Status.ACCEPTED,
                asked_on=self._round.opens_on,
            )
            self._book.add(report)
        else:
            self._mark(entry, self._book.change(report, {"status": Report.Status.ACCEPTED, "institution": entry.lead}))
        content = self._submission(entry.row)
        if last is None or any(getattr(last, name) != value for name, value in content.items()):
            number = last.number + 1 if last else 1
            self._mark(entry, self._book.add(Submission(report=report, number=number, **content)))

    def _submission(self, row: Row) -> dict[str, Any]:
        content = _words(row, REPORT_WORDS)
        sums = {name: row.money(source) for name, source in REPORT.items() if name != "forecast_ends_on"}
        content.update({"forecast_ends_on": row.day("forecast_ends_on"), **sums})
        content["withheld"] |= _withheld(row, REPORT)
        if self._settings.rating_of == CIO:
            said = _words(row, {"why": "rating_words"})
            content["withheld"] |= said.pop("withheld") | _withheld(row, {"rating": "rating"})
            content |= {**said, "rating": RATINGS.get(row.text("rating"))}
        return content

    def _assessment(self, entry: Entry) -> None:
        row = entry.row
        content = _words(row, {"basis": "rating_words"})
        content["withheld"] |= _withheld(row, {"rating": "rating"})
        content |= {
            "rating": RATINGS.get(row.text("rating")),
            "source": self._settings.rating_of,
            "is_independent": self._settings.is_independent,
            "assessed_on": self._round.ends_on,
        }
        known = self._state.assessments.get(entry.record.pk)
        if known is None:
            assessment = Assessment(project=entry.project, round=self._round, assessor=self._assessor, **content)
            self._mark(entry, self._book.add(assessment))
        elif known.made_by_id is not None:
            reason = _("%(assessor)s has already been entered by hand for this round; an import does not overwrite it.")
            self._problem(entry, "rating", row.text("rating"), reason % {"assessor": self._assessor})
        else:
            self._mark(entry, self._book.change(known, content))

    def _baseline(self, entry: Entry) -> None:
        content = baselines.content_of(entry.row)
        if content is None:
            return
        starts_on, ends_on, cost = content["starts_on"], content["ends_on"], content["cost"]
        if starts_on and ends_on and ends_on < starts_on:
            reason = _("The end is before the start, %(start)s. Correct one of them.") % {"start": starts_on}
            self._problem(entry, "ends_on", ends_on, reason)
            return
        if cost is not None and cost < 0:
            self._problem(entry, "cost", cost, _("A cost cannot be below zero. Correct the cell."))
            return
        known = self._state.baselines.get(entry.record.pk, [])
        following = self._series.next_after(entry.record, self._round.ends_on)
        for baseline in baselines.versions(entry.record, known, content, self._round.ends_on, following):
            self._mark(entry, self._book.add(baseline))

    def _funding(self, entry: Entry) -> None:
        row = entry.row
        content = _words(row, FUNDING_WORDS)
        content |= {name: row.money(source) for name, source in FUNDING.items()}
        content["withheld"] |= _withheld(row, FUNDING)
        if not any(content.values()) and all(row.money(source) is None for source in FUNDING.values()):
            return
        known = self._state.fundings.get(entry.record.pk)
        if known is not None:
            self._mark(entry, self._book.change(known, content))
            return
        year = self._round.ends_on.year
        self._mark(entry, self._book.add(Funding(project=entry.project, year=year, **content)))


def _words(row: Row, names: Mapping[str, str], columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Texts by field of the record, with the reasons of those withheld. With ``columns``: only those the file has."""
    wanted = {name: source for name, source in names.items() if columns is None or source in columns}
    return {**{name: row.text(source) for name, source in wanted.items()}, "withheld": _withheld(row, wanted)}


def _withheld(row: Row, names: Mapping[str, str]) -> dict[str, str]:
    reasons = row.withheld(*names.values())
    return {name: reasons[source] for name, source in names.items() if source in reasons} if reasons else {}
