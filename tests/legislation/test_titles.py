"""Titles of laws as lists write them."""

import pytest

from legislation.rules.titles import title_key, title_keys


@pytest.mark.parametrize("written", ["VEESEADUS", "veeseadus1", "Veeseadus 1", "  VEESEADUS¹ ", "Veeseadus."])
def test_capitals_footnotes_and_signs_do_not_make_another_law(written):
    assert title_key("Veeseadus") in title_keys(written)


def test_a_number_that_belongs_to_a_title_is_tried_before_it_is_cut():
    assert title_keys("Budget Act 20") == ("budget act 20", "budget act")
    assert title_keys("Budget Act 2024") == ("budget act 2024",)


def test_different_laws_stay_different():
    assert not set(title_keys("Veeseadus")) & set(title_keys("Veeteeseadus"))
