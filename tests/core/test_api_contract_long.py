"""The API keeps what its document says at the edges of every schema, each by itself."""

import pytest

from tests.core.test_api_contract import document, examples, keep_to_the_document, keys, one_connection  # noqa: F401

thorough = document("examples", "coverage", "fuzzing")
pytestmark = [pytest.mark.django_db, pytest.mark.long]


@thorough.parametrize()
@examples(200)
def test_every_one_of_many_answers_is_one_the_document_knows(case, keys) -> None:
    keep_to_the_document(case, keys)
