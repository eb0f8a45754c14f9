import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.api.content import Content, optional_words
from core.api.writing import KeptViewSet, RemovedViewSet
from core.keyset import Key
from history.api import PulledViewSet
from legislation.api.filters import by_code, by_item
from legislation.api.items import TouchedSerializer
from legislation.api.writing import InLegislation, act_code, item_code, shown, undated
from legislation.models import TouchedAct
from legislation.permissions import may_edit_item, may_edit_touched, may_see_legislation, may_write_legislation
from legislation.services import edit_touched, touch_act, untouch_act


class TouchedActSerializer(TouchedSerializer):
    item = shown("item.code", "Code of the item.")

    class Meta:
        model = TouchedAct
        fields = ["id", "item", "act", "act_title", "provisions", "version"]
        read_only_fields = fields


class TouchedActChange(Content):
    """Item and act stay: another act is another line."""

    provisions = optional_words("Such as § 9 and § 12 (3).", most=300)


class TouchedActContent(TouchedActChange):
    item = item_code()
    act = act_code("Code of the act.")


class TouchedActFilters(filters.FilterSet):
    item = by_item()
    act = by_code("act", _("Code of the act"))

    class Meta:
        model = TouchedAct
        fields: list[str] = []


class TouchedActViewSet(PulledViewSet[TouchedAct], InLegislation, KeptViewSet[TouchedAct], RemovedViewSet[TouchedAct]):
    """Which acts the items touch, and which of their provisions."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_write_legislation,
        "partial_update": may_edit_touched,
        "destroy": may_edit_touched,
    }
    may_on = {"create": may_edit_item}
    parent = "item"
    contents = {"create": TouchedActContent, "partial_update": TouchedActChange}
    make = staticmethod(undated(touch_act))
    change = staticmethod(undated(edit_touched))
    remove = staticmethod(undated(untouch_act))
    queryset = TouchedAct.objects.select_related("item", "act")
    through = (
        "act",
        "item",
        "item__lead",
        "item__consultations",
    )
    serializer_class = TouchedActSerializer
    filterset_class = TouchedActFilters
    orders = {"id": Key("id"), "newest": Key("id", is_descending=True)}
    lookup_value_regex = "[0-9]+"
    http_method_names = ["get", "head", "post", "patch", "delete"]
