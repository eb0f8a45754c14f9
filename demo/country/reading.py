"""Reads the TOML files of the country into typed plans. Months are counted from the month of the open round."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROUNDS = 13
RATINGS = {"R": 1, "r": 2, "a": 3, "g": 4, "G": 5}
EXEMPT, NOT_FILED, NOT_RATED = "x", "-.", "."


@dataclass(frozen=True, slots=True)
class InstitutionPlan:
    key: str
    name: str
    acronym: str
    kind: str
    remit: str
    parent: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class LeadPlan:
    institution: str
    starts: float
    basis: str
    url: str = ""
    expires: float | None = None
    claim: str = ""


@dataclass(frozen=True, slots=True)
class SettlementPlan:
    on: float
    leads: tuple[str, ...]
    decision: str
    source: str
    others: str = ""


@dataclass(frozen=True, slots=True)
class FunctionPlan:
    """Who does what in a function of coordination, and the projects that serve it."""

    code: str
    lead: tuple[LeadPlan, ...]
    contributes: tuple[str, ...]
    consulted: tuple[str, ...]
    serves: tuple[str, ...]
    settled: SettlementPlan | None = None


@dataclass(frozen=True, slots=True)
class PostPlan:
    institution: str
    post: str
    starts: float
    instrument: str
    ends: float | None = None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    name: str
    kind: str
    email: str
    job: str = ""
    is_administrator: bool = False
    posts: tuple[PostPlan, ...] = ()

    @property
    def key(self) -> str:
        return self.name.rpartition(" ")[2].lower()


@dataclass(frozen=True, slots=True)
class PartPlan:
    institution: str
    role: str
    answer: str = "accepted"
    reason: str = ""
    asked: float | None = None


@dataclass(frozen=True, slots=True)
class MilestonePlan:
    """``expected``: when it happened or, as things stand now, will happen."""

    title: str
    baseline: float
    expected: float


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    rating: int
    assessor: str
    basis: str


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project and its course. ``cio`` and ``office`` have one letter a round: R r a g G from red to green,
    x exempt, - missed, a dot where nobody rated. Money in millions.

    ``why``, ``news``, ``basis`` and ``returned`` belong to one round; ``risk`` and ``ask`` hold from theirs on, as do
    the moves of the end and of the cost.
    """

    key: str
    title: str
    lead: str
    sponsor: str
    aims: str
    starts: float
    ends: float
    currency: str = "EUR"
    cost: Decimal | None = None
    stage: str = "delivery"
    approved: float | None = None
    since: float | None = None
    resumes: float | None = None
    reason: str = ""
    programme: str = ""
    visibility: str = "public"
    secret: str = ""
    partners: tuple[PartPlan, ...] = ()
    milestones: tuple[MilestonePlan, ...] = ()
    agreement: str = ""
    agreement_share: Decimal = Decimal("0.4")
    cio: str = "." * ROUNDS
    office: str = "." * ROUNDS
    now: str = "owed"
    works: tuple[str, ...] = ()
    late: frozenset[int] = frozenset()
    unchanged: frozenset[int] = frozenset()
    ends_moved: Mapping[int, float] = field(default_factory=dict)
    cost_moved: Mapping[int, Decimal] = field(default_factory=dict)
    why: Mapping[int, str] = field(default_factory=dict)
    news: Mapping[int, str] = field(default_factory=dict)
    risk: Mapping[int, str] = field(default_factory=dict)
    ask: Mapping[int, str] = field(default_factory=dict)
    late_because: str = ""
    dear_because: str = ""
    returned: Mapping[int, str] = field(default_factory=dict)
    basis: Mapping[int, str] = field(default_factory=dict)
    review: Mapping[int, ReviewPlan] = field(default_factory=dict)
    rebaseline: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RiskPlan:
    """Months from the month of the open round; without an owner the lead answers."""

    project: str
    title: str
    effect: str
    impact: int
    mitigation: str
    raised: float
    due: float
    kind: str = "risk"
    likelihood: int | None = None
    owner: str = ""
    escalated: float | None = None
    escalated_why: str = ""
    closed: float | None = None
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class NeedPlan:
    """With a milestone of the supplier it comes with that one, else with the supplier's end."""

    project: str
    supplier: str
    what: str
    needed: float
    stated: float
    milestone: str = ""


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def institutions() -> list[InstitutionPlan]:
    return [InstitutionPlan(**row) for row in _load("institutions.toml")["institution"]]


def people() -> list[PersonPlan]:
    return [
        PersonPlan(**{**row, "posts": tuple(PostPlan(**post) for post in row.get("posts", []))})
        for row in _load("people.toml")["person"]
    ]


