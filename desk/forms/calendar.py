from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Access
from core.records import Ref
from desk.calendar.entries import OTHER, OWED
from desk.models import Feed
from ministries.models import Institution
from projects.models import Project

MINE, ALL = "mine", "all"
MOST_PROJECTS = 200


class CalendarForm(forms.Form):
    """Of an address: what is not said has its usual value, so that a link without anything works."""

    institution = forms.ChoiceField(label=gettext_lazy("Whose"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    project = forms.CharField(label=gettext_lazy("Project, by code or title"), required=False, max_length=200)

    def __init__(self, said: Any, *, access: Access, institutions: list[Institution]) -> None:
        self.usual = MINE if access.institution_ids else ALL
        asked = {name: said.get(name, "") for name in ("kind", "project")}
        super().__init__({"institution": said.get("institution") or self.usual, **asked})
        self.access, self.mine = access, access.institution_ids
        self.ids = {institution.code: institution.pk for institution in institutions}
        whose: Any = self.fields["institution"]
        whose.choices = [
            *([(MINE, _("My institutions"))] if self.mine else []),
            (ALL, _("All that I may see")),
            (_("One institution"), [(each.code, each.name) for each in institutions]),
        ]
        kind: Any = self.fields["kind"]
        kind.choices = [
            ("", _("Everything")),
            (_("What is owed"), list(OWED.items())),
            (_("Other dates"), list(OTHER.items())),
        ]

    def institution_ids(self) -> frozenset[int] | None:
        """None: of all."""
        whose = self.cleaned_data["institution"]
        if whose == ALL:
            return None
        return self.mine if whose == MINE else frozenset({self.ids[whose]})

    def clean_project(self) -> frozenset[Ref] | None:
        """The projects with these words, as the portfolio finds them; None: all, and what belongs to none."""
        words = self.cleaned_data["project"]
        if not words:
            return None
        found = Project.objects.visible_to(self.access).search(words).values_list("pk", flat=True)
        refs = frozenset(Ref(Project._meta.label_lower, pk) for pk in found[: MOST_PROJECTS + 1])
        if not refs:
            raise ValidationError(_("No project that you may see has these words in its code or title."))
        if len(refs) > MOST_PROJECTS:
            told = _("More than %(n)s projects have these words in code or title. Write more of them.")
            raise ValidationError(told % {"n": MOST_PROJECTS})
        return refs

    @property
    def is_filtered(self) -> bool:
        return any(self[name].value() for name in ("kind", "project")) or self["institution"].value() != self.usual


class FeedForm(forms.Form):
    covers = forms.ChoiceField(
        label=gettext_lazy("What should be in it?"), widget=forms.RadioSelect, choices=Feed.Covers.choices
    )

    def __init__(self, data: Any = None, *, access: Access) -> None:
        initial = Feed.Covers.MINE if access.institution_ids else Feed.Covers.ALL
        super().__init__(data, initial={"covers": initial})
        if not access.institution_ids:
            covers: Any = self.fields["covers"]
            covers.choices = [(Feed.Covers.ALL.value, Feed.Covers.ALL.label)]
