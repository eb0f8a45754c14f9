from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.documents import RecordDocumentPage
from core.documents.word import WordTable, word, word_response
from core.exports import csv_response, xlsx_response
from legislation import permissions
from legislation.models import Consultation
from legislation.table_of_comments import Line, Stand, TableOfComments, table_of_comments
from ministries.models import Country


class CommentTable(RecordDocumentPage):
    """The table of comments of a round, for Government: on the page, on paper, as Word, as CSV and XLSX."""

    may = permissions.may_see_legislation
    template_name = "legislation/comment_table.html"
    paper_template = "documents/comment_table.html"

    def find(self) -> Consultation:
        rows = Consultation.objects.visible_to(self.access).select_related("item__lead")
        return rows.get(code=self.kwargs["code"])

    @property
    def paper_title(self) -> str:
        return _("Table of comments: %(draft)s") % {"draft": self.record}

    @property
    def paper_name(self) -> str:
        return self.found.export_name

    @cached_property
    def found(self) -> TableOfComments:
        return table_of_comments(self.record, self.on)

    def context(self) -> dict[str, Any]:
        return {"consultation": self.record, "found": self.found}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.GET.get("as") == "docx":
            return self.as_word()
        export: Any = {"csv": csv_response, "xlsx": xlsx_response}.get(request.GET.get("export", ""))
        answer: HttpResponseBase = export(self.found) if export else super().get(request, *args, **kwargs)
        return answer

    def as_word(self) -> HttpResponseBase:
        found = self.found
        opinions = WordTable(
            found.finding,
            [_("Institution"), _("Opinion"), _("Given"), _("Reasons")],
            (4, 4, 4, 10),
            [_opinion(stand) for stand in found.stands],
        )
        comments = WordTable(
            found.answers,
            [_("No."), _("Provision"), _("Institution"), _("Comment"), _("Answer")],
            (1, 3, 3, 8, 8),
            [_comment(line) for line in found.comments],
        )
        author = Country.objects.current().office_name
        made = word(
            self.paper_title, [line for line in (found.state, found.rule) if line], [opinions, comments], author=author
        )
        return word_response(found.export_name, made)


def _opinion(stand: Stand) -> Sequence[str]:
    given = "\n".join(text for text in (stand.when, stand.signed) if text)
    reasons = "\n".join(text for text in (stand.opinion.words if stand.opinion else "", stand.settled) if text)
    return str(stand.request.institution), stand.says, given, reasons


def _comment(line: Line) -> Sequence[str]:
    comment = line.comment
    assert comment is not None
    answer = comment.get_reply_display() if comment.reply else _("Not answered yet")
    said = "\n".join(text for text in (answer, comment.reply_words) if text)
    return str(line.number), comment.provision, line.stand.request.institution.short_name, comment.text, said
