"""What an answer must be, by the verdict of its route and by whose object was asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from tests.access.routes import METHODS, ROUTES, Route
from tests.access.walk import Answer, Walker
from tests.test_architecture import our_models

CAST = "vxafdhmuc"
GOVERNMENT = "fdhmuc"
SIGNED_IN = "xa" + GOVERNMENT
EVERYBODY = "v" + SIGNED_IN
OWNERS = "fdc"
SEES_RESTRICTED = frozenset("hmuc")
SAFE = {"get", "head", "options"}
REFUSED = {401, 403, 404}
# What reading may write: the session is Django's; these are ours.
BOOKKEEPING = {"accounts_apitoken", "desk_feed", "history_epoch", "history_lastvisit"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``opens`` may read the page, ``does`` may send it; ``sees`` know that the object is there."""

    opens: str
    does: str
    sees: str = GOVERNMENT

    def passes(self, method: str, whose: str = "own") -> frozenset[str]:
        return turned(self.opens if method in SAFE else self.does, whose)

    def seen_by(self, whose: str = "own") -> frozenset[str]:
        return turned(self.sees, whose)


KEPT_BY_OFFICE = Verdict(GOVERNMENT, "c")
KEPT_BY_OWNERS = Verdict(GOVERNMENT, OWNERS)
KEPT_BY_WRITERS = Verdict(GOVERNMENT, "fdhc")  # whoever writes for anybody, each to what is theirs
KEPT_AS_SETTINGS = Verdict("a" + GOVERNMENT, "ac", sees="a" + GOVERNMENT)


def only(letters: str) -> Verdict:
    """Nobody else even sees it."""
    return Verdict(letters, letters, letters)


def verdict_of(said: str | Verdict) -> Verdict:
    return said if isinstance(said, Verdict) else Verdict(said, said)


def turned(letters: str, whose: str) -> frozenset[str]:
    """Whom the letters name for an object of Health; restricted ones are seen by few."""
    if whose == "own":
        return frozenset(letters)
    named = set(letters) - set("fdh")
    named |= set("fd") if "h" in letters else set()
    named |= set("h") if "f" in letters else set()
    return frozenset(named & SEES_RESTRICTED if whose == "restricted" else named)


def domain_tables() -> frozenset[str]:
    """All of ours, history included, but for the bookkeeping."""
    return frozenset(model._meta.db_table for model in our_models()) - BOOKKEEPING


@dataclass
class Judge:
    route: Route
    verdict: Verdict
    walker: Walker
    whose: str = "own"

    def __post_init__(self) -> None:
        self.address = self.route.address(self.walker.world.values(self.whose))
        self.missing = self.route.address(self.walker.world.values("missing"))
        self.domain = domain_tables()

    def problems(self, cases: Iterable[tuple[str, str]]) -> list[str]:
        """``cases``: pairs of letter and method."""
        found = []
        for letter, method in cases:
            answer = self.walker.ask(letter, method, self.address)
            wrong = self.wrong(letter, method, answer)
            if wrong:
                found.append(f"{method.upper()} {self.address} ({self.whose}) as {letter}: {answer.status}, {wrong}")
        return found

    def wrong(self, letter: str, method: str, answer: Answer) -> str:
        if answer.status >= 500:
            return "failed"
        is_passing = letter in self.verdict.passes(method, self.whose)
        written = answer.wrote & self.domain
        if written and (method in SAFE or not is_passing):
            return f"wrote {sorted(written)}"
        if method not in self.route.methods:
            return self._wrong_method(letter, answer)
        return self._wrong_pass(answer) if is_passing else self._wrong_refusal(letter, method, answer)

    def _wrong_method(self, letter: str, answer: Answer) -> str:
        everybody = self.verdict.passes("get", self.whose) | self.verdict.passes("post", self.whose)
        if self.route.is_foreign_code or answer.status == 405 or (answer.status in REFUSED and letter not in everybody):
            return ""
        return "" if letter == "v" and answer.is_sign_in else "knows a method it should not"

    def _wrong_pass(self, answer: Answer) -> str:
        if self.route.is_foreign_code:
            return "refused" if answer.status in (401, 403) else ""
        return "refused" if answer.status in {*REFUSED, 405} or answer.is_sign_in else ""

    def _wrong_refusal(self, letter: str, method: str, answer: Answer) -> str:
        if letter == "v":
            is_right = answer.status == 401 if self.route.is_api else answer.is_sign_in
            return "" if is_right else "not asked to sign in"
        if letter in self.verdict.seen_by(self.whose) or not self.route.parameters:
            return "" if answer.status == 403 else "not 403 though it is seen"
        if answer.status not in (403, 404) and method != "options":
            return "not refused"
        return self._differs_from_missing(letter, method, answer)

    def _differs_from_missing(self, letter: str, method: str, answer: Answer) -> str:
        nothing = self.walker.ask_for_nothing(letter, method, self.missing)
        if (nothing.status, nothing.headers, nothing.body) == (answer.status, answer.headers, answer.body):
            return ""
        return f"tells that it exists: {nothing.status} for what does not"


def cases(route: Route, verdict: Verdict, whose: str) -> Iterator[tuple[str, str]]:
    """What is asked without --all: GET and POST, where the route knows them, by everybody the object can matter to; every
    other method by one who may, and DELETE by a stranger and by one without a post."""
    people = "vxc" if route.is_foreign_code else CAST if whose == "own" else "fdhc"
    known = {"get", "post"} & route.methods
    yield from product(people, sorted(known))
    if whose != "own":
        return
    first = sorted(verdict.passes("get") | verdict.passes("post"))[0]
    yield from product(first, sorted(set(METHODS) - known))
    yield from product("vx", ["delete"])


def faults(path: str, said: str | Verdict, walker: Walker) -> list[str]:
    """What is wrong with the answers of a route to everybody, of each object there is."""
    route, verdict = ROUTES[path], verdict_of(said)
    assert verdict.opens + verdict.does, "nobody may: then it has no business here"
    found = []
    for whose in ("own", "foreign", "restricted"):
        if whose == "own" or walker.world.has(route.parameters, whose):
            found += Judge(route, verdict, walker, whose).problems(cases(route, verdict, whose))
    return found


def all_cases() -> Iterator[tuple[str, str]]:
    return product(CAST, METHODS)
