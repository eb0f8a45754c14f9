"""From the mail of a focal point to the printed table of comments: an opinion, the answers of the lead, the paper."""

import io
import re
from datetime import datetime, time

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Page
from pypdf import PdfReader

from core.access import today
from demo.models import Letter
from digests.services import write_digests
from legislation.models import Opinion
from legislation.services import create_item, open_consultation, prepare_consultation
from ministries.models import Appointment
from ministries.services import appoint
from outbox.services import send_waiting
from tests.conftest import LONG_AGO, person
from tests.journeys.conftest import PHONE, sign_in

COMMENTS = [("§ 9 (2)", "Name the authority that keeps the register."), ("§ 12", "Give the ministries until July.")]
REPLIES = [("Accepted", ""), ("Partly accepted", "Until May, as the directive asks.")]


@pytest.fixture
def focal_point(health):
    user = person("Ines Arvola", "official")
    appoint(user, health, Appointment.Post.FOCAL_POINT, by=None, starts_on=LONG_AGO)
    return user


@pytest.fixture
def round_(finance, health, coordinator):
    item = create_item(
        title="Two laws define “electronic signature”", problem="conflict", description="The Tax Code knows another one.",
        lead=finance, by=coordinator, on=today(),
    )  # fmt: skip
    made = prepare_consultation(
        item, title="Act amending the eID Act", days=15, institutions=[health], by=coordinator, on=today()
    )
    return open_consultation(made, made.version, by=coordinator, on=today())


@pytest.fixture
def letter(round_, focal_point, settings, live_server) -> Letter:
    """What the clocks of the morning write and send, as it lies in the mailbox."""
    settings.EMAIL_BACKEND, settings.SITE_URL = "demo.mailbox.MailboxBackend", live_server.url
    morning = timezone.make_aware(datetime.combine(today(), time(8)))
    write_digests(on=today(), now=morning)
    send_waiting(clock=lambda: morning)
    return Letter.objects.get(recipients=focal_point.email)


def test_a_mail_becomes_an_opinion_with_two_comments_that_are_answered_and_printed(
    transactional_db, open_page, letter, round_, focal_point, cio_finance
):
    at_health = open_page(PHONE, java_script_enabled=False)
    gives_an_opinion(at_health, letter, focal_point)
    opinion = Opinion.objects.get()
    assert (opinion.position, opinion.signed_by) == ("approved with comments", focal_point)
    assert list(opinion.comments.order_by("number").values_list("provision", "text")) == COMMENTS
    at_finance = open_page()
    answers_both(at_finance, round_, cio_finance)
    assert [each.reply for each in opinion.comments.order_by("number")] == ["accepted", "partly"]
    prints_the_table(at_finance)
    at_health.goto(round_.get_absolute_url())
    at_health.get_by_text("Until May, as the directive asks.").first.wait_for()


def gives_an_opinion(page: Page, letter: Letter, user) -> None:
    page.goto(f"/demo/mailbox/{letter.pk}/")
    page.frame_locator("iframe").get_by_role("link", name="Opinion on “Act amending the eID Act”").click()
    sign_in(page, user)
    page.get_by_role("heading", name="Opinion of Health on Act amending the eID Act").wait_for()
    assert page.get_by_text("You sign as focal point, Ministry of Health.").is_visible()
    page.get_by_label("Approved with comments").check()
    for number, (provision, text) in enumerate(COMMENTS, start=1):
        page.get_by_label(f"Provision of comment {number}").fill(provision)
        page.get_by_label(f"in comment {number}").fill(text)
    page.get_by_role("button", name="Sign the opinion").click()
    page.get_by_text("Your opinion is signed and on record").wait_for()


def answers_both(page: Page, round_, user) -> None:
    page.goto(f"{round_.get_absolute_url()}replies/")
    sign_in(page, user)
    page.get_by_role("heading", name="2 of 2 comments").wait_for()
    for number, (reply, words) in enumerate(REPLIES, start=1):
        page.get_by_label(f"Answer to Health, comment {number}").select_option(reply)
        page.get_by_label(f"Why, to Health, comment {number}").fill(words)
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_text("2 answers are saved.").wait_for()


def prints_the_table(page: Page) -> None:
    """The page as a printer gets it, and the two files for the Government."""
    page.get_by_role("link", name="Table of comments").first.click()
    page.get_by_role("heading", name="2 comments: 1 accepted, 1 in part, 0 rejected").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".ec-actions").first.is_hidden()
    holds_all(page.locator("main").inner_text())
    holds_all(text_of_pdf(page.pdf(format="A4")))
    page.emulate_media(media="screen")
    files = {link: page.request.get(f"{page.url}?as={link}") for link in ("pdf", "docx")}
    assert all(file.ok for file in files.values())
    holds_all(text_of_pdf(files["pdf"].body()))
    tables = Document(io.BytesIO(files["docx"].body())).tables
    holds_all(" ".join(cell.text for table in tables for row in table.rows for cell in row.cells))


def text_of_pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def holds_all(text: str) -> None:
    """Both comments with their provisions and both answers; a line may break anywhere."""
    seen = re.sub(r"\s+", "", text)
    for said in (part for pair in (*COMMENTS, *REPLIES) for part in pair):
        assert re.sub(r"\s+", "", said) in seen, said
