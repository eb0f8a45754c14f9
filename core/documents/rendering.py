"""Whether this machine can make a PDF, and making one: one document at a time in a process."""

import threading
from types import ModuleType

# Layout keeps a whole document in memory, and pango's font map is one for the process.
_one_at_a_time = threading.Lock()


class NotPossible(Exception):
    """Pango, which WeasyPrint wants from the system, is missing on this machine."""


def is_possible() -> bool:
    """Loads WeasyPrint, which takes half a second once a process: asked only where a page has a PDF."""
    try:
        _weasyprint()
    except NotPossible:
        return False
    return True


def pdf(html: str, *, brand: str = "") -> bytes:
    """A whole HTML document as tagged PDF; ``brand`` is the country's own colours as a style sheet. Raises NotPossible."""
    weasyprint = _weasyprint()
    with _one_at_a_time:
        made: bytes = weasyprint.write(html, brand)
        return made


def _weasyprint() -> ModuleType:
    try:
        from core.documents import weasyprint
    except (ImportError, OSError) as error:
        raise NotPossible from error
    return weasyprint
