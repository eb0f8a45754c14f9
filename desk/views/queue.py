from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.figures import day_text
from core.pages import FormPage, ListPage, Page
from core.versions import Conflict, named_version
from desk import permissions
from desk.forms.handling import HandlingForm
from desk.models import Handling
from desk.queue import Lines, Thing, find, queue
from desk.services import handle, mark_for_council, remind_of, take_off_council
from desk.tables.queue import QueueTable
from projects.services import mail_day


class Queue(Page):
    """A page that shows lines of the queue."""

    @cached_property
    def may_handle(self) -> bool:
        return permissions.may_handle(self.user)

    @cached_property
    def staff(self) -> list[User]:
        """Who may take a concern on."""
        return list(User.objects.of_office()) if self.may_handle else []

    @cached_property
    def mail_day(self) -> date:
        """Whose digest a reminder goes out with."""
        return mail_day(self.on)

    @property
    def here(self) -> str:
        """Where a press comes back to."""
        return self.request.get_full_path()

    def lines(self) -> Lines:
        return queue(self.access, self.on, reader_id=self.user.pk, may_act=self.may_handle, mail_day=self.mail_day)


class QueueList(Queue, ListPage):
    """Every line, by its filters; what was put off stands behind one of them."""

    may = permissions.may_read_queue
    table_class = QueueTable
    template_name = "desk/queue_list.html"

    def rows(self) -> Lines:
        return self.lines()


class OneThing(Page):
    """The concern or duty that ``kind`` and ``key`` of the address name. What is gone was settled: the desk says so."""

    @cached_property
    def thing(self) -> Thing | None:
        said = self.request.GET
        return find(self.access, self.on, said.get("kind", ""), said.get("key", ""))

    def gone(self) -> HttpResponseBase:
        messages.info(self.request, _("This does not stand in the way any more. Nothing was changed."))
        return redirect("desk:home")

    def back(self) -> str:
        where = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(where, {self.request.get_host()})
        return where if is_ours and where.startswith("/") else reverse("desk:home")


class HandlingEdit(OneThing, FormPage):
    """Put off, take on, note."""

    may = permissions.may_handle
    form_class = HandlingForm
    template_name = "desk/handling_form.html"
    done = gettext_lazy("Noted. What is put off comes back on its day.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().get(request, *args, **kwargs) if self.thing else self.gone()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().post(request, *args, **kwargs) if self.thing else self.gone()

    @cached_property
    def record(self) -> Handling | None:
        return Handling.objects.of_keys([self.thing.key]).first() if self.thing else None

    def context(self) -> dict[str, Any]:
        return {"thing": self.thing, "back": self.back()}

    def initial(self) -> dict[str, Any]:
        standing = self.record
        if standing is None:
            return {"version": 0}
        names = ("version", "snoozed_until", "handled_by", "note")
        return {name: getattr(standing, name) for name in names}

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        assert self.thing is not None
        handle(self.thing, said.pop("version"), by=self.user, on=self.on, **said)
        return self.back()


class OnePress(OneThing):
    """One button of a line: POST performs, then goes back with a word."""

    may = permissions.may_handle
    http_method_names = ["post"]

    def perform(self, thing: Thing) -> str:
        """Call the service; what to say then."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.thing is None:
            return self.gone()
        try:
            messages.success(request, self.perform(self.thing))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        except Conflict:
            messages.error(
                request, _("Somebody changed this a moment ago. Look at it as it is now, then decide again.")
            )
        return HttpResponseRedirect(self.back())


class Remind(OnePress):
    def perform(self, thing: Thing) -> str:
        day = remind_of(thing, by=self.user, on=self.on, at=timezone.now())
        return _("Asked for once more, in the mail of %(day)s: %(title)s") % {
            "day": day_text(day),
            "title": thing.title,
        }


class MarkForCouncil(OnePress):
    def perform(self, thing: Thing) -> str:
        mark_for_council(thing, named_version(self.request.POST), by=self.user, on=self.on)
        return _("Marked for the council: %(title)s") % {"title": thing.title}


class TakeOffCouncil(OnePress):
    def perform(self, thing: Thing) -> str:
        take_off_council(thing, named_version(self.request.POST), by=self.user)
        return _("Taken off the council’s list: %(title)s") % {"title": thing.title}
