from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.fields import Field, FieldKind
from legislation.models import Act


def line(
    name: str, label: str | Promise, heads: tuple[str, ...], max_length: int = 300, *, is_required: bool = False
) -> Field:
    return Field(
        name,
        label,
        FieldKind.LINE,
        is_required=is_required,
        may_be_withheld=False,
        max_length=max_length,
        heads=heads,
    )


def day(name: str, label: str | Promise, *heads: str) -> Field:
    return Field(name, label, FieldKind.DATE, may_be_withheld=False, heads=heads)


ACT_FIELDS = (
    line("celex", _("CELEX number"), ("celex", "celex id", "celex number"), 40),
    line("number", _("national number"), ("number", "abbreviation", "national number"), 100),
    line("title", _("title"), ("title", "name"), 1000),
    line("short_title", _("short title"), ("short title", "full name"), 200),
    Field(
        "kind",
        _("kind"),
        FieldKind.CHOICE,
        may_be_withheld=False,
        choices=tuple(Act.Kind.values),
        heads=("kind", "type"),
    ),
    Field(
        "status",
        _("status"),
        FieldKind.CHOICE,
        may_be_withheld=False,
        choices=tuple(Act.Status.values),
        heads=("status", "in force"),
    ),
    line("eli", _("ELI"), ("eli",), 500),
    day("adopted_on", _("adopted on"), "adopted", "adoption date", "document date"),
    day("in_force_on", _("in force from"), "in force from", "entry into force"),
    day("repealed_on", _("no longer in force from"), "repealed", "no longer in force from"),
    day("last_day_on", _("last day in force"), "valid until", "in force until"),
    line("article", _("number of the transposition article"), ("transposition article",), 40),
    Field(
        "transposition_words",
        _("text of the transposition article"),
        FieldKind.TEXT,
        may_be_withheld=False,
        max_length=9_900,
        heads=("transposition text",),
    ),
)

MEASURE_FIELDS = (
    line("celex", _("CELEX number"), ("celex", "directive celex"), 40, is_required=True),
    line("title", _("title of the national act"), ("national title", "title", "measure"), 1000, is_required=True),
    line("also", _("law the file itself takes it for"), ("law", "matched source act"), 1000),
)
