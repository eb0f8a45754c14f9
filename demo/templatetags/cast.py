from collections.abc import Sequence

from django import template

from demo.cast import SEATS, Seat

register = template.Library()


@register.simple_tag
def seats() -> Sequence[Seat]:
    """Everybody a visitor of the demo may be."""
    return SEATS
