"""Pages that have a PDF: the same address, the same permissions, the same rows; ``?as=pdf`` asks for paper."""

from datetime import date
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from core.documents.rendering import is_possible, pdf
from core.pages import Page, RecordPage


class OnPaper:
    """Beside a `Page`: the PDF of the same context, from a template that extends ``documents/base.html``."""

    paper_template: ClassVar[str]
    request: HttpRequest

    @property
    def paper_title(self) -> str:
        """The title of the document: its first line, its foot, its metadata."""
        raise NotImplementedError

    @property
    def paper_name(self) -> str:
        """The file's name without its ending: letters, digits and hyphens."""
        raise NotImplementedError

    @property
    def data_on(self) -> date:
        """The day the figures are of; stands in the foot."""
        return self.on  # type: ignore[attr-defined, no-any-return]

    @property
    def has_paper(self) -> bool:
        return is_possible()

    @property
    def paper_address(self) -> str:
        params = self.request.GET.copy()
        params["as"] = "pdf"
        return f"?{params.urlencode()}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("as") == "pdf":
            return self.on_paper()
        return super().get(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def on_paper(self) -> HttpResponse:
        if not is_possible():
            return render(self.request, "documents/not_possible.html", {"address": self.request.path}, status=503)
        context = {"page": self, "today": self.on, **self.context()}  # type: ignore[attr-defined]
        html = render_to_string(self.paper_template, context, self.request)
        brand = render_to_string("documents/brand.css", {}, self.request)
        response = HttpResponse(pdf(html, brand=brand.strip()), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.paper_name}.pdf"'
        return response


class DocumentPage(OnPaper, Page):
    pass


class RecordDocumentPage(OnPaper, RecordPage):
    pass
