from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from core.dates import DAY
from demo.country import reading
from demo.country.days import in_words, moment, working
from demo.country.reading import FunctionPlan, InstitutionPlan, LeadPlan, SettlementPlan
from demo.services.loading import Loading
from history.tracking import acting
from ministries.models import CoordinationFunction, Mandate, Succession
from ministries.services import end_appointment, record_rate, record_succession, settle
from projects.models import ServedFunction

WRITTEN_DOWN = -29
RATE_OF = -0.7


def note_mandates(loading: Loading) -> None:
    """Who leads what, on what basis, who settled it; the projects that serve each function; the rates of other money."""
    for plan in reading.functions():
        for role, lead in _parts(plan):
            on = loading.calendar.on(max(lead.starts, WRITTEN_DOWN))
            loading.diary.note(moment(on, plan.code), partial(_give, loading, plan, role, lead))
        if plan.settled:
            settled = moment(loading.calendar.on(plan.settled.on), plan.code)
            loading.diary.note(settled, partial(_settle, loading, plan, plan.settled))
    named = moment(loading.calendar.on(-0.5), "functions")
    loading.diary.note(named, partial(_name_functions, loading))
    loading.diary.note(moment(loading.calendar.on(RATE_OF), "rates"), partial(_record_rates, loading))


def _parts(plan: FunctionPlan) -> Iterator[tuple[str, LeadPlan]]:
    first = plan.lead[0]
    for lead in plan.lead:
        yield Mandate.Role.LEAD, lead
    for institution in plan.contributes:
        yield Mandate.Role.CONTRIBUTES, replace(first, institution=institution, url="", expires=None, claim="")
    for institution in plan.consulted:
        yield Mandate.Role.CONSULTED, replace(first, institution=institution, url="", expires=None, claim="")


def _function(plan: FunctionPlan) -> CoordinationFunction:
    return CoordinationFunction.objects.get(code=plan.code)


def _give(loading: Loading, plan: FunctionPlan, role: str, part: LeadPlan, at: datetime) -> None:
    starts_on = loading.calendar.on(part.starts)
    mandate = Mandate(
        function=_function(plan),
        institution=loading.institutions[part.institution],
        role=role,
        starts_on=starts_on,
        basis=part.basis.format(year=starts_on.year),
        basis_url=part.url,
        basis_ends_on=None if part.expires is None else loading.calendar.on(part.expires),
        claim=part.claim,
    )
    with acting(by=loading.coordinator, verb="gave a mandate"):
        mandate.save()


def _settle(loading: Loading, plan: FunctionPlan, settled: SettlementPlan, at: datetime) -> None:
    function, decided_on = _function(plan), working(at.date() - 3 * DAY, -DAY)
    settle(
        function,
        function.version,
        leads=[loading.institutions[key] for key in settled.leads],
        others=settled.others,
        by=loading.coordinator,
        decided_on=decided_on,
        starts_on=at.date(),
        decision=settled.decision,
        source=settled.source.format(day=in_words(decided_on)),
    )


def _name_functions(loading: Loading, at: datetime) -> None:
    with acting(by=loading.colleague, verb="named the functions it serves"):
        ServedFunction.objects.bulk_create(
            ServedFunction(project=loading.projects[key], function=_function(plan))
            for plan in reading.functions()
            for key in plan.serves
        )


def _record_rates(loading: Loading, at: datetime) -> None:
    for currency, rate in (("USD", "0.9140"), ("GBP", "1.1720"), ("CHF", "1.0480")):
        source = "Central Bank of Velmar, reference rates"
        record_rate(by=loading.colleague, currency=currency, on=at.date(), rate=Decimal(rate), source=source)


def note_mergers(loading: Loading) -> None:
    """On the first day of the open round's month. Posts end; the work stays until somebody moves it."""
    for plan in reading.institutions():
        if plan.merged_into:
            first_day = loading.calendar.first_of(0)
            at = moment(working(first_day - DAY, -DAY), plan.key)
            loading.diary.note(at, partial(_merge, loading, plan, first_day))


def _merge(loading: Loading, plan: InstitutionPlan, first_day: date, at: datetime) -> None:
    gone, last_day = loading.institutions[plan.key], first_day - DAY
    successor = loading.institutions[plan.merged_into]
    for number, held in enumerate(loading.appointments):
        if held.institution_id == gone.pk and held.ends_on is None:
            loading.appointments[number] = end_appointment(held, held.version, by=loading.coordinator, ends_on=last_day)
    record_succession(gone, successor, Succession.Kind.MERGER, by=loading.coordinator, on=first_day)
