"""The country's colour and crest: what may be used, and the style sheet made of it."""

from typing import Final

from django.utils.translation import gettext as _

MOST_CREST_BYTES: Final = 200 * 1024
MOST_CREST_PIXELS: Final = 2000
LEAST_CONTRAST: Final = 4.5
PNG: Final = b"\x89PNG\r\n\x1a\n"

Colour = tuple[int, int, int]


def stylesheet(brand_colour: str) -> str:
    """The brand's custom properties, derived from one colour; nothing where the country chose none."""
    if not brand_colour:
        return ""
    colour = _parts(brand_colour)
    shades = {
        "brand": colour,
        "brand-dark": _mixed(colour, (0, 0, 0), 0.3),
        "brand-tint": _mixed(colour, (255, 255, 255), 0.92),
        "brand-line": _mixed(colour, (255, 255, 255), 0.68),
        "brand-soft": _mixed(colour, (255, 255, 255), 0.45),
    }
    lines = "\n".join(f"  --{name}: #{red:02x}{green:02x}{blue:02x};" for name, (red, green, blue) in shades.items())
    return f":root {{\n{lines}\n}}\n"


def contrast_problem(brand_colour: str) -> str:
    """Why white text cannot stand on this colour (WCAG 2.2, 1.4.3), or an empty text."""
    try:
        contrast = contrast_with_white(brand_colour) if brand_colour else LEAST_CONTRAST
    except ValueError:
        return _("Write a colour as # and six hexadecimal digits.")
    if contrast >= LEAST_CONTRAST:
        return ""
    return _(
        "White text on this colour is hard to read: contrast %(contrast).1f, at least 4.5 is needed. Choose a darker one."
    ) % {"contrast": contrast}


def contrast_with_white(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def png_problem(content: bytes | memoryview | None) -> str:
    """Why these bytes cannot be the crest, or an empty text. None and nothing are no crest."""
    if not content:
        return ""
    data = bytes(content)
    if len(data) > MOST_CREST_BYTES:
        return _("The picture is larger than 200 KB. Choose a smaller one.")
    if not data.startswith(PNG) or data[12:16] != b"IHDR" or not data.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        return _("This is not a whole PNG picture.")
    sides = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if max(sides) > MOST_CREST_PIXELS or not min(sides):
        return _("The picture may be at most 2000 pixels wide and high.")
    return ""


def _parts(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(own + (to - own) * share) for own, to in zip(colour, other, strict=True))
    return red, green, blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
