"""Page classes. Every page says who ``may``; a page that does not is refused to everybody.

A view asks, calls one service, answers. What a service refuses (ValidationError) comes back at the field, what somebody
else saved in between (Conflict) comes back with both texts, and what was typed stays.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic.base import TemplateResponseMixin, View

from core.access import Access, access_of, today
from core.exports import csv_response, xlsx_response
from core.forms import in_words, refuse_odd_characters
from core.tables import Table
from core.versions import Conflict, named_version, one_of_two

if TYPE_CHECKING:
    from accounts.models import User

May = Callable[..., bool]


class Page(TemplateResponseMixin, View):
    """``may(user)`` decides before anything is read."""

    may: ClassVar[May | None] = None
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.allows():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> "User":
        """Who is signed in: ``dispatch`` has turned everybody else away."""
        return cast("User", self.request.user)

    @cached_property
    def access(self) -> Access:
        return access_of(self.request.user)

    @cached_property
    def on(self) -> Any:
        return today()

    def allows(self) -> bool:
        may = type(self).may
        return may is not None and may(self.request.user)

    def context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show()

    def show(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        return self.render_to_response({"page": self, "today": self.on, **self.context(), **extra}, status=status)


class RecordPage(Page):
    """A page of one record. What one may not see is a 404; ``may_on(user, record)`` then decides what one may do (403)."""

    may_on: ClassVar[May | None] = None

    def find(self) -> Model:
        """The record of this address among those visible. Raises Model.DoesNotExist."""
        raise NotImplementedError

    @cached_property
    def record(self) -> Any:
        try:
            return self.find()
        except (ObjectDoesNotExist, ValueError) as error:
            raise Http404 from error

    @property
    def version(self) -> int:
        return named_version(self.request.POST)

    def allows(self) -> bool:
        may_on = type(self).may_on
        return super().allows() and (may_on is None or may_on(self.request.user, self.record))


class ListPage(Page):
    """A table, filtered and sorted by its address; ``?export=csv`` and ``xlsx`` give exactly these rows."""

    table_class: ClassVar[type[Table[Any]]]

    def rows(self) -> Any:
        """The visible rows, with all that a line shows."""
        raise NotImplementedError

    @cached_property
    def table(self) -> Table[Any]:
        return self.table_class(self.rows(), self.request.GET)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        export = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        return export(self.table) if export else self.show(table=self.table)


class Forms:
    """GET shows the form, POST performs it with one service."""

    form_class: ClassVar[type[forms.Form]]
    done: ClassVar[Any] = ""

    def form(self, data: Any = None, files: Any = None) -> forms.Form:
        return self.form_class(data, files, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: forms.Form) -> Any:
        """Call the service. What it returns is where to go next: an address, a record or a whole answer."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show(form=self.form())  # type: ignore[attr-defined, no-any-return]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            refuse_odd_characters(form)
        if not form.is_valid():
            return self.show(form=form, status=400)  # type: ignore[attr-defined, no-any-return]
        try:
            with one_of_two():
                return self._go(self.perform(form))
        except ValidationError as refusal:
            put_errors(form, refusal)
            return self.show(form=form, status=400)  # type: ignore[attr-defined, no-any-return]
        except Conflict as conflict:
            return self.show_conflict(form, conflict)

    def show_conflict(self, form: forms.Form, conflict: Conflict) -> HttpResponseBase:
        form.add_error(
            None, _("Somebody saved this while you were writing. Compare the two and save again to keep yours.")
        )
        both = [
            (
                form[name].label,
                in_words(form.fields[name], theirs),
                in_words(form.fields[name], form.cleaned_data.get(name)),
            )
            for name in form.changed_data
            if name in form.fields and not form[name].is_hidden
            for theirs in [self.theirs(conflict.current, name)]
        ]
        answer_current(form, conflict.current)
        return self.show(form=form, conflict=both, current=conflict.current, status=409)  # type: ignore[attr-defined, no-any-return]

    def theirs(self, current: Any, name: str) -> Any:
        return getattr(current, name, "")

    def _go(self, where: Any) -> HttpResponseBase:
        if isinstance(where, HttpResponseBase):
            return where
        if self.done:
            messages.success(self.request, self.done)  # type: ignore[attr-defined]
        return redirect(where)


class FormPage(Forms, Page):
    pass


class RecordFormPage(Forms, RecordPage):
    pass


class RecordAction(RecordPage):
    """One press: POST performs, then goes back with a word. A refusal is said where the press was made."""

    http_method_names = ["post"]
    done: ClassVar[Any] = ""

    def perform(self) -> str:
        """Call the service and return where to go next."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            with one_of_two():
                where = self.perform()
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(self.back())
        except Conflict:
            messages.error(
                request, _("Somebody changed this a moment ago. Look at it as it is now, then decide again.")
            )
            return HttpResponseRedirect(self.back())
        messages.success(request, self.done)
        return HttpResponseRedirect(where)

    def back(self) -> str:
        came_from = self.request.META.get("HTTP_REFERER", "")
        is_ours = url_has_allowed_host_and_scheme(came_from, {self.request.get_host()})
        return came_from if is_ours else resolve_url(self.record)


def answer_current(form: forms.Form, current: Any) -> None:
    """The form as typed, now an answer to the record as it stands: saving it again keeps what was typed."""
    typed: Any = form.data
    data = typed.copy()
    data[form.add_prefix("version")] = str(current.version)
    form.data = data


def put_errors(form: forms.Form, refusal: ValidationError) -> None:
    """A service's refusal, at the fields it names; what has no field of its own stands on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
