"""Documents for paper: a template of its own and the sheet `styles/paper.scss`, made into PDF by WeasyPrint.

`DocumentPage` is a page that has a PDF; where the machine lacks pango, the page says so and everything else works."""

from core.documents.pages import DocumentPage, OnPaper, RecordDocumentPage
from core.documents.rendering import is_possible, pdf

__all__ = ["DocumentPage", "OnPaper", "RecordDocumentPage", "is_possible", "pdf"]
