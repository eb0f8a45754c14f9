"""Two people wrote the same record: what only one of them changed is taken without asking, what both changed is asked.

Three texts of every field are compared as a browser would send them: mine, theirs (as the record stands) and, where
history knows it, what stood there when the form was opened. The page that asks carries both answers to every question,
so that what is chosen is what was read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from core.forms import FieldError, in_words

Typed = dict[str, list[str]]
"""Names of inputs and their values, as a browser sends them."""

KEEP, THEIRS, ASKED, ALSO_MINE = "keep-", "theirs-", "asked", "also-mine"
CHOICES = ("theirs", "mine")


@dataclass(frozen=True, slots=True)
class Question:
    """A field that both changed. ``kept`` is the choice so far; empty where nobody can know who changed it."""

    name: str
    label: str
    theirs: str
    mine: str
    kept: str

    @property
    def choice(self) -> str:
        return KEEP + self.name


@dataclass(slots=True)
class Comparison:
    """``data`` is mine, with theirs where I changed nothing; ``taken`` and ``kept`` are labels of what is not asked."""

    data: QueryDict
    questions: list[Question] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[FieldError]:
        """What the summary says of questions without an answer."""
        words = _("Choose which text stays for “%(label)s”")
        open_ = [each for each in self.questions if not each.kept]
        return [FieldError(each.choice, words % {"label": each.label}) for each in open_]

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """What the page of questions carries along."""
        kept = [(name, texts) for name, texts in self.data.lists() if name != "csrfmiddlewaretoken"]
        return [(name, text) for name, texts in kept if not name.startswith(KEEP) for text in texts]


@dataclass(frozen=True, slots=True)
class Saved:
    """Who saved a record last, and when. ``who`` None: the system."""

    who: Any
    at: datetime


def compare(form: forms.Form, theirs: Typed, opened: Typed) -> Comparison:
    """What ``opened`` does not hold is not known, and asked wherever the other two differ."""
    found = Comparison(_copy(form.data))
    mine = _lists(form.data)
    for bound in _compared(form, theirs):
        yours, others = _said(bound, mine), _said(bound, theirs)
        if yours == others:
            continue
        is_known = any(key in opened for key in keys_of(bound))
        before = _said(bound, opened) if is_known else None
        if is_known and before == yours:
            found.taken.append(str(bound.label))
            _put(found.data, {key: theirs.get(key, []) for key in keys_of(bound)})
        elif is_known and before == others:
            found.kept.append(str(bound.label))
        else:
            found.questions.append(_question(bound, theirs, mine, "mine" if is_known else ""))
            _put(found.data, {THEIRS + key: theirs.get(key, []) for key in keys_of(bound)})
    _put(found.data, {ASKED: [each.name for each in found.questions], ALSO_MINE: ["1"] if found.kept else []})
    return found


def is_choice(data: Mapping[str, Any]) -> bool:
    return ASKED in data


def asked_again(form: forms.Form) -> Comparison | None:
    """The questions as they were asked, where one was left without an answer."""
    data = _copy(form.data)
    mine = _lists(data)
    theirs = {key.removeprefix(THEIRS): texts for key, texts in mine.items() if key.startswith(THEIRS)}
    asked = [form[name] for name in data.getlist(ASKED) if name in form.fields]
    questions = [_question(bound, theirs, mine, _choice(data, bound.name)) for bound in asked]
    return Comparison(data, questions) if any(not each.kept for each in questions) else None


def decided(form: forms.Form) -> QueryDict:
    """What was typed, with theirs where theirs was chosen, and without the questions."""
    data = _copy(form.data)
    for name in data.getlist(ASKED):
        if name in form.fields and _choice(data, name) == "theirs":
            _put(data, {key: data.getlist(THEIRS + key) for key in keys_of(form[name])})
    for key in list(data):
        if key in (ASKED, ALSO_MINE) or key.startswith((KEEP, THEIRS)):
            del data[key]
    return data


def is_all_theirs(form: forms.Form) -> bool:
    """Whether nothing of mine is left to be saved."""
    data = _copy(form.data)
    return ALSO_MINE not in data and all(_choice(data, name) == "theirs" for name in data.getlist(ASKED))


def typed(form: forms.Form, values: Mapping[str, Any]) -> Typed:
    """Values of a record as this form would send them."""
    return {key: texts for name, value in values.items() for key, texts in _typed(form[name], value).items()}


def values_of(record: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a record, or a row of its history, holds under these names."""
    return {name: value for name in names for value in _held(record, name)}


