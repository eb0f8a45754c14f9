"""Who asks for some kinds of concern wakes only the answers that give one, and gets nothing else."""

import pickle
from dataclasses import replace
from functools import partial

import pytest

from core.access import today
from core.questions import Concern, ConcernKind, Concerns, Scope
from core.records import Ref


def said(kind: ConcernKind) -> Concern:
    return Concern(kind, f"{kind}:1", Ref("projects.project", 1), today(), 1, None, "", "", "/")


def asked() -> tuple[Concerns, list[str]]:
    """A question with two answers, and which of them were woken."""
    question, woken = Concerns(), []

    @question.answer(ConcernKind.CONTESTED, ConcernKind.ORPHAN)
    def functions(scope):
        woken.append("functions")
        yield from (said(ConcernKind.CONTESTED), said(ConcernKind.ORPHAN))

    @question.answer(ConcernKind.UNRATED)
    def ratings(scope):
        woken.append("ratings")
        yield said(ConcernKind.UNRATED)

    return question, woken


def test_without_kinds_every_answer_is_asked():
    question, woken = asked()
    kinds = [each.kind for each in question(Scope(today()))]
    assert kinds == [ConcernKind.CONTESTED, ConcernKind.ORPHAN, ConcernKind.UNRATED]
    assert woken == ["functions", "ratings"]


def test_of_an_answer_with_two_kinds_only_the_one_asked_for_is_given():
    question, woken = asked()
    assert [each.kind for each in question(Scope(today()), [ConcernKind.ORPHAN])] == [ConcernKind.ORPHAN]
    assert woken == ["functions"]


class TestWords:
    def test_words_given_to_be_told_are_told_when_somebody_reads_them(self):
        told = []
        concern = replace(said(ConcernKind.ORPHAN), title=lambda: told.append("told") or "Nobody leads")
        assert told == []
        assert concern.title == "Nobody leads"
        assert told == ["told"]

    def test_a_copy_and_what_was_kept_say_the_same(self):
        concern = replace(said(ConcernKind.ORPHAN), title=partial(str.upper, "nobody leads"))
        assert replace(concern, severity=2).title == "NOBODY LEADS"
        assert pickle.loads(pickle.dumps(concern)) == concern

    def test_words_left_out_are_an_error(self):
        with pytest.raises(TypeError, match="title"):
            Concern(ConcernKind.ORPHAN, "orphan:1", Ref("projects.project", 1), today(), 1, None)
