"""What the records of legislation share when they are read and written."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request

from core.access import today
from core.api.content import Code
from core.scopes import TokenScope
from legislation.models import Act, Item

READ, WRITE = TokenScope.LEGISLATION_READ, TokenScope.LEGISLATION_WRITE


class InLegislation:
    """Before the base of a viewset: read and written with the scopes of legislation, by services that take the day."""

    scopes: ClassVar[Mapping[str, str]] = {
        "list": READ, "retrieve": READ, "create": WRITE, "partial_update": WRITE, "destroy": WRITE,
    }  # fmt: skip

    def signature(self, request: Request) -> dict[str, Any]:
        return {"by": request.user, "on": today()}


def undated(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service that does not ask for the day."""

    def called(*args: Any, on: Any, **said: Any) -> Any:
        return service(*args, **said)

    return called


def act_code(help_text: str, **kwargs: Any) -> Code:
    return Code(queryset=Act.objects.all(), help_text=help_text, **kwargs)


def item_code(help_text: str = "Code of the item.", **kwargs: Any) -> Code:
    return Code(queryset=Item.objects.all(), help_text=help_text, **kwargs)


def shown(source: str, help_text: str = "", **kwargs: Any) -> serializers.CharField:
    """A word of a record that this one names, such as its code."""
    return serializers.CharField(source=source, read_only=True, help_text=help_text or None, **kwargs)


def shown_choice(choices: Any, help_text: str) -> serializers.ChoiceField:
    """A choice that may still be open; ``help_text`` says what empty means."""
    return serializers.ChoiceField(choices=choices, allow_blank=True, read_only=True, help_text=help_text)


def number(source: str | None = None, help_text: str = "", **kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(source=source, read_only=True, help_text=help_text or None, **kwargs)
