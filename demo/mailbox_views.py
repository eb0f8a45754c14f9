"""The demo's mailbox: whoever sits at this computer reads every mail, as HTML and as text."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from demo.models import Letter

PAGE_SIZE = 25
SANDBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
"""What a mail may do in its frame: carry styles of its own, and be left by a click on a link."""


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").strip()
    pages = Paginator(Letter.objects.addressed_to(to), PAGE_SIZE)
    return render(request, "demo/mailbox.html", {"page": pages.get_page(request.GET.get("page")), "to": to})


@require_safe
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as its reader's program shows it; ``?as=text`` the text part."""
    letter = get_object_or_404(Letter, pk=pk)
    is_text = request.GET.get("as") == "text" or not letter.html
    return render(request, "demo/letter_detail.html", {"letter": letter, "is_text": is_text})


@require_safe
def letter_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, under rules of its own; its links open in the whole window."""
    letter = get_object_or_404(Letter.objects.exclude(html=""), pk=pk)
    framed = letter.html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(framed, headers={"Content-Security-Policy": SANDBOX, "X-Frame-Options": "SAMEORIGIN"})
