"""A law, a directive, an item of Finance that touches the law, and its consultation."""

from datetime import timedelta

from core.access import today
from legislation.models import Act, Consultation, Item, Request
from legislation.services import create_act, create_item, open_consultation, prepare_consultation, touch_act
from ministries.models import Appointment, Institution
from ministries.services import appoint, create_institution
from tests.building import built_once, built_once_whenever
from tests.conftest import LONG_AGO, person


@built_once
def act(coordinator) -> Act:
    return create_act(
        kind="law", title="Act on Electronic Identification", short_title="eID Act", number="No. 41/2019",
        status="in force", by=coordinator, on=today(),
    )  # fmt: skip


@built_once
def directive(coordinator) -> Act:
    """Its transposition deadline passed 30 days ago."""
    return create_act(
        kind="directive", title="Directive (EU) 2022/2555 on a high common level of cybersecurity across the Union",
        short_title="NIS 2", celex="32022L2555", status="in force", transposition_due_on=today() - timedelta(days=30),
        by=coordinator, on=today(),
    )  # fmt: skip


@built_once
def item(finance, act, coordinator) -> Item:
    """Led by Finance, identified ten days ago."""
    made = create_item(
        title="Two laws define “electronic signature”", problem="conflict", description="The Tax Code knows another one.",
        lead=finance, by=coordinator, on=today(), since_on=today() - timedelta(days=10),
    )  # fmt: skip
    touch_act(made, act, provisions="§ 4", by=coordinator)
    return made


@built_once
def restricted_item(health, coordinator) -> Item:
    """Led by Health; nobody else of government sees it but the office, decision makers and auditors."""
    return create_item(
        title="Border screening without a basis", problem="gap", description="No law says who may keep the data.",
        lead=health, by=coordinator, on=today(), visibility="restricted",
    )  # fmt: skip


@built_once_whenever
def justice(country) -> Institution:
    return create_institution(by=None, code="justice", name="Ministry of Justice", acronym="Justice", kind="ministry")


@built_once_whenever
def cio_justice(justice):
    user = person("Mira Castell", "official")
    appoint(user, justice, Appointment.Post.CIO, by=None, starts_on=LONG_AGO)
    return user


@built_once
def prepared(item, health, justice, coordinator) -> Consultation:
    """A round of the item of Finance in preparation; Health and Justice are to be asked, with 15 working days."""
    return prepare_consultation(
        item, title="Act amending the eID Act", days=15, institutions=[health, justice], by=coordinator, on=today(),
        draft_url="https://velmar.example/drafts/eid",
    )  # fmt: skip


@built_once
def consultation(prepared, coordinator) -> Consultation:
    """The same, opened today."""
    return open_consultation(prepared, prepared.version, by=coordinator, on=today())


@built_once
def asked_health(consultation, health) -> Request:
    return consultation.requests.get(institution=health)


@built_once
def stuck(finance, coordinator) -> Item:
    """Drafted for 241 days, where 120 are usual."""
    return create_item(
        title="Paper forms in the Archives Act", problem="obsolete", description="It asks for stamps.", lead=finance,
        by=coordinator, on=today(), stage="drafting", since_on=today() - timedelta(days=241),
    )  # fmt: skip
