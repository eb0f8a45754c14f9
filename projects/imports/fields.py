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
PROJECT_WORDS = {"aims": "aims", "sponsor": "sponsor"}


def _text(name: str, label: Promise) -> Field:
    return Field(name, label, FieldKind.TEXT, max_length=10_000)


def _date(name: str, label: Promise) -> Field:
    return Field(name, label, FieldKind.DATE)


def _money(name: str, label: Promise) -> Field:
    return Field(name, label, FieldKind.MONEY)


FIELDS = (
    Field("title", _("name of the project"), FieldKind.LINE, is_required=True, may_be_withheld=False),
    Field(
        "institution", _("lead institution (and partners)"), FieldKind.NAMES, is_required=True, may_be_withheld=False
    ),
    Field("identifier", _("identifier elsewhere"), FieldKind.LINE, may_be_withheld=False, max_length=200),
    Field("round", _("round (every row must name this one)"), FieldKind.LINE, may_be_withheld=False),
    _text("aims", _("aims")),
    Field("sponsor", _("sponsor"), FieldKind.LINE, max_length=200),
    Field("stage", _("stage"), FieldKind.CHOICE, may_be_withheld=False, choices=tuple(Project.Stage.values)),
    Field("rating", _("rating"), FieldKind.CHOICE, choices=(*RATINGS, NOT_RATED)),
    _text("rating_words", _("why this rating")),
    _date("starts_on", _("approved start")),
    _date("ends_on", _("approved end")),
    _money("cost", _("whole-life cost")),
    _money("benefits", _("benefits")),
    _money("planned", _("planned money of the year")),
    _money("forecast", _("forecast money of the year")),
    _money("committed", _("committed money of the year")),
    _money("spent", _("money spent in the year")),
    _text("funding_words", _("why the money of the year moved")),
    _text("progress", _("progress")),
    _date("forecast_ends_on", _("forecast end")),
    _money("forecast_cost", _("forecast cost")),
    _money("spent_to_date", _("spent to date")),
    _text("schedule_words", _("why the end moved")),
    _text("cost_words", _("why the cost moved")),
    _text("top_risk", _("top risk")),
    _text("help_needed", _("help needed")),
)
