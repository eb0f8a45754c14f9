from collections.abc import Sequence

from django import template

from demo.cast import PASSWORD, SEATS, Seat

register = template.Library()


@register.simple_tag
def seats() -> Sequence[Seat]:
    """Everybody a visitor of the demo may be."""
    return SEATS


@register.simple_tag
def demo_password() -> str:
    """The one password of all accounts of the demo."""
    return PASSWORD
