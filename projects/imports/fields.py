from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.fields import Field, FieldKind
from projects.models import Project

RATINGS = {"red": 1, "amber/red": 2, "amber": 3, "amber/green": 4, "green": 5}
WORDS = {value: word for word, value in RATINGS.items()}
EXEMPT = "exempt"
NOT_RATED = "not rated"

# What a record takes from a row: field of the record, field of the row.
BASELINE = {name: name for name in ("starts_on", "ends_on", "cost", "benefits")}
FUNDING = {"planned": "planned", "forecast": "forecast", "committed": "committed", "spent": "spent"}
FUNDING_WORDS = {"words": "funding_words"}
REPORT = {"forecast_ends_on": "forecast_ends_on", "forecast_cost": "forecast_cost", "spent": "spent_to_date"}
REPORT_WORDS = {name: name for name in ("progress", "schedule_words", "cost_words", "top_risk", "help_needed")}
EARLIER = ("rating", "rating_words")
PROJECT_WORDS = {"aims": "aims", "sponsor": "sponsor"}


def _text(name: str, label: Promise, *heads: str) -> Field:
    return Field(name, label, FieldKind.TEXT, max_length=10_000, heads=heads)


def _date(name: str, label: Promise, *heads: str) -> Field:
    return Field(name, label, FieldKind.DATE, heads=heads)


def _money(name: str, label: Promise, *heads: str) -> Field:
    return Field(name, label, FieldKind.MONEY, heads=heads)


FIELDS = (
    Field(
        "title",
        _("name of the project"),
        FieldKind.LINE,
        is_required=True,
        may_be_withheld=False,
        heads=("project name", "project title", "title", "name", "project"),
    ),
    Field(
        "institution",
        _("lead institution (and partners)"),
        FieldKind.NAMES,
        is_required=True,
        may_be_withheld=False,
        heads=("department", "ministry", "institution", "agency", "organisation", "lead"),
    ),
    Field(
        "identifier",
        _("identifier elsewhere"),
        FieldKind.LINE,
        may_be_withheld=False,
        max_length=200,
        heads=("project number", "project id", "identifier", "number", "code", "id"),
    ),
    Field(
        "round",
        _("round (every row must name this one)"),
        FieldKind.LINE,
        may_be_withheld=False,
        heads=("year", "round", "period"),
    ),
    Field(
        "programme",
        _("programme it is a part of (identifier)"),
        FieldKind.LINE,
        may_be_withheld=False,
        max_length=200,
        heads=("programme", "parent"),
    ),
    _text("aims", _("aims"), "aims", "description", "objectives", "purpose"),
    Field(
        "sponsor", _("sponsor"), FieldKind.LINE, max_length=200, heads=("sponsor", "senior responsible owner", "sro")
    ),
    Field(
        "stage",
        _("stage"),
        FieldKind.CHOICE,
        may_be_withheld=False,
        choices=tuple(Project.Stage.values),
        heads=("stage", "phase", "status"),
    ),
    Field(
        "rating",
        _("rating"),
        FieldKind.CHOICE,
        choices=(*RATINGS, NOT_RATED),
        heads=("rating", "confidence", "rag", "colour", "color"),
    ),
    _text("rating_words", _("why this rating"), "rating comment", "rating reason", "confidence comment"),
    _date("starts_on", _("approved start"), "start date", "start", "begin"),
    _date("ends_on", _("approved end"), "end date", "end", "finish", "completion"),
    _money("cost", _("whole-life cost"), "whole life cost", "total cost", "wlc", "cost", "budget"),
    _money("benefits", _("benefits"), "benefits", "benefit"),
    _money("planned", _("planned money of the year"), "yearly budget", "annual budget", "planned"),
    _money("forecast", _("forecast money of the year"), "yearly forecast", "annual forecast", "forecast"),
    _money("committed", _("committed money of the year"), "committed"),
    _money("spent", _("money spent in the year"), "yearly spending", "spent in year"),
    _text("funding_words", _("why the money of the year moved"), "variance comment"),
    _text("progress", _("progress"), "progress", "status report", "narrative"),
    _date("forecast_ends_on", _("forecast end"), "forecast end", "expected end", "forecast completion"),
    _money("forecast_cost", _("forecast cost"), "forecast cost", "expected cost"),
    _money("spent_to_date", _("spent to date"), "spent to date", "expenditure to date", "spent"),
    _text("schedule_words", _("why the end moved"), "schedule comment", "schedule narrative"),
    _text("cost_words", _("why the cost moved"), "budget comment", "cost comment", "budget narrative"),
    _text("top_risk", _("top risk"), "top risk", "risk"),
    _text("help_needed", _("help needed"), "help needed", "help"),
)
