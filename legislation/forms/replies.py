from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.conflicts import Typed, row_at
from core.forms import VersionedForm
from core.versions import named_version
from legislation.forms.fields import area
from legislation.models import Comment
from legislation.services import Answer

WORDS_HINT = gettext_lazy("Needed when it is rejected or accepted in part.")


class ReplyForm(VersionedForm):
    reply = forms.ChoiceField(
        label=gettext_lazy("Your answer"), choices=Comment.Reply.choices, widget=forms.RadioSelect
    )
    reply_words = area(gettext_lazy("Why"), most=10_000, required=False, hint=WORDS_HINT)


class RepliesForm(forms.Form):
    """The answers to all comments of a round; what is left as it is is not saved anew."""

    def __init__(self, data: Any = None, *, comments: Sequence[Comment]) -> None:
        super().__init__(data)
        self.comments = comments
        for comment in comments:
            self.fields |= _fields(comment)

    @property
    def rows(self) -> list[tuple[Comment, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(c, self[f"reply_{c.pk}"], self[f"words_{c.pk}"], self[f"version_{c.pk}"]) for c in self.comments]

    def answers(self) -> list[Answer]:
        said = self.cleaned_data
        found = []
        for comment in self.comments:
            reply, words = said[f"reply_{comment.pk}"], said[f"words_{comment.pk}"]
            if (reply, words) != (comment.reply, comment.reply_words):
                found.append(Answer(comment, said[f"version_{comment.pk}"] or 0, reply, words))
        return found

    def typed_now(self, comments: Sequence[Comment]) -> Typed:
        """How the comments stand, as this form would send them."""
        return {name: texts for comment in comments for name, texts in _typed(comment.pk, comment).items()}

    def typed_then(self, comments: Sequence[Comment]) -> Typed:
        """The same as they stood when the form was opened, as far as history knows it."""
        found: Typed = {}
        for comment in comments:
            row = row_at(comment, named_version({"version": self.data.get(f"version_{comment.pk}", "")}))
            found |= _typed(comment.pk, row) if row is not None else {}
        return found


def _typed(number: int, row: Any) -> Typed:
    return {f"reply_{number}": [row.reply], f"words_{number}": [row.reply_words]}


def _fields(comment: Comment) -> dict[str, forms.Field]:
    named = {"n": comment.number, "who": comment.opinion.request.institution.short_name}
    return {
        f"reply_{comment.pk}": forms.ChoiceField(
            label=_("Answer to %(who)s, comment %(n)s") % named,
            choices=[("", _("Not answered yet")), *Comment.Reply.choices],
            required=False,
            initial=comment.reply,
        ),
        f"words_{comment.pk}": forms.CharField(
            label=_("Why, to %(who)s, comment %(n)s") % named,
            max_length=10_000,
            required=False,
            initial=comment.reply_words,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        f"version_{comment.pk}": forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=1, initial=comment.version
        ),
    }
