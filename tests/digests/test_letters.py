"""What a digest says."""

import re
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from itertools import takewhile

import pytest

from ministries.services import create_institution
from outbox.models import Mail
from projects.models import Project
from projects.services import close_round, create_project, invite, open_round, plan_milestone, report_status, save_draft
from projects.services.reports import ReportContent
from tests.digests.conftest import DUE, OPENED, at

TUESDAY, WEDNESDAY = OPENED + timedelta(days=1), OPENED + timedelta(days=2)


def html_of(mail) -> str:
    return mail.alternatives[0][0]


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said, self.links, self._quiet = [], [], False

    def handle_starttag(self, tag, attrs):
        self._quiet = tag in ("style", "title")
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        self._quiet = False

    def handle_data(self, data):
        if not self._quiet and data.strip():
            self.said.append(" ".join(data.split()))


def words_of(mail) -> Words:
    words = Words()
    words.feed(html_of(mail))
    return words


def test_subject_tells_number_and_date(clockwork, tax_report, cio_finance):
    (mail,) = clockwork.run(OPENED)
    assert mail.subject == "1 thing is asked of you (2 March 2026)"
    (mail,) = clockwork.run(DUE + timedelta(days=4))
    assert mail.subject == "1 thing is asked of you, 1 overdue (24 March 2026)"


def test_overdue_comes_first_and_carried_lines_stand_beside_the_news(
    clockwork, tax, tax_report, cio_finance, finance, health, coordinator
):
    plan_milestone(tax, title="Pilot in one region", by=coordinator, on=OPENED, baseline_on=date(2026, 2, 20))
    clockwork.run(OPENED)
    other = create_project(title="Land register", lead=health, by=coordinator, on=date(2026, 3, 9))
    invite(other, finance, "partner", by=coordinator, on=date(2026, 3, 9))
    (mail,) = clockwork.run(date(2026, 3, 9))
    order = [
        mail.body.index(part)
        for part in ("Overdue", "Pilot in one region", "Due later", "March 2026 report", "Land register")
    ]
    assert order == sorted(order)
    assert "17 days overdue" in mail.body
    assert "Still open, asked on 2 Mar 2026." in mail.body
    assert "New, asked on 9 Mar 2026." in mail.body


def test_html_and_text_say_the_same(clockwork, tax_report, cio_finance, health, finance, coordinator):
    other = create_project(title="Schools & <parents>", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=OPENED)
    (mail,) = clockwork.run(OPENED)
    words = words_of(mail)
    text = " ".join(mail.body.split())
    for said in words.said:
        assert said in text or said == "eGov Coord", said
    assert sorted(set(re.findall(r"https://\S+", mail.body))) == sorted(set(words.links))
    assert "Schools & <parents>" in text
    assert "Schools &amp; &lt;parents&gt;" in html_of(mail)


def lines_of_html(html: str) -> list[tuple[str, ...]]:
    """Of each group and line what a reader sees, in order, and where the line leads."""
    found = []
    for group, row in re.findall(r"<h2[^>]*>(.*?)</h2>|<tr><td class=\"c\"(.*?)</tr>", html, re.DOTALL):
        if group:
            found.append((unescape(group),))
            continue
        url, title = re.search(r'href="([^"]*)"[^>]*>(.*?)</a>', row).groups()
        rest = re.findall(r'<div class="d"[^>]*>(.*?)</div>', row)
        by = re.search(r'<td class="w"[^>]*>(.*?)</td>', row)[1]
        found.append(tuple(unescape(said) for said in (title, by, *rest, url)))
    return found


def lines_of_text(body: str) -> list[tuple[str, ...]]:
    found, rows = [], body.splitlines()
    for number, row in enumerate(rows):
        if row.startswith("* "):
            rest = list(takewhile(lambda each: each.startswith("  "), rows[number + 1 :]))
            title, by = re.fullmatch(r"\* (.*?)(?: \(([^()]*)\))?", row).groups()
            found.append((title, by or "", *(each.strip() for each in rest)))
        elif row and not row.startswith(" ") and rows[number + 1 : number + 2] == [""]:
            heading_of = rows[number + 2 : number + 3]
            found.extend([(row,)] if heading_of and heading_of[0].startswith("* ") else [])
    return found


def test_each_line_of_the_html_is_a_line_of_the_text_and_in_the_same_place(
    clockwork, tax, march, cio_finance, finance, health, coordinator
):
    """For two institutions: what is overdue, soon and later, and what ended."""
    customs = create_institution(by=None, code="customs", name="Customs", acronym="CB", kind="agency", parent=finance)
    create_project(title="Border <declarations> (2)", lead=customs, by=coordinator, on=OPENED, stage="delivery")
    plan_milestone(tax, title="Pilot", by=coordinator, on=OPENED, baseline_on=date(2026, 2, 20))
    clockwork.run(OPENED)
    march.refresh_from_db()
    close_round(march, march.version, by=coordinator, on=TUESDAY)
    other = create_project(title="Schools & <parents>", lead=health, by=coordinator, on=OPENED)
    for place in (finance, customs):
        invite(other, place, "partner", by=coordinator, on=TUESDAY)
    open_round(name="April 2026", starts_on=OPENED, ends_on=OPENED, due_on=WEDNESDAY, by=coordinator, on=TUESDAY)
    (mail,) = clockwork.run(WEDNESDAY)
    lines = lines_of_html(html_of(mail))
    assert lines == lines_of_text(mail.body)
    headings = [line[0] for line in lines if len(line) == 1]
    assert headings == ["Overdue", "Due within seven days", "Due later", "What has ended"]
    assert len([line for line in lines if len(line) > 1]) == 7
    assert all(line[-1].startswith("https://") for line in lines if len(line) > 1)


