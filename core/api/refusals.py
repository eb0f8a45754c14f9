"""What a refused member is told: what to send instead."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

Field = serializers.Field[Any, Any, Any, Any]


def say_what_to_send(field: Field) -> None:
    """In place of DRF's words, which name what is wrong. ``help_text`` says what belongs there."""
    wanted = str(field.help_text or "")
    field.error_messages |= {
        "required": _("Send this member: %(wanted)s") % {"wanted": _kept(wanted)} if wanted else _("Send this member."),
        "null": _("Give a value; null is none here."),
        "blank": _("Give a text; an empty one says nothing."),
    }
    if isinstance(field, serializers.ChoiceField):
        choices = ", ".join(str(choice) for choice in field.choices)
        field.error_messages["invalid_choice"] = _("“{input}” is none of these: %(choices)s.") % {
            "choices": _kept(choices)
        }
    elif isinstance(field, serializers.RegexField) and wanted:
        pattern: Any = field.validators[-1]
        pattern.message = _("Send it as asked: %(wanted)s") % {"wanted": wanted}
    elif isinstance(field, serializers.BooleanField):
        field.error_messages["invalid"] = _("Send true or false.")
    elif isinstance(field, serializers.IntegerField):
        field.error_messages["invalid"] = _("Send a whole number.")
    elif isinstance(field, serializers.DecimalField):
        field.error_messages["invalid"] = _("Send a number, such as 1200000.50.")
    elif isinstance(field, serializers.DateField):
        field.error_messages["invalid"] = _("Send a day as YYYY-MM-DD, such as 2027-09-30.")
    elif isinstance(field, serializers.CharField) and not isinstance(
        field, serializers.EmailField | serializers.URLField
    ):
        field.error_messages["invalid"] = _("Send a text in quotation marks.")


def _kept(words: str) -> str:
    """Braces would be read as places to fill."""
    return words.replace("{", "{{").replace("}", "}}")
