import django_filters as filters
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.content import Content
from core.api.writing import RemovedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from legislation.api.filters import by_code
from legislation.api.writing import InLegislation, act_code, shown, undated
from legislation.models import Measure
from legislation.permissions import may_keep_acts, may_see_legislation
from legislation.services import name_measure, remove_measure


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    act = shown("act.code", "Code of the EU act.")
    act_title = shown("act")
    law = shown("law.code", "Code of the national act.")
    law_title = shown("law")

    class Meta:
        model = Measure
        fields = ["id", "act", "act_title", "law", "law_title", "version"]
        read_only_fields = fields


class MeasureContent(Content):
    act = act_code("Code of the EU act.")
    law = act_code("Code of the national act that transposes it.")


class MeasureFilters(filters.FilterSet):
    act = by_code("act", _("Code of the EU act"))
    law = by_code("law", _("Code of the national act"))

    class Meta:
        model = Measure
        fields: list[str] = []


class MeasureViewSet(PulledViewSet[Measure], InLegislation, RemovedViewSet[Measure]):
    """National acts that transpose EU acts, as they were notified."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_keep_acts,
        "destroy": may_keep_acts,
    }
    contents = {"create": MeasureContent}
    make = staticmethod(undated(name_measure))
    remove = staticmethod(undated(remove_measure))
    queryset = Measure.objects.select_related("act", "law")
    through = (
        "act",
        "law",
    )
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"
