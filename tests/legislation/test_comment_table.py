"""The table of comments: who, to which provision, what, and the answer; on the page, on paper, as Word and as files."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from core.access import today
from legislation.models import Comment, Consultation, Practice
from legislation.rules.provisions import place_of
from legislation.services import (
    conclude,
    give_opinion,
    open_consultation,
    prepare_consultation,
    reply_to,
    settle_by_council,
    withdraw,
)
from legislation.table_of_comments import table_of_comments
from ministries.services import create_institution

DAY = timedelta(days=1)


def address(consultation: Consultation) -> str:
    return reverse("legislation:comment-table", args=[consultation.code])


def say(request, by, position="approved", on=None, **said):
    return give_opinion(request, position=position, by=by, on=on or today(), at=timezone.now(), **said)


def sheet_of(response) -> list[list]:
    return [list(row) for row in load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)]


def paper_of(response) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages]


@pytest.fixture
def answered(consultation, asked_health, cio_health, coordinator) -> Consultation:
    """Health has four comments, of which three are answered; Justice says nothing."""
    said = [
        ("§ 10", "Name the authority."),
        ("whole draft", "The terms differ from the Tax Code."),
        ("§ 9 (2)", "=HYPERLINK(\"https://velmar.example\") is no term."),
        ("§ 9", "Add a period."),
    ]  # fmt: skip
    opinion = say(asked_health, cio_health, "not approved", words="It harms the registers.", comments=said)
    replies = [("accepted", ""), ("rejected", "They do not."), ("partly", "The term, not the link.")]
    for comment, (reply, words) in zip(opinion.comments.order_by("number"), replies, strict=False):
        reply_to(comment, comment.version, reply, words=words, by=coordinator, on=today())
    return consultation


def test_provisions_stand_in_the_order_of_the_draft():
    said = ["§ 10", "Article 2", "§ 9a", "§ 9 (10)", "whole draft", "§ 9 (2)", "§ 9"]
    assert sorted(said, key=place_of) == [
        "whole draft", "§ 9", "§ 9 (2)", "§ 9 (10)", "§ 9a", "§ 10", "Article 2",
    ]  # fmt: skip


def test_the_page_tells_comments_in_order_with_their_answers(browse, answered, decision_maker):
    page = browse(decision_maker).get(address(answered))
    assert [line.comment.provision for line in page.context["found"].comments] == [
        "whole draft", "§ 9", "§ 9 (2)", "§ 10",
    ]  # fmt: skip
    text = page.content.decode()
    assert "4 comments: 1 accepted, 1 in part, 1 rejected, 1 not answered yet" in text
    assert "1 institution has not approved" in text
    for said in ("They do not.", "Partly accepted", "Lena Marwick, CIO", "It harms the registers.", "Not answered yet"):
        assert said in text


def test_who_made_no_comment_and_who_is_silent_are_told_too(answered, justice):
    late = table_of_comments(answered, answered.due_on + DAY)
    assert [(stand.request.institution.code, stand.says) for stand in late.stands] == [
        ("health", "Not approved"), ("justice", "No answer"),
    ]  # fmt: skip
    assert (late.asked, late.refused, late.silent, late.agreed) == (2, 1, 1, 0)
    assert late.finding == "1 institution has not approved, 1 has not answered"
    assert late.rule == "No answer by the deadline counts as no answer, never as an approval."
    assert [line.stand.request.institution for line in late.all_rows()][-1] == justice
    assert late.count == 5


def test_silence_counts_as_agreement_only_by_the_rules_of_the_day_the_round_opened(consultation):
    after = consultation.due_on + DAY
    Practice.objects.create(starts_on=today() + DAY, silence_agrees=True, reason="New rules.")
    assert table_of_comments(consultation, after).agreed == 0
    Practice.objects.create(starts_on=today(), silence_agrees=True, reason="The rules of that day.")
    found = table_of_comments(consultation, after)
    assert (found.agreed, found.silent) == (2, 2)
    assert found.finding == "2 institutions have not answered"
    assert found.stands[0].says == "No answer: counts as agreement"
    assert "counts as agreement" in found.rule


def test_a_late_opinion_says_by_how_many_days(consultation, asked_health, cio_health):
    say(asked_health, cio_health, on=asked_health.due_on + 3 * DAY)
    found = table_of_comments(consultation, asked_health.due_on + 5 * DAY)
    assert next(stand.when for stand in found.stands if stand.opinion).endswith(", 3 days late")


def test_only_the_last_word_of_an_institution_counts(answered, asked_health, cio_health):
    say(asked_health, cio_health, "approved with comments", comments=[("§ 1", "One word more.")])
    found = table_of_comments(answered, today())
    assert [line.comment.text for line in found.comments] == ["One word more."]
    assert (found.refused, found.agreed) == (0, 1)


def test_a_settled_dissent_tells_how(answered, asked_health, coordinator):
    asked_health.refresh_from_db()
    settle_by_council(asked_health, asked_health.version, words="The council keeps § 9.", by=coordinator, on=today())
    found = table_of_comments(answered, today())
    assert found.stands[0].settled.endswith("The council: The council keeps § 9.")


def test_the_states_of_a_round_are_told(
    browse, prepared, health, justice, cio_health, cio_justice, item, coordinator, decision_maker
):
    client = browse(coordinator)
    assert "Nobody has been asked." in client.get(address(prepared)).content.decode()
    opened = open_consultation(prepared, prepared.version, by=coordinator, on=today())
    assert "Preliminary: the round is open" in client.get(address(opened)).content.decode()
    assert "2 answers are awaited" in client.get(address(opened)).content.decode()
    say(opened.requests.get(institution=health), cio_health)
    say(opened.requests.get(institution=justice), cio_justice, "not concerned")
    done = conclude(opened, opened.version, words="Sent to the Government.", by=coordinator, on=today())
    page = client.get(address(done)).content.decode()
    assert "Nobody objects" in page
    assert "No comments were made" in page
    assert "Sent to the Government." in page
    assert "Preliminary" not in page
    again = prepare_consultation(
        item, title="Second draft", days=15, institutions=[health], changes="All of it.", by=coordinator, on=today()
    )
    gone = withdraw(again, again.version, words="Not needed.", by=coordinator, on=today())
    assert "Withdrawn" in client.get(address(gone)).content.decode()


def test_a_shortened_term_says_why(browse, item, health, coordinator):
    made = prepare_consultation(item, title="A draft", days=3, institutions=[health], by=coordinator, on=today())
    open_consultation(made, made.version, by=coordinator, on=today(), shortened_why="The directive binds on Monday.")
    page = browse(coordinator).get(address(made)).content.decode()
    assert "The term is shorter than the least: The directive binds on Monday." in page


def test_files_hold_every_line_and_run_no_formula(browse, answered, auditor):
    client = browse(auditor)
    told = list(csv.reader(io.StringIO(b"".join(client.get(address(answered), {"export": "csv"})).decode("utf-8-sig"))))
    assert told[0][:6] == ["No.", "Provision", "Institution", "Comment", "Answer", "Reason"]
    assert [row[0] for row in told[1:]] == ["1", "2", "3", "4", ""]
    assert told[3][3].startswith("'=HYPERLINK")
    assert told[5][2] == "Ministry of Justice"
    rows = sheet_of(client.get(address(answered), {"export": "xlsx"}))
    assert rows[1][1:6] == [
        "whole draft",
        "Ministry of Health",
        "The terms differ from the Tax Code.",
        "Rejected",
        "They do not.",
    ]
    assert rows[3][3].startswith("'=HYPERLINK")


def test_the_paper_lies_across_and_repeats_its_heads(browse, answered, coordinator):
    opinion = answered.requests.get(institution__code="health").last_word
    Comment.objects.bulk_create(
        Comment(opinion=opinion, number=n, provision=f"§ {n}", text="A long remark. " * 30) for n in range(20, 60)
    )
    response = browse(coordinator).get(address(answered), {"as": "pdf"})
    pages = paper_of(response)
    assert len(pages) > 2
    width, height = PdfReader(io.BytesIO(response.content)).pages[0].mediabox.upper_right
    assert width > height
    assert "Table of comments: Act amending the eID Act" in pages[0]
    assert "Preliminary" in pages[0]
    assert "whole draft" in " ".join(pages)
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert all("Provision Institution Comment Answer" in page for page in pages[1:])


def test_the_word_document_holds_the_same(browse, answered, coordinator):
    response = browse(coordinator).get(address(answered), {"as": "docx"})
    document = Document(io.BytesIO(response.content))
    assert document.paragraphs[0].text == "Table of comments: Act amending the eID Act"
    opinions, comments = document.tables
    assert [cell.text for cell in comments.rows[1].cells] == [
        "1", "whole draft", "Health", "The terms differ from the Tax Code.", "Rejected\nThey do not.",
    ]  # fmt: skip
    assert [cell.text for cell in opinions.rows[2].cells][:2] == ["Ministry of Justice", "Awaited"]
    assert "w:tblHeader" in comments.rows[0]._tr.xml
    assert document.sections[0].page_width > document.sections[0].page_height
    assert response["Content-Disposition"].endswith('.docx"')


def test_the_word_document_turns_for_a_script_from_the_right(browse, answered, coordinator, arabic):
    coordinator.language = "ar"
    coordinator.save()
    response = browse(coordinator).get(address(answered), {"as": "docx"}, headers={"accept-language": "ar"})
    assert "w:bidiVisual" in Document(io.BytesIO(response.content)).tables[0]._tbl.xml


def test_what_one_may_not_see_has_no_table(
    browse, restricted_item, finance, justice, cio_finance, cio_justice, coordinator
):
    made = prepare_consultation(
        restricted_item, title="A quiet draft", days=15, institutions=[justice], by=coordinator, on=today()
    )
    assert browse(cio_justice).get(address(made)).status_code == 404
    open_consultation(made, made.version, by=coordinator, on=today())
    for kind in ({}, {"as": "pdf"}, {"as": "docx"}, {"export": "csv"}):
        assert browse(cio_finance).get(address(made), kind).status_code == 404
        assert browse(cio_justice).get(address(made), kind).status_code == 200
    assert browse().get(address(made)).status_code == 302


def test_it_costs_the_same_for_few_and_for_many(
    browse, answered, asked_health, cio_health, coordinator, django_assert_max_num_queries
):
    client = browse(coordinator)
    for number in range(15):
        agency = create_institution(by=None, code=f"agency-{number}", name=f"Agency {number}", kind="agency")
        answered.requests.create(institution=agency, asked_on=today(), due_on=today())
    said = [(f"§ {number}", "Too long.") for number in range(40)]
    say(asked_health, cio_health, "approved with comments", comments=said)
    client.get(address(answered))
    for kind in ({}, {"as": "docx"}, {"export": "xlsx"}):
        with django_assert_max_num_queries(16):
            client.get(address(answered), kind)
