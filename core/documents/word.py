"""A document for a word processor: a heading, some lines and tables whose heads repeat, on A4 that lies across."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, get_language_bidi
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONG, SHORT, EDGE = Mm(297), Mm(210), Mm(15)


@dataclass(frozen=True, slots=True)
class WordTable:
    """``shares``: how much of the width each column takes, in any unit. A row of ``rows`` has one text for each head."""

    heading: str
    heads: Sequence[str]
    shares: Sequence[int]
    rows: Sequence[Sequence[str]]


def word(title: str, lines: Iterable[str], tables: Iterable[WordTable], *, author: str = "") -> bytes:
    document = Document()
    document.core_properties.title = _clean(title)[:255]
    document.core_properties.author = _clean(author)[:255]
    document.core_properties.language = get_language() or ""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, LONG, SHORT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = EDGE
    document.styles["Normal"].font.size = Pt(10)
    _turn(document.add_heading(_clean(title), level=1))
    for line in lines:
        _turn(document.add_paragraph(_clean(line)))
    for table in tables:
        _turn(document.add_heading(_clean(table.heading), level=2))
        if table.rows:
            _put(document, table)
    _number(section.footer.paragraphs[0], title)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def word_response(name: str, made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    response["Content-Security-Policy"] = "sandbox"
    return response


def _put(document: Any, table: WordTable) -> None:
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.heads))
    grid.style, grid.autofit = "Table Grid", False
    whole = int(LONG) - 2 * int(EDGE)
    widths = [whole * share // sum(table.shares) for share in table.shares]
    for row, texts in zip(grid.rows, [table.heads, *table.rows], strict=True):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width, cell.text = width, _clean(text)
            for paragraph in cell.paragraphs:
                _turn(paragraph)
    for cell in grid.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    _tell(grid.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    if get_language_bidi():
        _tell(grid._tbl.tblPr, "w:bidiVisual")


def _number(paragraph: Any, title: str) -> None:
    """The foot: the title and the number of the page, which the word processor counts."""
    paragraph.add_run(f"{_clean(title)}   ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        paragraph.add_run()._r.append(element)


def _turn(paragraph: Any) -> None:
    """In a language from right to left."""
    if get_language_bidi():
        _tell(paragraph._p.get_or_add_pPr(), "w:bidi")


def _tell(properties: Any, name: str) -> None:
    properties.append(OxmlElement(name))


def _clean(text: str) -> str:
    """No file of this kind holds control characters."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
