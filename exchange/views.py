from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from core.conflicts import Typed, typed
from core.pages import FormPage, Page, RecordAction, RecordFormPage, RecordPage
from exchange import permissions
from exchange.cells import DateFormat, MoneyFormat
from exchange.files import Table, read_table
from exchange.forms import IGNORE, ColumnsForm, MeaningsForm, ProfileForm, UploadForm
from exchange.making import Guess, Making, guess_columns, guess_formats, odd_values, write_profile
from exchange.models import ImportRun, Profile
from exchange.profiles import built_in_profiles
from exchange.querysets import ImportRunQuerySet
from exchange.services import apply_run, decide, note_answers, start_run, use_profile
from exchange.targets import Target, find_target, targets

MOST_RUNS = 100
ANSWERS = (
    ("same", gettext_lazy("The same")),
    ("different", gettext_lazy("Not the same")),
    ("open", gettext_lazy("Not decided")),
)


def _runs(user: Any) -> ImportRunQuerySet:
    return ImportRun.objects.of_targets([target.name for target in targets() if target.may(user)])


class RunList(Page):
    may = permissions.may_import
    template_name = "exchange/run_list.html"

    def context(self) -> dict[str, Any]:
        return {"runs": _runs(self.request.user).for_list()[:MOST_RUNS]}


class RunCreate(FormPage):
    """Upload. With a profile the check follows, without one its making."""

    may = permissions.may_import
    form_class = UploadForm
    template_name = "exchange/run_create.html"

    @cached_property
    def target(self) -> Target:
        return next(target for target in targets() if target.may(self.request.user))

    def form(self, data: Any = None, files: Any = None) -> UploadForm:
        saved = Profile.objects.filter(target=self.target.name).values_list("name", flat=True)
        names = sorted({*built_in_profiles(), *saved})
        return UploadForm(data, files, profiles=[(name, name) for name in names], target=self.target)

    def perform(self, form: Any) -> ImportRun | str:
        file = form.cleaned_data["file"]
        run = start_run(
            target=self.target.name,
            file_name=file.name,
            content=file.read(),
            profile_name=form.cleaned_data["profile"],
            options={name: form.cleaned_data[name] for name in self.target.options},
            by=self.request.user,  # type: ignore[arg-type]
            on=self.on,
        )
        return run if run.has_profile else reverse("exchange:run-columns", args=[run.pk])


class OneRun(RecordPage):
    may = permissions.may_import

    def find(self) -> ImportRun:
        return _runs(self.request.user).select_related("by").get(pk=self.kwargs["pk"])

    @cached_property
    def target(self) -> Target:
        target = find_target(self.record.target)
        assert target is not None
        return target

    @cached_property
    def table(self) -> Table:
        return read_table(self.record.file_name, bytes(self.record.content))

    @cached_property
    def making(self) -> dict[str, Any]:
        return dict(self.record.result.get("making", {}))


class RunDetail(OneRun):
    template_name = "exchange/run_detail.html"

    def context(self) -> dict[str, Any]:
        result = self.record.result
        return {
            "run": self.record,
            "result": result,
            "options": [(self.target.options.get(name, name), value) for name, value in self.record.options.items()],
            "proposals": result.get("proposals", []),
            "answers": ANSWERS,
            "more_problems": result.get("problem_count", 0) - len(result.get("problems", [])),
        }


class RunColumns(RecordFormPage, OneRun):
    template_name = "exchange/run_columns.html"

    def form(self, data: Any = None, files: Any = None) -> ColumnsForm:
        return ColumnsForm(data, initial=self.initial(), table=self.table, target=self.target)

    def initial(self) -> dict[str, Any]:
        known = self.making.get("columns") or guess_columns(self.table, self.target)
        return {"version": self.record.version, **self._choices(known)}

    def _choices(self, known: Mapping[str, str]) -> dict[str, str]:
        return {f"column_{index}": known.get(name, "") for index, name in enumerate(self.table.columns) if name}

    def theirs(self, form: Any, current: Any) -> Typed:
        """History keeps no profile in the making, so every column that differs is asked."""
        making = current.result.get("making", {})
        known = {**making.get("columns", {}), **dict.fromkeys(making.get("ignored", []), IGNORE)}
        return typed(form, self._choices(known)) if known else {}

    def opened(self, form: Any, current: Any) -> Typed:
        return {}

    def context(self) -> dict[str, Any]:
        return {"run": self.record, "table": self.table}

    def perform(self, form: Any) -> str:
        note_answers(self.record, form.cleaned_data["version"], form.answers(), by=self.user)
        return reverse("exchange:run-meanings", args=[self.record.pk])


class RunMeanings(RecordFormPage, OneRun):
    template_name = "exchange/run_meanings.html"

    @cached_property
    def columns(self) -> dict[str, str]:
        return dict(self.making.get("columns", {}))

    @cached_property
    def guess(self) -> Guess:
        return guess_formats(self.table, self.columns, self.target)

    def form(self, data: Any = None, files: Any = None) -> MeaningsForm:
        signs = _signs(self.guess.decimal)
        money = MoneyFormat(symbols=self.guess.symbols, decimal=signs["decimal"], thousands=signs["thousands"])
        odd = odd_values(self.table, self.columns, self.target, DateFormat(self.guess.dates), money)
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


class DecideRun(RecordAction, OneRun):
    """Radios by the number of the proposal: same, different or not yet."""

    done = gettext_lazy("Your answers are kept and the file is checked again.")

    def perform(self) -> str:
        decisions = {}
        for number, proposal in enumerate(self.record.result.get("proposals", [])):
            answer = self.request.POST.get(f"match_{number}")
            if answer in ("same", "different") and self.request.POST.get(f"key_{number}") == proposal["key"]:
                decisions[proposal["key"]] = answer == "same"
        decide(self.record, self.version, decisions, by=self.request.user, on=self.on)  # type: ignore[arg-type]
        return str(self.record.get_absolute_url())


class ApplyRun(RecordAction, OneRun):
    done = gettext_lazy("The file is applied.")

    def perform(self) -> str:
        apply_run(self.record, self.version, by=self.request.user, at=timezone.now())  # type: ignore[arg-type]
        return str(self.record.get_absolute_url())