def functions() -> list[FunctionPlan]:
    return [_function(code, row) for code, row in _load("mandates.toml").items()]


def _function(code: str, row: dict[str, Any]) -> FunctionPlan:
    settled = row.get("settled")
    return FunctionPlan(
        code,
        lead=tuple(LeadPlan(**lead) for lead in row["lead"]),
        contributes=tuple(row.get("contributes", ())),
        consulted=tuple(row.get("consulted", ())),
        serves=tuple(row["serves"]),
        settled=SettlementPlan(**{**settled, "leads": tuple(settled["leads"])}) if settled else None,
    )


def risks() -> list[RiskPlan]:
    return [RiskPlan(**row) for row in _load("risks.toml")["risk"]]


def needs() -> list[NeedPlan]:
    return [NeedPlan(**row) for row in _load("needs.toml")["need"]]


def projects() -> list[ProjectPlan]:
    """In the order of the files; a programme comes before its parts."""
    return list(_projects())


def _projects() -> Iterator[ProjectPlan]:
    for path in sorted((HERE / "projects").glob("*.toml")):
        for row in _load(f"projects/{path.name}")["project"]:
            yield _project(row)


def _project(row: dict[str, Any]) -> ProjectPlan:
    by_round = ("ends_moved", "why", "news", "risk", "ask", "returned", "basis")
    row |= {name: {int(number): said for number, said in row[name].items()} for name in by_round if name in row}
    row |= {name: Decimal(str(row[name])) for name in ("cost", "agreement_share") if name in row}
    row |= {name: frozenset(row[name]) for name in ("late", "unchanged") if name in row}
    row["aims"] = " ".join(row["aims"].split())
    row["works"] = tuple(row.get("works", ()))
    row["partners"] = tuple(PartPlan(*part) for part in row.get("partners", ()))
    row["milestones"] = tuple(MilestonePlan(*milestone) for milestone in row.get("milestones", ()))
    row["cost_moved"] = {int(number): Decimal(str(sum_)) for number, sum_ in row.get("cost_moved", {}).items()}
    row["review"] = {int(number): ReviewPlan(**said) for number, said in row.get("review", {}).items()}
    plan = ProjectPlan(**row)
    if len(plan.cio) != ROUNDS or len(plan.office) != ROUNDS:
        raise ValueError(f"{plan.key}: a course has {ROUNDS} letters")
    return plan


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """Figures are [month, value]; of an index [year, value], and in ``readings`` by country also the rank."""

    key: str
    title: str
    better: str
    source: str
    unit: str = ""
    baseline: tuple[float, float] | None = None
    target: tuple[float, float] | None = None
    months: int | None = None
    readings: tuple[tuple[float, float, str], ...] = ()
    objective: str = ""
    country: str = ""
    of_countries: Mapping[str, Sequence[tuple[int, float, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObjectivePlan:
    key: str
    title: str
    lead: str
    text: str = ""
    indicators: tuple[IndicatorPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class StrategyPlan:
    title: str
    lead: str
    starts: float
    ends: float
    text: str
    url: str
    objectives: tuple[ObjectivePlan, ...]


@dataclass(frozen=True, slots=True)
class OutcomePlan:
    """What a project promises, for an objective or through an indicator."""

    project: str
    says: str
    objective: str = ""
    indicator: str = ""
    amount: float | None = None
    by: float | None = None


@dataclass(frozen=True, slots=True)
class AimsPlan:
    strategies: tuple[StrategyPlan, ...]
    countries: Mapping[str, str]
    indices: tuple[IndicatorPlan, ...]
    outcomes: tuple[OutcomePlan, ...]


def aims() -> AimsPlan:
    said = _load("strategy.toml")
    return AimsPlan(
        strategies=tuple(_strategy(row) for row in said["strategy"]),
        countries={row["code"]: row["name"] for row in said["country"]},
        indices=tuple(_index(row) for row in said["index"]),
        outcomes=tuple(OutcomePlan(project, **row) for project, row in said["outcomes"].items()),
    )


def _strategy(row: dict[str, Any]) -> StrategyPlan:
    objectives = tuple(_objective(each) for each in row.pop("objective"))
    return StrategyPlan(**row, objectives=objectives)


def _objective(row: dict[str, Any]) -> ObjectivePlan:
    indicators = tuple(IndicatorPlan(**each) for each in row.pop("indicator", ()))
    return ObjectivePlan(**row, indicators=indicators)


def _index(row: dict[str, Any]) -> IndicatorPlan:
    of_countries = row.pop("readings")
    return IndicatorPlan(**row, of_countries=of_countries)
