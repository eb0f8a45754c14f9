"""Page classes. Every page says who ``may``; a page that does not is refused to everybody.

A view asks, calls one service, answers. What a service refuses (ValidationError) comes back at the field; what somebody
else saved in between (Conflict) is merged, or comes back with both texts; what was typed stays.
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

from core import conflicts
from core.access import Access, access_of, today
from core.exports import csv_response, xlsx_response
from core.forms import refuse_odd_characters
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
        if not conflicts.is_choice(request.POST):
            return self.attempt(form)
        again = conflicts.asked_again(form)
        if again:
            return self.ask(form, again, status=400)
        if conflicts.is_all_theirs(form):
            return self._left_alone()
        return self.attempt(self.form(conflicts.decided(form), request.FILES))

    def attempt(self, form: forms.Form, tries: int = 5) -> HttpResponseBase:
        """``tries``: how often what others save in between is merged without a question."""
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
            return self.reconcile(form, conflict, tries)

    def reconcile(self, form: forms.Form, conflict: Conflict, tries: int) -> HttpResponseBase:
        """Merge what only one of the two changed and save that; ask about what both changed."""
        self.look_again()
        theirs = self.theirs(form, conflict.current)
        found = conflicts.compare(form, theirs, self.opened(form, conflict.current))
        for name, text in self.seen(conflict.current).items():
            found.data[name] = text
        if found.questions:
            return self.ask(form, found, conflicts.last_saved(conflict.current))
        merged = self.form(found.data, self.rewound_files())
        if theirs and tries:
            return self.attempt(merged, tries - 1)
        merged.add_error(
            None, _("Somebody saved this while you were writing. Look at it and save again to keep yours.")
        )
        return self.show(form=merged, status=409)  # type: ignore[attr-defined, no-any-return]

    def ask(
        self, form: forms.Form, found: conflicts.Comparison, saved: conflicts.Saved | None = None, *, status: int = 409
    ) -> HttpResponse:
        """A page of its own: both texts of every question side by side."""
        self.template_name: str | None = "core/conflict.html"
        files = conflicts.files_of(form)
        asked = {"found": found, "files": files, "has_errors": status == 400, "saved": saved}
        asked["about"] = str(getattr(self, "record", ""))
        return self.show(**asked, status=status)  # type: ignore[attr-defined, no-any-return]

    def look_again(self) -> None:
        """Forget what was read of the record; a page of one record asks again who may."""

    def theirs(self, form: forms.Form, current: Any) -> conflicts.Typed:
        """The record as it stands, in the inputs of this form. Empty: it cannot be compared with the form."""
        return conflicts.typed(form, conflicts.values_of(current, compared_names(form)))

    def opened(self, form: forms.Form, current: Any) -> conflicts.Typed:
        """The same as it stood when the form was opened, as far as history knows it."""
        row = conflicts.row_at(current, named_version(form.data))
        return conflicts.typed(form, conflicts.values_of(row, compared_names(form)))

    def seen(self, current: Any) -> dict[str, str]:
        """The hidden inputs that say which version a form answers to."""
        return {"version": str(current.version)}

    def rewound_files(self) -> Any:
        files = self.request.FILES  # type: ignore[attr-defined]
        for file in files.values():
            file.seek(0)
        return files

    def _left_alone(self) -> HttpResponse:
        messages.info(self.request, _("Nothing was saved: the record stays as it is."))  # type: ignore[attr-defined]
        return redirect(self.request.path)  # type: ignore[attr-defined]

    def _go(self, where: Any) -> HttpResponseBase:
        if isinstance(where, HttpResponseBase):
            return where
        if self.done:
            messages.success(self.request, self.done)  # type: ignore[attr-defined]
        return redirect(where)


class FormPage(Forms, Page):
    pass


class RecordFormPage(Forms, RecordPage):
    def look_again(self) -> None:
        self.__dict__.pop("record", None)
        if not self.allows():
            raise PermissionDenied


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


def compared_names(form: forms.Form) -> list[str]:
    """Fields whose value can stand beside that of a record; a file cannot."""
    return [bound.name for bound in form.visible_fields() if not isinstance(bound.field, forms.FileField)]


def put_errors(form: forms.Form, refusal: ValidationError) -> None:
    """A service's refusal, at the fields it names; what has no field of its own stands on top."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
