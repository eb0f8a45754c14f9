"""A question every app may answer."""

from collections.abc import Callable, Iterable
from typing import Generic, ParamSpec, TypeVar

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
