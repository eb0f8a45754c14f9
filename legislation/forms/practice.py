from django import forms
from django.utils.translation import gettext_lazy

from core.forms import DateField
from legislation.models import Stage
from legislation.rules.stages import USUAL

TO_COME = gettext_lazy("A day to come: what was asked for and expected until then stays as it is.")


class PracticeForm(forms.Form):
    starts_on = DateField(label=gettext_lazy("From which day"), help_text=TO_COME)
    usual_days = forms.IntegerField(label=gettext_lazy("Working days for an opinion"), min_value=1, max_value=90)
    least_days = forms.IntegerField(
        label=gettext_lazy("Working days at least"),
        min_value=1,
        max_value=90,
        help_text=gettext_lazy("A round with a shorter term needs a recorded reason."),
    )
    silence_agrees = forms.BooleanField(
        label=gettext_lazy("No answer by the deadline counts as agreement"),
        required=False,
        help_text=gettext_lazy("Without this it is told as no answer, never among the approvals."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who decided it, and where it stands."),
    )


class StageTermForm(forms.Form):
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=[(stage, Stage(stage).label) for stage in USUAL])
    starts_on = DateField(label=gettext_lazy("From which day"), help_text=TO_COME)
    usual_days = forms.IntegerField(label=gettext_lazy("Calendar days it usually lasts"), min_value=1, max_value=3650)
    least_days = forms.IntegerField(
        label=gettext_lazy("Calendar days it lasts at least"),
        min_value=0,
        max_value=3650,
        help_text=gettext_lazy("What law and procedure make it last, if all goes well."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=300,
        help_text=gettext_lazy("The law, the rules of procedure or the practice it rests on."),
    )