def test_styles_stand_in_the_elements_and_dark_rules_stay(clockwork, tax_report, cio_finance):
    (mail,) = clockwork.run(OPENED)
    html = html_of(mail)
    assert 'class="t" href="https://coordination.velmar.example/' in html
    assert re.search(r'<a class="t" [^>]*style="[^"]*#24408e', html)
    assert "prefers-color-scheme" in html
    assert "max-width: 480px" in html.replace("max-width:480px", "max-width: 480px")
    assert "<img" not in html


def test_each_line_links_to_the_form_after_sign_in(clockwork, tax_report, cio_finance, browse, settings):
    (mail,) = clockwork.run(OPENED)
    path = f"/projects/{tax_report.project.code}/reports/{tax_report.round_id}/report/"
    assert f"https://coordination.velmar.example{path}" in words_of(mail).links
    settings.SITE_URL = "http://localhost:8000"
    asked_to_sign_in = browse().get(path)
    assert asked_to_sign_in.status_code == 302
    assert asked_to_sign_in["Location"].endswith(f"?next={path}")
    assert browse(cio_finance).get(path).status_code == 200


def test_what_was_answered_meanwhile_is_left_out(clockwork, tax, tax_report, cio_finance, finance, health, coordinator):
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    invite(other, finance, "partner", by=coordinator, on=OPENED)
    clockwork.write(OPENED)
    file(tax_report, cio_finance)
    clockwork.send(OPENED)
    from django.core import mail

    assert "Land register" in mail.outbox[-1].body
    assert "March 2026 report" not in mail.outbox[-1].body


def test_a_mail_whose_news_was_all_answered_is_cancelled(clockwork, tax_report, cio_finance):
    clockwork.write(OPENED)
    file(tax_report, cio_finance)
    assert clockwork.send(OPENED).cancelled == 1
    assert Mail.objects.get().state == Mail.State.CANCELLED


def test_a_draft_saved_meanwhile_is_an_answer(clockwork, tax_report, cio_finance):
    clockwork.write(OPENED)
    save_draft(tax_report, tax_report.version, draft={"why": ["Soon"]}, by=cio_finance, at=at(OPENED, 8))
    assert clockwork.send(OPENED).cancelled == 1


def test_a_record_that_became_restricted_is_not_told(clockwork, tax, cio_finance, cio_health, health, coordinator):
    """Health owns a milestone of a project of Finance that was restricted after the mail was written."""
    open_round(name="March 2026", starts_on=OPENED, ends_on=OPENED, due_on=DUE, by=coordinator, on=OPENED)
    plan_milestone(
        tax, title="Health data agreed", by=coordinator, on=OPENED, owner=health, baseline_on=date(2026, 3, 10)
    )
    clockwork.write(OPENED)
    assert Mail.objects.filter(recipient=cio_health).exists()
    Project.objects.filter(pk=tax.pk).update(visibility="restricted")
    clockwork.send(OPENED)
    assert Mail.objects.get(recipient=cio_health).state == Mail.State.CANCELLED
    assert Mail.objects.get(recipient=cio_finance).state == Mail.State.SENT


def test_a_hand_over_between_writing_and_sending_leaves_the_old_holder_without(clockwork, tax_report, cio_finance):
    clockwork.write(OPENED)
    cio_finance.appointments.update(ends_on=OPENED - timedelta(days=1))
    assert clockwork.send(OPENED).cancelled == 1


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_language_and_direction_are_the_readers(arabic, clockwork, tax_report, cio_finance, language, direction):
    cio_finance.language = language
    cio_finance.save()
    (mail,) = clockwork.run(OPENED)
    assert f'<html lang="{language}" dir="{direction}"' in html_of(mail)


def test_a_mail_that_waited_overnight_goes_into_the_next_one(
    clockwork, tax, tax_report, cio_finance, finance, health, coordinator
):
    clockwork.write(OPENED)
    other = create_project(title="Land register", lead=health, by=coordinator, on=OPENED)
    next_day = OPENED + timedelta(days=1)
    invite(other, finance, "partner", by=coordinator, on=next_day)
    (mail,) = clockwork.run(next_day)
    assert "New, asked on 2 Mar 2026." in mail.body
    assert "New, asked on 3 Mar 2026." in mail.body
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["cancelled", "sent"]


def file(report, by) -> None:
    report_status(report, report.version, content=ReportContent(rating=4, why="On course."), by=by, at=at(OPENED, 8))
