from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.conflicts import Typed
from core.pages import RecordFormPage, RecordPage
from legislation import permissions
from legislation.forms import RepliesForm, ReplyForm
from legislation.models import Comment
from legislation.services import reply_to, reply_to_all
from legislation.views.consultations import OneConsultation


class ReplyToComment(RecordFormPage, RecordPage):
    """The lead's answer to one comment; whoever may only read sees the comment with its answer in the round."""

    may = permissions.may_see_legislation
    may_on = permissions.may_reply
    form_class = ReplyForm
    template_name = "legislation/reply_form.html"
    done = gettext_lazy("Your answer is on record.")

    def find(self) -> Comment:
        rows = Comment.objects.visible_to(self.access).select_related(
            "opinion__request__consultation__item__lead", "opinion__request__institution"
        )
        return rows.get(pk=self.kwargs["pk"])

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("version", "reply", "reply_words")}

    def context(self) -> dict[str, Any]:
        asked = self.record.opinion.request
        return {"comment": self.record, "asked": asked, "consultation": asked.consultation, "back": self.where}

    @property
    def where(self) -> str:
        return f"{self.record.opinion.request.consultation.get_absolute_url()}#comments"

    def perform(self, form: Any) -> str:
        said = form.cleaned_data
        reply_to(self.record, said["version"], said["reply"], words=said["reply_words"], by=self.user, on=self.on)
        return self.where


class ReplyToAll(RecordFormPage, OneConsultation):
    """Every comment of a round on one page."""

    may_on = permissions.may_run_consultation
    template_name = "legislation/replies.html"
    saved = 0

    @cached_property
    def comments(self) -> list[Comment]:
        found = list(Comment.objects.of_consultation(self.record.pk))
        return sorted(found, key=lambda comment: bool(comment.reply))

    def form(self, data: Any = None, files: Any = None) -> RepliesForm:
        return RepliesForm(data, comments=self.comments)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "comments": self.comments,
            "unanswered": sum(not comment.reply for comment in self.comments),
            "back": self.record.get_absolute_url(),
        }

    def perform(self, form: Any) -> str:
        self.saved = reply_to_all(self.record, form.answers(), by=self.user, on=self.on)
        return f"{self.record.get_absolute_url()}#comments"

    @property
    def done(self) -> str:
        if not self.saved:
            return _("Nothing was changed.")
        return ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", self.saved) % {"n": self.saved}

    def look_again(self) -> None:
        self.__dict__.pop("comments", None)
        super().look_again()

    def theirs(self, form: Any, current: Any) -> Typed:
        return form.typed_now(self.comments)  # type: ignore[no-any-return]

    def opened(self, form: Any, current: Any) -> Typed:
        return form.typed_then(self.comments)  # type: ignore[no-any-return]

    def seen(self, current: Any) -> dict[str, str]:
        return {f"version_{comment.pk}": str(comment.version) for comment in self.comments}
