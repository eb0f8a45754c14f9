"""A question every app may answer."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Question(Generic[P, T]):
    def __init__(self) -> None:
        self._answers: list[Callable[P, Iterable[T]]] = []

    def answer(self, function: Callable[P, Iterable[T]]) -> Callable[P, Iterable[T]]:
        self._answers.append(function)
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[T]:
        return [found for function in self._answers for found in function(*args, **kwargs)]


class Words:
    """A text of a dataclass, given as such or as what tells it when somebody reads it: of ten thousand answers a page shows forty."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, answer: Any, owner: type) -> str:
        if answer is None:
            raise AttributeError  # so that the field is not taken for one with a default
        given = answer.__dict__[self._name]
        return given if isinstance(given, str) else str(given())

    def __set__(self, answer: Any, given: str | Callable[[], str]) -> None:
        answer.__dict__[self._name] = given
