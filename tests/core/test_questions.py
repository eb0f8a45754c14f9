"""Who asks for some kinds of concern wakes only the answers that give one, and gets nothing else."""

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
