"""Line icons in a 16 x 16 box, drawn for this product. An icon never stands without its word."""

from functools import cache
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.ratings import NOT_RATED, Step

_PATHS: Final = {
    "clock": '<circle cx="8" cy="8" r="6.3"/><path d="M8 4.5V8l2.4 1.6"/>',
    "law": '<path d="M8 2v12M4.5 14h7M3 4.5h10M3 4.5 1 9.5h4zM13 4.5l-2 5h4z"/>',
    "gap": '<path d="M8 1.5v13M4.8 4.5 8 1.5l3.2 3M4.8 11.5 8 14.5l3.2-3"/>',
    "chain": '<path d="M6.5 9.5 9.5 6.5M5 7 3.2 8.8a2.8 2.8 0 0 0 4 4L9 11M7 5l1.8-1.8a2.8 2.8 0 0 1 4 4L11 9"/>',
    "squares": '<rect x="1.5" y="4.5" width="8" height="8"/><path d="M6 4.5v-3h8.5V10h-5"/>',
    "dashed": '<rect x="2" y="2" width="12" height="12" rx="2" stroke-dasharray="2.5 2.5"/>',
    "tick": '<path d="m2.5 8.5 3.7 3.7 7.3-8"/>',
    "bar": '<path d="M2.5 8h11"/>',
    "cross": '<path d="m3.5 3.5 9 9M12.5 3.5l-9 9"/>',
    "to": '<path d="M2 8h11M9 4l4 4-4 4"/>',
    "person": '<circle cx="8" cy="5" r="3"/><path d="M2.5 14.5c.6-3.4 2.7-5 5.5-5s4.9 1.6 5.5 5"/>',
    "money": '<circle cx="8" cy="8" r="6.3"/><path d="M10.5 5.8a3 3 0 1 0 0 4.4M4.5 7.2H8M4.5 8.9H8"/>',
    "dot": '<circle class="s" cx="8" cy="8" r="3"/>',
    "ring": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.6 2.2"/>',
    "disc": '<circle class="s" cx="8" cy="8" r="7"/>',
    "half": '<circle cx="8" cy="8" r="6.2"/><path class="s" d="M1.4 8a6.6 6.6 0 0 0 13.2 0z"/>',
    "slash": '<circle cx="8" cy="8" r="6.2"/><path d="M3.8 12.2 12.2 3.8"/>',
    "diamond": '<path d="M8 1.5 14.5 8 8 14.5 1.5 8z"/>',
    "error": '<circle class="s" cx="8" cy="8" r="7.5"/><path class="on" d="M8 4v5M8 11.8v.1"/>',
}


@cache
def icon(name: str) -> SafeString:
    """An icon by name; an unknown name is a KeyError."""
    return mark_safe(f'<svg class="ec-ic" viewBox="0 0 16 16" aria-hidden="true">{_PATHS[name]}</svg>')  # noqa: S308 - own drawings


@cache
def mark(step: Step = NOT_RATED, size: str = "") -> SafeString:
    """The mark of a rating; `size` is empty or "l"."""
    return format_html(
        '<svg class="mark{} m-{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>',
        f" mark--{size}" if size else "",
        step.key,
        format_html_join("", '<path class="{}" d="{}"/>', step.paths),
    )
