"""A profile for a file nobody has seen: columns, meanings, text."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from core.conflicts import Typed, typed
from core.pages import RecordFormPage
from exchange.cells import DateFormat, MoneyFormat
from exchange.files import Table
from exchange.forms import IGNORE, ColumnsForm, MeaningsForm, ProfileForm
from exchange.making import Guess, Making, guess_columns, guess_formats, odd_values, write_profile
from exchange.models import ImportRun
from exchange.services import note_answers, use_profile
from exchange.spreading import spread, with_inner
from exchange.views.one_run import OneRun


class RunColumns(RecordFormPage, OneRun):
    template_name = "exchange/run_columns.html"

    @cached_property
    def spread(self) -> Table:
        return spread(self.table)

    def form(self, data: Any = None, files: Any = None) -> ColumnsForm:
        inner = self.spread.columns[len(self.table.columns) :]
        return ColumnsForm(data, initial=self.initial(), table=self.spread, target=self.target, inner=inner)

    def initial(self) -> dict[str, Any]:
        known = self.making.get("columns") or guess_columns(self.spread, self.target)
        return {"version": self.record.version, **self._choices(known)}

    def _choices(self, known: Mapping[str, str]) -> dict[str, str]:
        return {f"column_{index}": known.get(name, "") for index, name in enumerate(self.spread.columns) if name}

    def theirs(self, form: Any, current: Any) -> Typed:
        """History keeps no profile in the making, so every column that differs is asked."""
        making = current.result.get("making", {})
        known = {**making.get("columns", {}), **dict.fromkeys(making.get("ignored", []), IGNORE)}
        return typed(form, self._choices(known)) if known else {}

    def opened(self, form: Any, current: Any) -> Typed:
        return {}

    def context(self) -> dict[str, Any]:
        is_nested = len(self.spread.columns) > len(self.table.columns)
        return {"run": self.record, "table": self.table, "is_nested": is_nested}

    def perform(self, form: Any) -> str:
        note_answers(self.record, form.cleaned_data["version"], form.answers(), by=self.user)
        return reverse("exchange:run-meanings", args=[self.record.pk])


class RunMeanings(RecordFormPage, OneRun):
    template_name = "exchange/run_meanings.html"

    @cached_property
    def columns(self) -> dict[str, str]:
        return dict(self.making.get("columns", {}))

    @cached_property
    def spread(self) -> Table:
        return with_inner(self.table, self.columns)

    @cached_property
    def guess(self) -> Guess:
        return guess_formats(self.spread, self.columns, self.target)

    def form(self, data: Any = None, files: Any = None) -> MeaningsForm:
        signs = _signs(self.guess.decimal)
        money = MoneyFormat(symbols=self.guess.symbols, decimal=signs["decimal"], thousands=signs["thousands"])
        odd = odd_values(self.spread, self.columns, self.target, DateFormat(self.guess.dates), money)
        kinds = {self.target.field(name).kind for name in self.columns.values()}
        return MeaningsForm(data, initial=self.initial(), odd=odd, target=self.target, kinds=kinds)

    def initial(self) -> dict[str, Any]:
        is_in_millions = any("million" in column.casefold() for column in self.columns)
        return {
            "version": self.record.version,
            "dates": ", ".join(self.guess.dates),
            "unit": "million" if is_in_millions else "one",
            "symbols": " ".join(self.guess.symbols),
            "decimal": self.guess.decimal,
        }

    def context(self) -> dict[str, Any]:
        return {"run": self.record}

    def perform(self, form: Any) -> str:
        text = write_profile(self.target, self._making(form))
        note_answers(self.record, form.cleaned_data["version"], {"text": text}, by=self.user)
        return reverse("exchange:run-profile", args=[self.record.pk])

    def theirs(self, form: Any, current: Any) -> Typed:
        """The answers become a text that cannot be turned back into answers: the form is shown again instead."""
        return {}

    def _making(self, form: Any) -> Making:
        said = form.cleaned_data
        return Making(
            name=said["name"],
            title=said["title"],
            columns=self.columns,
            ignored=self.making.get("ignored", []),
            encoding=self.table.encoding,
            separator=self.table.separator,
            dates=[part.strip() for part in said.get("dates", "%Y-%m-%d").split(", ") if part.strip()],
            unit=said.get("unit", "one"),
            symbols=said.get("symbols", "").split(),
            split=said.get("split", ""),
            meanings=form.meanings(),
            answers=form.asked(),
            inner=frozenset(self.columns) - frozenset(self.table.columns),
            **_signs(said.get("decimal", ".")),
        )


def _signs(choice: str) -> dict[str, str]:
    """Blanks inside sums are dropped by the reader, so "1 234,56" needs no thousands sign."""
    return {".": {"decimal": ".", "thousands": ","}, ",": {"decimal": ",", "thousands": "."}}.get(
        choice, {"decimal": ",", "thousands": ""}
    )


class RunProfile(RecordFormPage, OneRun):
    """The profile as text, to be looked over and kept."""

    form_class = ProfileForm
    template_name = "exchange/run_profile.html"

    def initial(self) -> dict[str, Any]:
        return {"text": _profile_text(self.record), "version": self.record.version}

    def context(self) -> dict[str, Any]:
        return {"run": self.record}

    def perform(self, form: Any) -> ImportRun:
        said = form.cleaned_data
        return use_profile(self.record, said["version"], text=said["text"], by=self.user, on=self.on)

    def theirs(self, form: Any, current: Any) -> Typed:
        return typed(form, {"text": _profile_text(current)})


def _profile_text(run: ImportRun) -> str:
    return run.profile_text or str(run.result.get("making", {}).get("text", ""))
