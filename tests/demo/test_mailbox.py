from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMultiAlternatives

from demo.models import Letter
from outbox.services import send_waiting
from tests.digests.conftest import OPENED, at, march, tax, tax_report  # noqa: F401

HTML = '<html><head><style>p { color: red }</style></head><body><p><a href="http://localhost:8000/x/">Report</a></p></body></html>'


@pytest.fixture(autouse=True)
def mailbox(settings) -> None:
    settings.EMAIL_BACKEND = "demo.mailbox.MailboxBackend"


@pytest.fixture
def letter(db) -> Letter:
    message = EmailMultiAlternatives("One thing", "Words http://localhost:8000/x/ <b>", to=["pavel@velmar.example"])
    message.attach_alternative(HTML, "text/html")
    message.send()
    return Letter.objects.get()


def test_a_mail_lands_in_the_mailbox_with_both_parts(letter):
    assert letter.recipients == "pavel@velmar.example"
    assert letter.text.startswith("Words")
    assert letter.html == HTML
    assert letter.message_id.startswith("<")


def test_the_mailbox_is_open_to_whoever_sits_at_the_demo(letter, browse):
    page = browse().get("/demo/mailbox/")
    assert page.status_code == 200
    assert f'href="/demo/mailbox/{letter.pk}/"' in page.content.decode()
    assert "No mail to this address" in browse().get("/demo/mailbox/?to=nobody").content.decode()


def test_an_empty_mailbox_says_when_mail_comes(db, browse):
    assert "No mail yet" in browse().get("/demo/mailbox/").content.decode()


def test_a_full_mailbox_has_pages_and_few_queries(db, browse, django_assert_max_num_queries):
    rows = [
        Letter(subject=f"Mail {number}", received_at=datetime(2026, 3, 2, tzinfo=UTC), sender="a", recipients="b")
        for number in range(60)
    ]
    Letter.objects.bulk_create(rows)
    with django_assert_max_num_queries(6):
        page = browse().get("/demo/mailbox/?page=2").content.decode()
    assert 'href="?page=3&amp;to="' in page
    assert page.count("Mail ") >= 25


def test_the_html_part_stands_in_a_frame_under_rules_of_its_own(letter, browse):
    page = browse().get(f"/demo/mailbox/{letter.pk}/").content.decode()
    assert f'<iframe class="ec-letter" title="The mail as HTML" src="/demo/mailbox/{letter.pk}/html/"' in page
    framed = browse().get(f"/demo/mailbox/{letter.pk}/html/")
    policy = framed["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in framed.content.decode()


def test_the_text_part_is_escaped_and_its_links_work(letter, browse):
    page = browse().get(f"/demo/mailbox/{letter.pk}/?as=text").content.decode()
    assert '<a href="http://localhost:8000/x/"' in page
    assert "&lt;b&gt;" in page
    assert "<iframe" not in page


def test_a_mail_that_does_not_exist_is_not_found(db, browse):
    assert browse().get("/demo/mailbox/1/").status_code == 404
    assert browse().get("/demo/mailbox/1/html/").status_code == 404
    assert browse().post("/demo/mailbox/").status_code == 405


def test_a_digest_is_read_in_the_mailbox(tax_report, cio_finance, browse):
    from digests.services import write_digests

    write_digests(on=OPENED, now=at(OPENED))
    assert send_waiting(clock=lambda: at(OPENED)).sent == 1
    letter = Letter.objects.get()
    assert letter.subject == "1 thing is asked of you (2 March 2026)"
    assert "March 2026 report: Digital tax account" in browse().get(f"/demo/mailbox/{letter.pk}/html/").content.decode()
