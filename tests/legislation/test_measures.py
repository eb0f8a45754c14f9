"""Which national act transposes which EU act, said by hand, on the pages of both."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from core.access import access_of, today
from core.versions import Conflict
from legislation.models import Measure
from legislation.services import create_act, name_measure, remove_measure
from tests.ministries.test_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(directive, act, coordinator) -> Measure:
    return name_measure(directive, act, by=coordinator)


def shown(act, measures, *, may_keep: bool = False) -> str:
    return render_to_string("legislation/_measures.html", {"act": act, "measures": measures, "may_keep": may_keep})


def test_a_measure_is_found_from_both_acts(measure, directive, act, cio_finance):
    measures = Measure.objects.visible_to(access_of(cio_finance))
    assert list(measures.of(directive.pk)) == list(measures.of(act.pk)) == [measure]


@pytest.mark.parametrize("turned", [True, False])
def test_only_a_national_act_transposes_and_only_an_eu_act_is_transposed(turned, directive, act, coordinator):
    pair = (act, directive) if turned else (directive, directive)
    with pytest.raises(ValidationError, match="transposed"):
        name_measure(*pair, by=coordinator)


def test_a_measure_is_named_once(measure, directive, act, coordinator):
    with pytest.raises(ValidationError, match="on record already"):
        name_measure(directive, act, by=coordinator)


def test_a_measure_is_taken_away_unless_somebody_changed_it(measure, coordinator):
    with pytest.raises(Conflict):
        remove_measure(measure, measure.version + 1, by=coordinator)
    remove_measure(measure, measure.version, by=coordinator)
    assert not Measure.objects.exists()


@pytest.mark.parametrize("known", ["No. 41/2019", "act on electronic identification", "eID Act", " eID  Act "])
def test_the_office_names_a_law_by_what_it_knows_of_it(browse, coordinator, directive, act, known):
    address = reverse("legislation:measure-add", args=[directive.code])
    page = browse(coordinator).post(address, {"other": known})
    assert page.status_code == 302
    assert page.url.endswith("#measures")
    assert (Measure.objects.get().act, Measure.objects.get().law) == (directive, act)


def test_from_the_page_of_a_law_it_is_the_eu_act_that_is_named(browse, coordinator, directive, act):
    browse(coordinator).post(reverse("legislation:measure-add", args=[act.code]), {"other": "32022l2555"})
    assert Measure.objects.get().act == directive


@pytest.mark.parametrize(
    ("said", "answer"),
    [("Electronic", "Is it one of these? No. 41/2019, eID Act"), ("Fishing Act", "No act on record"), ("", "needs an answer")],
)  # fmt: skip
def test_what_is_not_found_is_answered_with_what_is_like_it(browse, coordinator, directive, act, said, answer):
    page = browse(coordinator).post(reverse("legislation:measure-add", args=[directive.code]), {"other": said})
    assert page.status_code == 400
    assert answer in text(page)
    assert not Measure.objects.exists()


def test_of_two_acts_of_one_title_the_number_is_asked_for(browse, coordinator, directive, act):
    create_act(kind="law", title=act.title, number="No. 1/1999", status="repealed", by=coordinator, on=today())
    page = browse(coordinator).post(reverse("legislation:measure-add", args=[directive.code]), {"other": act.title})
    assert "Give the number or the code" in text(page)


def test_only_the_office_names_and_takes_away(browse, cio_finance, coordinator, measure, directive):
    add = reverse("legislation:measure-add", args=[directive.code])
    remove = reverse("legislation:measure-remove", args=[measure.pk])
    assert browse(cio_finance).get(add).status_code == 403
    assert browse(cio_finance).post(remove, {"version": measure.version}).status_code == 403
    assert browse(coordinator).post(remove, {"version": measure.version}).status_code == 302
    assert not Measure.objects.exists()


def test_both_acts_show_it_and_only_who_keeps_acts_is_offered_to_change_it(measure, directive, act):
    assert "eID Act" in shown(directive, [measure])
    assert "NIS 2" in shown(act, [measure])
    assert "Take away" not in shown(act, [measure])
    assert "Take away" in shown(act, [measure], may_keep=True)
    assert "No national act is named" in shown(directive, [])


def test_the_form_reads_no_list_of_acts(browse, coordinator, directive, django_assert_max_num_queries):
    address = reverse("legislation:measure-add", args=[directive.code])
    browser = browse(coordinator)
    with django_assert_max_num_queries(20):
        assert browser.get(address).status_code == 200
