"""What a client sends. Serializers that only show are plain DRF ones."""

from collections.abc import Mapping
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from core.api.refusals import say_what_to_send
from core.dates import FIRST_DAY, LAST_DAY
from core.forms import has_odd_characters


class Content(serializers.Serializer[Any]):
    """A member that is not known is an error, never silently dropped. All that is wrong is said at once."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        fields = super().get_fields()
        for field in fields.values():
            say_what_to_send(field)
        return fields

    def to_internal_value(self, data: Any) -> Any:
        unknown = self._unknown(data) if isinstance(data, Mapping) else {}
        try:
            said = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            found: Any = refusal.detail
            raise serializers.ValidationError({**unknown, **found} if unknown else found) from refusal
        if unknown:
            raise serializers.ValidationError(unknown)
        return said

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        known = ", ".join(self.fields)
        advice = _("This member is not known here. Known are: %(known)s.") % {"known": known}
        alone = _("This member is not known here. Send an empty object.")
        return {name: [advice if known else alone] for name in data if name not in self.fields}


class Words(serializers.CharField):
    """A text of one line or, with ``has_lines``, of several; characters that nobody sees are refused as in forms, and numbers."""

    def __init__(self, help_text: str, *, most: int, has_lines: bool = False, **kwargs: Any) -> None:
        super().__init__(help_text=help_text, max_length=most, **kwargs)
        self.has_lines = has_lines

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        said = super().run_validation(data)
        if isinstance(said, str) and has_odd_characters(said, has_lines=self.has_lines):
            raise serializers.ValidationError(_("This text holds a character that cannot be seen."))
        return said


class Code(serializers.SlugRelatedField[Any]):
    """A record named by its code, among those the caller may see: others are as unknown as those that do not exist."""

    default_error_messages = {
        "does_not_exist": gettext_lazy("There is no record of the code “{value}” here. Take a code from its list."),
        "invalid": gettext_lazy("Send a code, as a text."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", **kwargs)

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].access)


def optional_words(help_text: str, *, most: int, **kwargs: Any) -> Words:
    return Words(help_text, most=most, required=False, allow_blank=True, **kwargs)


def optional_address(help_text: str) -> serializers.URLField:
    return serializers.URLField(help_text=help_text, max_length=500, required=False, allow_blank=True)


def shown_address(help_text: str) -> serializers.CharField:
    """An address as it is stored: the document may not promise one where there is none."""
    return serializers.CharField(read_only=True, help_text=f"{help_text} Empty: none.")


class Day(serializers.DateField):
    """A day that a person can mean."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)], **kwargs)


def optional_day(**kwargs: Any) -> Day:
    return Day(required=False, allow_null=True, **kwargs)


def money(help_text: str, **kwargs: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        help_text=help_text, max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True, **kwargs
    )


def changed(record: Model, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was said and differs from the record: saying the same again changes nothing."""
    return {name: value for name, value in said.items() if getattr(record, name) != value}
