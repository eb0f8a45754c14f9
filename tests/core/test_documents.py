"""PDF: what stands on the page stands on the paper, and nothing but our own files is read for it."""

import io
import sys
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pypdf import PdfReader
from weasyprint import HTML

from core.charts import StackColumn, TimelineRow, stack_chart, timeline_chart
from core.documents import DocumentPage, pdf
from core.documents.painting import Paint
from core.documents.weasyprint import OwnStaticFiles, house
from ministries.models import Country


class Sample(DocumentPage):
    """A document of everything that documents are made of."""

    may = staticmethod(lambda user: True)
    template_name = "documents/not_possible.html"
    paper_template = "documents/sample.html"
    paper_title = "Portfolio of the Republic"
    paper_name = "sample"
    on = date(2026, 11, 27)

    def context(self):
        counts = {1: 2, 2: 1, 3: 4, 4: 3, 5: 6, None: 1}
        rows = [TimelineRow("Payroll declarations", date(2026, 3, 1), date(2026, 9, 1), None)]
        return {
            "steps": [1, 2, 3, 4, 5, None],
            "stack": stack_chart("Red rose", "By round", [StackColumn("Nov", counts), StackColumn("Dec", counts)]),
            "timeline": timeline_chart("One is late", "As of today", rows, self.on, key="line"),
            "lines": range(90),
        }


SAMPLE = """{% extends "documents/base.html" %}{% load look %}{% block content %}<h1>{{ page.paper_title }}</h1>
<p>{% for step in steps %}{% rating step %} {% endfor %}{% icon "clock" %} late {% trend steps %}</p>
{% chart stack %}{% chart timeline %}<table class="ec-table"><thead><tr><th>Project</th><th>Cost</th></tr></thead><tbody>
{% for line in lines %}<tr><th>Project no. {{ line }}</th><td>{{ line }}</td></tr>{% endfor %}</tbody></table>{% endblock %}"""


@pytest.fixture
def templates(settings):
    sample = ("django.template.loaders.locmem.Loader", {"documents/sample.html": SAMPLE})
    engine = settings.TEMPLATES[0]
    others = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    options = {**engine["OPTIONS"], "loaders": [sample, *others]}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


@pytest.fixture
def made(templates, coordinator):
    def make(query="?as=pdf"):
        request = RequestFactory().get(f"/sample/{query}")
        request.user = coordinator
        return Sample.as_view()(request)

    return make


def text_of(response) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


def test_a_document_is_a_tagged_pdf_with_title_and_language(made):
    response = made()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="sample.pdf"'
    read = PdfReader(io.BytesIO(response.content))
    assert read.metadata.title == "Portfolio of the Republic"
    assert read.trailer["/Root"]["/Lang"] == "en"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert all(abs(float(page.mediabox.width) - 595.28) < 1 for page in read.pages), "not A4"


def test_every_page_ends_with_title_day_and_number_and_repeats_the_head_of_a_table(made):
    pages = text_of(made())
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "Portfolio of the Republic" in page
        assert "Data as of 27 Nov 2026" in page
        assert f"Page {number} of {len(pages)}" in page
    assert all("Project Cost" in " ".join(page.split()) for page in pages[1:])


def test_ratings_are_words_beside_their_marks(made):
    first = text_of(made())[0]
    for word in ("Red", "Amber/red", "Amber", "Amber/green", "Green", "Not rated"):
        assert word in first


def test_the_fonts_are_our_own_and_inside_the_file(made):
    read = PdfReader(io.BytesIO(made().content))
    fonts = [font.get_object() for page in read.pages for font in page["/Resources"]["/Font"].values()]
    names = {str(font["/BaseFont"]) for font in fonts}
    assert all("Noto-Sans" in name or "NotoSans" in name for name in names), names
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in described or "/FontFile3" in described, font["/BaseFont"]


def test_a_rating_inside_a_picture_has_its_colour():
    html = '<svg class="mark m-red" viewBox="0 0 16 16"><path class="mf" d="M0 0"/><path class="mo" d="M0 0"/></svg>'
    tree = HTML(string=html).wrapper_element
    sheet = ":root{--r-red:#931515;--surface:#fff}.m-red{--c:var(--r-red)}.mf{fill:var(--c)}.mo{fill:var(--surface)}"
    Paint.of([sheet, ":root{--r-red:#111111}"]).put_on(tree)
    full, half = [element.etree_element for element in tree.iter_subtree() if element.local_name == "path"]
    assert full.get("fill") == "#111111"
    assert half.get("fill") == "#fff"


def test_from_right_to_left_labels_say_so_and_figures_do_not():
    html = '<html dir="rtl"><svg class="chart"><text>A</text><text class="ltr">1</text></svg>'
    tree = HTML(string=html).wrapper_element
    Paint.of([house().text]).put_on(tree)
    drawing, _label, figure = [each.etree_element for each in tree.iter_subtree() if each.local_name in ("svg", "text")]
    assert (drawing.get("direction"), figure.get("direction")) == ("rtl", "ltr")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/x.png", "file:///etc/passwd", "http://localhost:8000/projects/",
        "http://localhost:8000/static/../settings.py", "http://localhost:8000/static/build/none.css", "data:text/css,",
    ],
)  # fmt: skip
def test_a_document_reads_nothing_but_static_files_of_this_site(address):
    with pytest.raises(Exception, match=r"only static files|outside"):
        OwnStaticFiles().fetch(address)


def test_a_picture_from_elsewhere_is_left_out_of_the_document():
    made = pdf('<html lang="en"><title>A</title><p>Kept</p><img src="http://127.0.0.1:1/x.png" alt="">')
    [page] = PdfReader(io.BytesIO(made)).pages
    assert "Kept" in page.extract_text()
    assert not page.images


def test_where_pango_is_missing_the_answer_says_so(made, monkeypatch):
    monkeypatch.delattr("core.documents.weasyprint")
    monkeypatch.setitem(sys.modules, "core.documents.weasyprint", None)
    response = made()
    assert response.status_code == 503
    assert "pango is not installed" in response.content.decode()
    assert "lacks the text library pango" in render_to_string("documents/_button.html", {"page": Sample()})


def test_a_page_offers_its_paper_under_the_same_filter():
    page = Sample()
    page.request = RequestFactory().get("/sample/?stage=delivery")
    button = render_to_string("documents/_button.html", {"page": page})
    assert "?stage=delivery&amp;as=pdf" in button


def test_the_brand_of_the_country_colours_paper_and_pictures(made, country):
    Country.objects.filter(pk=country.pk).update(brand_colour="#7a1f5c")
    drawn = PdfReader(io.BytesIO(made().content)).pages[0].get_contents().get_data()
    parts = b" ".join(b"%.6g" % (part / 255) for part in (0x7A, 0x1F, 0x5C))
    assert parts in drawn


def test_a_document_from_right_to_left(made, arabic):
    with translation.override("ar"):
        response = made()
    assert PdfReader(io.BytesIO(response.content)).trailer["/Root"]["/Lang"] == "ar"
