"""The table of an act and the list of acts on pages, on paper and as files."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.access import today
from core.documents import is_possible
from legislation.models import Concordance
from legislation.services import add_line, touch_act
from tests.conftest import person
from tests.legislation.test_concordance import held, line  # noqa: F401 - fixtures

LIST = reverse("legislation:concordance-list")
MOST_QUERIES = 20


def path(act, name="concordance", *more):
    return reverse(f"legislation:{name}", args=[act.code, *more])


def text(client, url, **asked):
    answer = client.get(url, asked)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.fixture
def lines(directive, act, coordinator):
    """Of every level one, and one that was not compared."""
    said = [("fully", act, "§ 1"), ("partially", act, "§ 2"), ("not to be transposed", None, ""),
            ("not relevant", None, ""), ("discretionary", None, ""), ("", None, "")]  # fmt: skip
    return [
        add_line(directive, provision=f"Art. {number}", level=level, law=law, national_provision=place, by=coordinator)
        for number, (level, law, place) in enumerate(said, start=1)
    ]


def test_the_table_says_every_level_in_words_and_how_many_there_are(browse, coordinator, directive, lines):
    page = text(browse(coordinator), path(directive))
    for word in (*Concordance.Level.labels, "Not compared yet", "4 of 6 provisions are complete", "eID Act", "§ 2"):
        assert str(word) in page


def test_the_table_can_be_narrowed_to_what_is_left_and_what_is_overdue(
    browse, coordinator, directive, lines, held
):  # fmt: skip
    client = browse(coordinator)

    def shown(**asked):
        return [row.provision for row in client.get(path(directive), asked).context["table"].page.rows]

    assert shown(view="open") == ["Art. 2", "Art. 6", "Art. 5 (1)"]
    assert shown(view="overdue") == ["Art. 5 (1)"]
    assert shown(level="not compared") == ["Art. 6"]
    assert shown(level="fully") == ["Art. 1"]
    assert shown(q="§ 12") == ["Art. 5 (1)"]


def test_who_may_not_see_the_item_learns_nothing_of_it_on_any_page_or_file(
    browse, cio_finance, cio_health, directive, held, restricted_item
):  # fmt: skip
    secrets = ("Border screening", restricted_item.code, "passed")
    client = browse(cio_finance)
    for asked in ({}, {"view": "overdue"}, {"export": "csv"}):
        answer = client.get(path(directive), asked)
        body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        for secret in secrets:
            assert secret not in body.replace("Past their day", ""), asked
    assert "Art. 5 (1)" in text(client, path(directive))
    assert "Border screening" in text(browse(cio_health), path(directive))


def test_progress_is_the_same_whoever_reads(browse, cio_finance, coordinator, directive, held, lines):
    said = "4 of 7 provisions are complete"
    for user in (cio_finance, coordinator):
        assert said in text(browse(user), path(directive))
        assert said in text(browse(user), LIST)


def test_the_list_names_directives_without_a_table_and_no_national_act(browse, coordinator, directive, act):
    page = text(browse(coordinator), LIST)
    assert "No provision is in the table yet" in page
    assert str(act) not in page
    assert "NIS 2" in text(browse(coordinator), LIST, view="none")
    assert "NIS 2" not in text(browse(coordinator), LIST, view="complete")


def test_a_national_act_has_no_table(browse, coordinator, act):
    assert browse(coordinator).get(path(act)).status_code == 404


def test_the_office_adds_edits_and_removes_a_line(browse, coordinator, directive, act, item):
    client = browse(coordinator)
    said = {"provision": "Art. 21", "text": "Risk management", "level": "partially", "law": "No. 41/2019",
            "national_provision": "§ 9", "item": item.code, "completed_on_0": "1", "completed_on_1": "3",
            "completed_on_2": "2030"}  # fmt: skip
    assert client.post(path(directive, "concordance-add"), said).status_code == 302
    line = Concordance.objects.get()
    assert (line.law, line.item, line.level, line.position) == (act, item, "partially", 1)
    edit = path(directive, "concordance-edit", line.pk)
    page = client.get(edit).content.decode()
    assert 'value="Art. 21"' in page
    answer = client.post(edit, {**said, "version": line.version, "level": "fully", "law": act.code, "position": "1"})
    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.level == "fully"
    answer = client.post(path(directive, "concordance-remove", line.pk), {"version": line.version})
    assert answer.status_code == 302
    assert not Concordance.objects.exists()


def test_a_law_that_is_not_on_record_is_named_with_what_is_like_it(browse, coordinator, directive, act):
    said = {"provision": "Art. 21", "level": "fully", "law": "Identification", "national_provision": "§ 9"}
    answer = browse(coordinator).post(path(directive, "concordance-add"), said)
    assert answer.status_code == 400
    assert "No. 41/2019, eID Act" in answer.content.decode()


def test_what_is_transposed_without_a_place_is_refused_at_the_field(browse, coordinator, directive):
    answer = browse(coordinator).post(path(directive, "concordance-add"), {"provision": "Art. 1", "level": "fully"})
    assert answer.status_code == 400
    assert "Say in which national act it is transposed" in answer.content.decode()


def test_a_lead_of_an_item_that_touches_the_act_keeps_its_table_and_others_do_not(
    browse, cio_finance, cio_health, directive, item, line, coordinator
):  # fmt: skip
    touch_act(item, directive, provisions="Art. 3", by=coordinator)
    for name in ("concordance-add", "concordance-upload"):
        assert browse(cio_finance).get(path(directive, name)).status_code == 200
        assert browse(cio_health).get(path(directive, name)).status_code == 403
    assert browse(cio_health).get(path(directive, "concordance-edit", line.pk)).status_code == 403
    assert "New line" not in text(browse(cio_health), path(directive))


def test_who_edits_a_line_without_seeing_its_item_keeps_what_completes_it(
    browse, cio_finance, directive, item, held, restricted_item, coordinator
):  # fmt: skip
    touch_act(item, directive, provisions="Art. 5", by=coordinator)
    edit = path(directive, "concordance-edit", held.pk)
    client = browse(cio_finance)
    page = client.get(edit).content.decode()
    assert "Border screening" not in page
    assert "kept by the office" in page
    said = {"version": held.version, "provision": "Art. 5 (1)", "level": "partially", "law": held.law.code,
            "national_provision": "§ 13", "position": "1", "item": "", "note": "gone"}  # fmt: skip
    assert client.post(edit, said).status_code == 302
    held.refresh_from_db()
    assert (held.national_provision, held.item, held.note) == ("§ 13", restricted_item, "Border screening settles it.")


def test_a_person_without_a_post_is_refused(browse, directive):
    client = browse(person("Jo Nobody", "official"))
    for url in (LIST, path(directive)):
        assert client.get(url).status_code == 403


def test_pages_cost_the_same_with_ten_and_a_hundred_lines(
    browse, coordinator, cio_finance, directive, act, item, django_assert_max_num_queries
):  # fmt: skip
    for number in range(90):
        add_line(directive, provision=f"Art. {number}", level="fully", law=act, national_provision="§ 1", item=item,
                 completed_by=act, by=coordinator)  # fmt: skip
    for user in (coordinator, cio_finance):
        client = browse(user)
        for url in (path(directive), f"{path(directive)}?export=xlsx", LIST, f"{LIST}?export=xlsx"):
            with django_assert_max_num_queries(MOST_QUERIES):
                client.get(url)


@pytest.mark.skipif(not is_possible(), reason="no pango on this machine")
def test_the_paper_holds_the_lines_of_the_filter(browse, coordinator, directive, lines):
    def words(**asked):
        answer = browse(coordinator).get(path(directive), {"as": "pdf", **asked})
        assert answer["Content-Type"] == "application/pdf"
        pages = PdfReader(BytesIO(answer.content)).pages
        assert pages[0].mediabox.width > pages[0].mediabox.height
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    everything = words()
    for word in ("Concordance table: NIS 2", "Partially transposed", "Not compared yet", "§ 2", "4 of 6 provisions"):
        assert word in everything
    left = words(view="open")
    assert "Art. 6" in left
    assert "Art. 1 " not in left


def test_what_is_overdue_is_said_at_the_line(browse, coordinator, directive, act):
    add_line(directive, provision="Art. 1", level="partially", law=act, national_provision="§ 1",
             completed_on=today() - timedelta(days=1), by=coordinator)  # fmt: skip
    assert "the day has passed" in text(browse(coordinator), path(directive))


def test_the_page_of_an_act_shows_how_far_its_table_is(browse, coordinator, directive, act, lines):
    page = text(browse(coordinator), directive.get_absolute_url())
    for word in ("4 of 6 provisions are complete", "Open the table", "Partially transposed"):
        assert word in page
    assert "Open the table" not in text(browse(coordinator), act.get_absolute_url())


def test_an_empty_table_says_what_will_stand_there(browse, coordinator, directive):
    client = browse(coordinator)
    assert "added one by one or uploaded as a file" in text(client, path(directive))
    assert "No provision is in the table yet" in text(client, directive.get_absolute_url())
    assert "Nothing matches this filter" in text(client, path(directive), level="fully")
    assert "No concordance table is complete yet" in text(client, LIST)


def test_without_a_directive_the_list_says_what_will_stand_there(browse, coordinator, act):
    assert "Directives on record stand here" in text(browse(coordinator), LIST)


def test_the_list_counts_complete_tables_in_its_heading(browse, coordinator, directive, act):
    add_line(directive, provision="Art. 1", level="fully", law=act, national_provision="§ 1", by=coordinator)
    assert "1 of 1 concordance table complete" in text(browse(coordinator), LIST)


@pytest.mark.skipif(not is_possible(), reason="no pango on this machine")
def test_the_list_of_acts_goes_on_paper_as_it_is_filtered(browse, coordinator, directive, lines):
    def words(**asked):
        answer = browse(coordinator).get(LIST, {"as": "pdf", **asked})
        return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())

    assert "NIS 2" in words()
    assert "4 of 6 provisions are complete" in words()
    assert "No act is in this list" in words(view="complete")
