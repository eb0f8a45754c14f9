"""The money of single years: who may write it, what wants words, what a sum leaves out."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.access import today
from core.versions import Conflict
from projects.models import Funding
from projects.rules.money import Amounts, why_words
from projects.services import record_funding

YEAR = today().year
MILLION = Decimal(1_000_000)


@pytest.fixture
def funding(project, coordinator) -> Funding:
    return record_funding(
        project, year=YEAR, by=coordinator, on=today(), planned=4 * MILLION, forecast=4 * MILLION, spent=MILLION
    )


def typed(funding=None, **changes):
    """What the form posts; sums in millions."""
    said = {
        "version": funding.version if funding else 0,
        "planned": "4",
        "forecast": "4",
        "committed": "",
        "spent": "1",
    }
    which = {} if funding else {"year": YEAR, "source": "state budget", "source_name": ""}
    return {**said, **which, "words": "", **changes}


def add(project):
    return reverse("projects:record-funding", args=[project.code])


def edit(funding):
    return reverse("projects:edit-funding", args=[funding.pk])


@pytest.mark.parametrize(
    ("planned", "forecast", "spent", "is_over", "moved", "wants"),
    [
        ("100", "105", None, False, "5", False),
        ("100", "105.01", None, False, "5.01", True),
        ("100", "95", None, False, "-5", False),
        ("100", "94.99", None, False, "-5.01", True),
        ("100", "100", "120", False, "20", True),  # more is spent than was forecast
        ("100", "100", "80", False, "0", False),  # the year is not over: what is spent is not all
        ("100", "100", "80", True, "-20", True),
        ("100", None, "80", False, None, False),  # nobody said what the whole year will take
        ("100", None, "120", False, "20", True),
        ("100", "110", None, True, "10", True),
        ("0", "1", None, False, "1", True),
        ("0", "0", None, False, "0", False),
        (None, "9", None, False, None, False),
        ("100", None, None, False, None, False),
    ],
)
def test_money_of_the_year_wants_words_beyond_5_percent_either_way(planned, forecast, spent, is_over, moved, wants):
    planned, forecast, spent, moved = (each and Decimal(each) for each in (planned, forecast, spent, moved))
    amounts = Amounts(planned, forecast, None, spent, is_over=is_over)
    assert amounts.moved == moved
    assert amounts.wants_words is wants


def test_the_message_names_the_figure():
    assert why_words(Amounts(4 * MILLION, 3 * MILLION), 2026, "EUR") == (
        "2026 takes €1.0\u00a0m less than planned (\u221225.0 %). Say why in a sentence."
    )
    nothing = Amounts(Decimal(0), 2 * MILLION)
    assert why_words(nothing, 2026, "EUR").startswith("Nothing was planned for 2026 and €2.0\u00a0m is expected.")


def test_more_spent_than_committed_is_said_and_no_error():
    amounts = Amounts(planned=MILLION, committed=2 * MILLION, spent=3 * MILLION)
    assert amounts.remarks("EUR") == [
        "Committed €1.0\u00a0m more than planned",
        "Spent €1.0\u00a0m more than committed",
    ]


def test_cio_of_the_lead_records_a_year_and_the_page_shows_it(browse, cio_finance, project):
    client = browse(cio_finance)
    assert client.get(add(project)).status_code == 200
    assert client.post(add(project), typed()).status_code == 302
    text = client.get(project.get_absolute_url()).content.decode()
    assert f"€1.0\u00a0m of the €4.0\u00a0m planned for {YEAR} is spent" in text
    assert f"{YEAR}, State budget" in text


def test_a_year_that_moved_is_refused_without_words_and_kept_with_them(browse, coordinator, project):
    client = browse(coordinator)
    refused = client.post(add(project), typed(forecast="4.5"))
    assert refused.status_code == 400
    assert f"{YEAR} takes €0.5\u00a0m more than planned (+12.5 %). Say why in a sentence." in refused.content.decode()
    assert not Funding.objects.exists()
    assert client.post(add(project), typed(forecast="4.5", words="The licence costs more.")).status_code == 302
    text = client.get(project.get_absolute_url()).content.decode()
    assert "The licence costs more." in text
    assert f"{YEAR} takes €0.5\u00a0m more than planned" in text


def test_an_agreement_has_a_name_and_stands_beside_the_budget(browse, coordinator, project, funding):
    client = browse(coordinator)
    assert "Name the agreement." in client.post(add(project), typed(source="agreement")).content.decode()
    assert client.post(add(project), typed(source="agreement", source_name="Nordvik grant 7")).status_code == 302
    text = client.get(project.get_absolute_url()).content.decode()
    assert "Nordvik grant 7" in text
    assert f"{YEAR}, all sources" in text
    assert "€8.0\u00a0m" in text


def test_a_line_without_any_figure_is_refused(browse, coordinator, project):
    refused = browse(coordinator).post(add(project), typed(planned="", forecast="", spent=""))
    assert "Give at least one figure." in refused.content.decode()


def test_somebody_recorded_the_same_year_meanwhile_and_both_texts_are_shown(browse, coordinator, project, funding):
    conflict = browse(coordinator).post(add(project), typed(spent="2"))
    assert conflict.status_code == 409
    assert "€ m 1" in conflict.content.decode()
    funding.refresh_from_db()
    assert funding.spent == MILLION


def test_two_who_edit_one_line_keep_both_changes_or_are_asked(browse, coordinator, cio_finance, funding):
    opened = typed(funding)
    assert browse(coordinator).post(edit(funding), {**opened, "committed": "3"}).status_code == 302
    assert browse(cio_finance).post(edit(funding), {**opened, "spent": "2"}).status_code == 302
    funding.refresh_from_db()
    assert (funding.committed, funding.spent) == (3 * MILLION, 2 * MILLION)
    assert browse(cio_finance).post(edit(funding), {**opened, "spent": "3"}).status_code == 409


def test_a_withheld_figure_is_neither_zero_nor_unknown(browse, coordinator, project, funding):
    Funding.objects.create(
        project=project, year=YEAR, source="agreement", source_name="Loan 2", withheld={"planned": "Section 43"}
    )
    client = browse(coordinator)
    text = client.get(project.get_absolute_url()).content.decode()
    assert "Section 43" in text
    assert "1 withheld" in text
    assert "1 not given" in text
    assert f"Nothing is on record as planned for {YEAR}" not in text
    loan = Funding.objects.get(source_name="Loan 2")
    assert "Withheld: Section 43. A figure here ends that." in client.get(edit(loan)).content.decode()
    assert client.post(edit(loan), typed(loan, planned="", forecast="", spent="0.5")).status_code == 302
    loan.refresh_from_db()
    assert (loan.withheld, loan.planned) == ({"planned": "Section 43"}, None)
    assert client.post(edit(loan), typed(loan, forecast="", spent="")).status_code == 302
    loan.refresh_from_db()
    assert (loan.withheld, loan.planned) == ({}, 4 * MILLION)


def test_a_line_is_removed_only_as_it_was_seen(browse, coordinator, project, funding):
    client, url = browse(coordinator), reverse("projects:remove-funding", args=[funding.pk])
    record_funding(project, year=YEAR, by=coordinator, on=today(), version=funding.version, spent=2)
    client.post(url, {"version": funding.version})
    assert Funding.objects.count() == 1
    client.post(url, {"version": Funding.objects.get().version})
    assert not Funding.objects.exists()
    assert "removed a line of funding" in client.get(project.get_absolute_url()).content.decode()


def test_another_ministry_reads_the_money_and_does_not_write_it(browse, cio_health, project, funding):
    client = browse(cio_health)
    assert f"{YEAR}, State budget" in client.get(project.get_absolute_url()).content.decode()
    for url in (add(project), edit(funding)):
        assert client.get(url).status_code == client.post(url, typed()).status_code == 403


def test_service_says_what_is_wrong_and_who_was_first(project, coordinator, funding):
    with pytest.raises(ValidationError, match="Say why in a sentence"):
        record_funding(project, year=YEAR, by=coordinator, on=today(), version=funding.version, forecast=9 * MILLION)
    with pytest.raises(Conflict):
        record_funding(project, year=YEAR, by=coordinator, on=today(), planned=1)
    old = date(YEAR + 1, 1, 5)
    with pytest.raises(ValidationError, match="less than planned"):
        record_funding(project, year=YEAR, by=coordinator, on=old, version=funding.version, spent=MILLION)


def test_page_costs_as_many_queries_for_30_lines_as_for_one(
    browse, coordinator, project, funding, django_assert_num_queries, django_assert_max_num_queries
):
    client = browse(coordinator)
    client.get(project.get_absolute_url())
    with django_assert_max_num_queries(46) as first:
        client.get(project.get_absolute_url())
    Funding.objects.bulk_create(
        Funding(project=project, year=1990 + n, planned=n, source="agreement", source_name=f"Loan {n % 2}")
        for n in range(30)
    )
    with django_assert_num_queries(len(first)):
        client.get(project.get_absolute_url())
