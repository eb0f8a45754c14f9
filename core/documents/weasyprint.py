"""All that is asked of WeasyPrint. Importing this fails with OSError where pango is missing."""

import mimetypes
from functools import cache
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.documents.painting import Paint

SHEET = "build/paper.css"
NOT_ON_PAPER = {"only-narrow", "ec-fig__foot"}  # what a figure shows to a phone, and what can only be pressed


class OwnStaticFiles(URLFetcher):
    """The only way out of a document: static files of this site. Every other address is a ValueError, and left out."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        ours = urljoin(settings.SITE_URL + "/", settings.STATIC_URL)
        name = url.removeprefix(ours)
        if not url.startswith(ours) or not staticfiles_storage.exists(name):
            raise ValueError(f"A document reads only static files of this site, not {url}")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with staticfiles_storage.open(name) as file:
            return URLFetcherResponse(url, file.read(), {"Content-Type": kind})


class House:
    """The sheet and the fonts of all documents, read once a process."""

    def __init__(self) -> None:
        with staticfiles_storage.open(SHEET) as file:
            self.text: str = file.read().decode()
        address = urljoin(settings.SITE_URL + "/", staticfiles_storage.url(SHEET))
        self.fonts = FontConfiguration()
        self.sheet = CSS(string=self.text, base_url=address, url_fetcher=OwnStaticFiles(), font_config=self.fonts)


house = cache(House)


def write(html: str, brand: str) -> bytes:
    ours = house()
    document = HTML(string=html, base_url=settings.SITE_URL + "/", url_fetcher=OwnStaticFiles())
    _leave_out(document.etree_element)
    Paint.of([ours.text, brand]).put_on(document.wrapper_element)
    sheets = [ours.sheet, *([CSS(string=brand)] if brand else [])]
    made: bytes = document.write_pdf(stylesheets=sheets, font_config=ours.fonts, pdf_variant="pdf/ua-1")
    return made


def _leave_out(root: Any) -> None:
    """Takes it away before styles are computed: hidden elements cost as much as shown ones."""
    for parent in list(root.iter()):
        for child in [each for each in parent if not NOT_ON_PAPER.isdisjoint(each.get("class", "").split())]:
            parent.remove(child)