def row_at(record: Any, version: int) -> Any:
    """The row of history that tells how a record stood at this version; None where none does."""
    return record.events.filter(version=version).order_by("-pgh_id").first() if hasattr(record, "events") else None


def last_saved(record: Any) -> Saved | None:
    events = record.events.select_related("pgh_context").order_by("-pgh_id") if hasattr(record, "events") else []
    event = events[0] if events else None
    if event is None:
        return None
    about = event.pgh_context.metadata if event.pgh_context else {}
    people = get_user_model()._default_manager
    return Saved(people.filter(pk=about.get("user") or 0).first(), event.pgh_created_at)


def keys_of(bound: forms.BoundField) -> list[str]:
    return [bound.html_name + suffix for suffix in getattr(bound.field.widget, "widgets_names", [""])]


def files_of(form: forms.Form) -> list[forms.BoundField]:
    """Files that were chosen: a page cannot send them a second time by itself."""
    return [bound for bound in form if isinstance(bound.field, forms.FileField) and bound.html_name in form.files]


def _held(record: Any, name: str) -> Iterator[Any]:
    try:
        yield getattr(record, name)
    except (AttributeError, ObjectDoesNotExist):
        return


def _compared(form: forms.Form, theirs: Typed) -> Iterator[forms.BoundField]:
    for bound in form:
        is_file = isinstance(bound.field, forms.FileField)
        if not (bound.is_hidden or is_file) and any(key in theirs for key in keys_of(bound)):
            yield bound


def _typed(bound: forms.BoundField, value: Any) -> Typed:
    widget, value = bound.field.widget, bound.field.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        parts = widget.decompress(value) or []
        return {key: [str(part or "")] for key, part in zip(keys_of(bound), parts, strict=True)}
    if isinstance(widget, forms.CheckboxInput):
        return {bound.html_name: ["on"] if value else []}
    shown = widget.format_value(value)
    texts = shown if isinstance(shown, list | tuple) else [shown]
    return {bound.html_name: ["" if text is None else str(text) for text in texts]}


def _said(bound: forms.BoundField, data: Typed) -> Any:
    """The value of a field, so that 1.5 and 1.50 are the same; what has none counts as it was typed."""
    value = bound.field.widget.value_from_datadict(MultiValueDict(data), MultiValueDict(), bound.html_name)
    try:
        value = bound.field.clean(value)
    except ValidationError:
        value = "" if value is None else value
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return sorted(map(str, value)) if isinstance(value, list) else value


def _question(bound: forms.BoundField, theirs: Typed, mine: Typed, kept: str) -> Question:
    others, yours = (in_words(bound.field, _said(bound, each)) for each in (theirs, mine))
    return Question(bound.name, str(bound.label), others, yours, kept)


def _choice(data: Any, name: str) -> str:
    choice = str(data.get(KEEP + name, ""))
    return choice if choice in CHOICES else ""


def _copy(data: Any) -> QueryDict:
    copy = QueryDict(mutable=True)
    for name, texts in _lists(data).items():
        copy.setlist(name, texts)
    return copy


def _lists(data: Any) -> Typed:
    return {name: list(texts) for name, texts in data.lists()}


def _put(data: QueryDict, typed: Typed) -> None:
    """A name without values is not sent at all, as a browser does with an empty checkbox."""
    for name, texts in typed.items():
        if texts:
            data.setlist(name, texts)
        else:
            data.pop(name, None)
