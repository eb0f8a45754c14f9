from textwrap import shorten
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from legislation.models import Act

MOST_OFFERED = 5
SHOWN = 70


class MeasureForm(forms.Form):
    """The other act of a measure, by what people know of it; ``others`` are those it may be."""

    def __init__(self, data: Any = None, *, act: Act, others: "QuerySet[Act]", initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._others: Any = others
        field = self.fields["other"]
        field.label = _("Which national act transposes it?") if act.is_eu else _("Which EU act does it transpose?")
        national = _("Its national number, title or code, such as A-2026-0012.")
        field.help_text = national if act.is_eu else _("Its CELEX number, title or code, such as 32022L2555.")

    other = forms.CharField(max_length=1000)

    def clean_other(self) -> Act:
        text = " ".join(self.cleaned_data["other"].split())
        found = list(self._others.named(text)[:2])
        if len(found) == 1:
            act: Act = found[0]
            return act
        if found:
            raise forms.ValidationError(_("Several acts have this title. Give the number or the code."))
        like = [_told(act) for act in self._others.with_words(text)[:MOST_OFFERED]]
        if like:
            raise forms.ValidationError(_("No act is called exactly so. Is it one of these? %s") % "; ".join(like))
        raise forms.ValidationError(_("No act on record is called so. Put it on record first, or import it."))


def _told(act: Act) -> str:
    return f"{act.celex or act.number or act.code}, {shorten(str(act), SHOWN, placeholder=' …')}"
