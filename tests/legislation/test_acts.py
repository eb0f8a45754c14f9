"""The register of acts: one list, one page an act, deadlines that a person confirms."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.access import today
from legislation.models import Act
from legislation.rules.prose import excerpt
from legislation.services import create_act, propose_deadline, touch_act

LIST = reverse("legislation:act-list")
DEADLINES = reverse("legislation:act-deadlines")
WORDS = "1. Member States shall adopt and publish, by 17 October 2024, the measures necessary to comply."
DUE = date(2024, 10, 17)


def text(client, url, **asked):
    return client.get(url, asked).content.decode()


@pytest.fixture
def proposed(coordinator) -> Act:
    made = create_act(
        kind="directive", title="Directive on open data", celex="32019L1024", by=coordinator, on=today(),
    )  # fmt: skip
    return propose_deadline(made, made.version, due_on=DUE, words=WORDS, by=None)


def test_the_list_is_narrowed_by_words_number_kind_and_state(act, directive, proposed, browse, cio_finance):
    client = browse(cio_finance)
    for asked, shown in (
        ({"q": "CYBERSECURITY union"}, {directive}),
        ({"number": "41/2019"}, {act}),
        ({"number": "32019l"}, {proposed}),
        ({"kind": "law"}, {act}),
        ({"status": "unknown"}, {proposed}),
        ({"view": "confirm"}, {proposed}),
        ({"view": "passed"}, {directive}),
        ({"view": "in-force"}, {act, directive}),
        ({}, {act, directive, proposed}),
    ):
        assert set(client.get(LIST, asked).context["table"].page.rows) == shown, asked
    assert client.get(LIST, {"kind": "nonsense"}).status_code == 200
    export = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "32022L2555" in export
    assert "confirmed, passed" in export


def test_few_and_many_acts_cost_the_same(directive, coordinator, browse, django_assert_max_num_queries):
    Act.objects.bulk_create(
        Act(code=f"A-{number}", kind="directive", title=f"Act {number}", celex=f"32001L{number:04}")
        for number in range(300)
    )
    client = browse(coordinator)
    with django_assert_max_num_queries(12):
        first = client.get(LIST)
    assert len(first.context["table"].page.rows) == 50
    with django_assert_max_num_queries(12):
        assert client.get(LIST + first.context["table"].next_address).status_code == 200


def test_a_celex_number_leads_to_the_act(directive, browse, cio_finance):
    client = browse(cio_finance)
    answer = client.get("/legislation/acts/32022l2555/")
    assert (answer.status_code, answer.url) == (302, directive.get_absolute_url())
    assert client.get("/legislation/acts/32000L9999/").status_code == 404


def test_the_page_tells_numbers_deadline_and_whose_word_it_is(
    directive, coordinator, browse, cio_finance, django_assert_max_num_queries
):
    create_act(kind="directive", title="Corrigendum to NIS 2", celex="32022L2555R(01)", by=coordinator, on=today())
    client = browse(cio_finance)
    with django_assert_max_num_queries(25):
        page = text(client, directive.get_absolute_url())
    for words in (
        "32022L2555R(01)",
        "passed 30 days ago",
        "By the word of Irena Tolvaj",
        "Late: transposition deficit",
    ):
        assert words in page
    corrigendum = Act.objects.get(celex="32022L2555R(01)")
    page = text(client, corrigendum.get_absolute_url())
    assert "It corrects" in page
    assert directive.get_absolute_url() in page


def test_of_a_restricted_item_the_page_of_the_act_says_nothing_to_others(
    directive, restricted_item, coordinator, browse, cio_finance, cio_health
):
    touch_act(restricted_item, directive, by=coordinator)
    url = directive.get_absolute_url()
    assert restricted_item.title in text(browse(cio_health), url)
    assert restricted_item.title not in text(browse(cio_finance), url)
    assert restricted_item.code not in text(browse(cio_finance), url)


def test_the_office_keeps_the_register_and_nobody_else(act, browse, coordinator, cio_finance):
    new, edit = reverse("legislation:act-create"), reverse("legislation:act-edit", args=[act.code])
    for url in (new, edit):
        assert browse(cio_finance).get(url).status_code == 403
        assert browse(coordinator).get(url).status_code == 200
    said = {"kind": "directive", "title": "On accessibility", "celex": "2016/2102", "status": "in force"}
    refused = browse(coordinator).post(new, said)
    assert refused.status_code == 400
    assert "is no CELEX number" in refused.content.decode()
    assert browse(coordinator).post(new, said | {"celex": "32016l2102"}).status_code == 302
    made = Act.objects.get(celex="32016L2102")
    changed = said | {"celex": made.celex, "short_title": "Accessibility", "version": made.version}
    address = reverse("legislation:act-edit", args=[made.code])
    assert browse(coordinator).post(address, changed).status_code == 302
    assert str(Act.objects.get(pk=made.pk)) == "Accessibility"


def test_a_proposed_deadline_stands_beside_its_prose_with_the_day_marked(
    proposed, browse, coordinator, cio_finance, django_assert_max_num_queries
):
    client = browse(coordinator)
    with django_assert_max_num_queries(12):
        page = text(client, DEADLINES)
    assert "<mark>17 October 2024</mark>" in page
    assert "Confirm 17 Oct 2024" in page
    assert "Confirm 17 Oct 2024" not in text(browse(cio_finance), DEADLINES), "only the office says so"


def test_a_deadline_is_confirmed_corrected_or_rejected(proposed, browse, coordinator, cio_finance):
    url, said = reverse("legislation:act-deadline", args=[proposed.code]), {"version": proposed.version}
    assert browse(cio_finance).post(url, said | {"answer": "confirm"}).status_code == 403
    client = browse(coordinator)
    assert client.get(url).status_code == 200
    assert client.post(url, said | {"answer": "correct"}).status_code == 400
    assert client.post(url, said | {"answer": "reject"}).status_code == 400, "a reason is wanted"
    assert client.post(url, said | {"answer": "confirm"}).status_code == 302
    assert client.post(url, said | {"answer": "confirm"}).status_code in (400, 409), "somebody has decided"
    proposed.refresh_from_db()
    assert (proposed.transposition_due_on, proposed.proposed_due_on) == (DUE, None)


def test_another_day_and_a_rejection(proposed, browse, coordinator):
    client, url = browse(coordinator), reverse("legislation:act-deadline", args=[proposed.code])
    reject = {"version": proposed.version, "answer": "reject", "reason": "It is the day of a report."}
    assert client.post(url, reject).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.transposition_due_on, proposed.proposed_due_on) == (None, None)
    other = {"version": proposed.version, "answer": "correct", "due_on_0": "18", "due_on_1": "10", "due_on_2": "2024"}
    assert client.post(url, other).status_code == 302
    proposed.refresh_from_db()
    assert proposed.transposition_due_on == DUE + timedelta(days=1)


@pytest.mark.parametrize(
    "written", ["17 October 2024", "17th October, 2024", "17.10.2024", "2024-10-17", "October 17, 2024", "17 Oct. 2024"]
)
def test_a_day_is_found_however_it_is_written(written):
    found = excerpt(f"Member States shall by {written} at the latest comply.", DUE)
    assert found.found == written
    assert found.before + found.found + found.after == f"Member States shall by {written} at the latest comply."


def test_a_day_that_does_not_stand_there_is_not_marked():
    found = excerpt("Within two years of its entry into force. " * 60, DUE)
    assert (found.found, found.is_whole) == ("", False)
    assert excerpt("117 October 2024", DUE).found == "", "another number"
