from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.access import today
from core.api.content import Content, Words, optional_day, optional_words
from core.api.writing import KeptViewSet, RemovedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from legislation.api.filters import by_code
from legislation.api.writing import InLegislation, act_code, item_code, shown, shown_choice, undated
from legislation.models import Concordance
from legislation.permissions import may_keep_concordance, may_keep_line, may_see_legislation, may_write_legislation
from legislation.services import add_line, edit_line, remove_line

NOT_COMPARED = "not compared"


class LineSerializer(serializers.ModelSerializer[Concordance]):
    """What completes a line is told only to who may see the item that completes it; to others it is null or empty."""

    act = shown("act.code", "Code of the EU act.")
    law = shown("law.code", "Code of the national act.", default=None, allow_null=True)
    item = shown("completion.item.code", "Code of the item that completes it.", default=None, allow_null=True)
    completed_by = shown("completion.act.code", "Code of the act that completes it.", default=None, allow_null=True)
    completed_on = serializers.DateField(source="completion.on", read_only=True, allow_null=True)
    note = shown("completion.note")
    level = shown_choice(Concordance.Level.choices, "Empty: not compared yet.")
    days_over = serializers.SerializerMethodField(help_text="Days since it should be complete; 0 until then.")

    class Meta:
        model = Concordance
        fields = [
            "id", "act", "position", "provision", "text", "level", "law", "national_provision", "item", "completed_by",
            "completed_on", "days_over", "note", "version",
        ]  # fmt: skip
        read_only_fields = fields

    def get_days_over(self, line: Concordance) -> int:
        return line.days_over(today())


class LineChange(Content):
    """The act stays."""

    position = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="Where it stands in the table; at the end without it.",
    )
    provision = Words("EU provision, such as Art. 5 (1) (a).", most=100)
    text = optional_words("What it asks.", most=10_000, has_lines=True)
    level = serializers.ChoiceField(
        choices=Concordance.Level.choices, required=False, allow_blank=True, help_text="Empty: not compared yet."
    )
    law = act_code("Code of the national act; needed where it is transposed.", required=False, allow_null=True)
    national_provision = optional_words("Its provision; needed where it is transposed.", most=200)
    item = item_code("Code of the item that completes it.", required=False, allow_null=True)
    completed_by = act_code("Code of the national act that completes it.", required=False, allow_null=True)
    completed_on = optional_day(help_text="The day by which it is complete.")
    note = optional_words("A note.", most=4000, has_lines=True)


class LineContent(LineChange):
    act = act_code("Code of the EU act.")


class LineFilters(filters.FilterSet):
    act = by_code("act", _("Code of the EU act"))
    law = by_code("law", _("Code of the national act"))
    item = filters.CharFilter(label=_("Code of the item that completes it"), max_length=20, method="by_item")
    level = filters.ChoiceFilter(
        label=_("Level"),
        choices=[*Concordance.Level.choices, (NOT_COMPARED, _("Not compared yet"))],
        method="by_level",
    )
    state = filters.ChoiceFilter(
        label=_("State"),
        choices=[("open", _("Partially transposed, or not compared yet")), ("overdue", _("Of these, past their day"))],
        method="in_state",
    )

    class Meta:
        model = Concordance
        fields: list[str] = []

    def by_item(self, rows: Any, name: str, value: str) -> Any:
        return rows.told_of_item(value)

    def by_level(self, rows: Any, name: str, value: str) -> Any:
        return rows.not_compared() if value == NOT_COMPARED else rows.filter(level=value)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.incomplete() if value == "open" else rows.overdue(today())


class ConcordanceViewSet(
    PulledViewSet[Concordance], InLegislation, KeptViewSet[Concordance], RemovedViewSet[Concordance]
):
    """Lines of concordance tables: an EU provision, its level, its place in national law, what completes it when."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_write_legislation,
        "partial_update": may_keep_line,
        "destroy": may_keep_line,
    }
    may_on = {"create": may_keep_concordance}
    parent = "act"
    contents = {"create": LineContent, "partial_update": LineChange}
    make = staticmethod(undated(add_line))
    change = staticmethod(undated(edit_line))
    remove = staticmethod(undated(remove_line))
    queryset = Concordance.objects.for_table()
    is_of_today = True
    through = (
        "act",
        "law",
        "item",
        "item__lead",
        "item__consultations",
    )
    serializer_class = LineSerializer
    filterset_class = LineFilters
    orders = {"position": Key("position"), "id": Key("id")}
    lookup_value_regex = "[0-9]+"
    http_method_names = ["get", "head", "post", "patch", "delete"]
