from django.utils.translation import gettext_lazy as _

from exchange.fields import Field, FieldKind
from ministries.models import Institution

FIELDS = (
    Field(
        "name",
        _("name"),
        FieldKind.LINE,
        is_required=True,
        may_be_withheld=False,
        heads=("name", "title", "institution", "organisation"),
    ),
    Field("code", _("code"), FieldKind.LINE, may_be_withheld=False, heads=("code", "slug")),
    Field(
        "short_name",
        _("short name"),
        FieldKind.LINE,
        may_be_withheld=False,
        max_length=60,
        heads=("short name", "acronym", "abbreviation"),
    ),
    Field(
        "kind",
        _("kind"),
        FieldKind.CHOICE,
        may_be_withheld=False,
        choices=tuple(Institution.Kind.values),
        heads=("kind", "type", "format"),
    ),
    Field(
        "parents",
        _("part of (code, name or short name)"),
        FieldKind.NAMES,
        may_be_withheld=False,
        heads=("part of", "parent", "parent organisations id", "parents"),
    ),
    Field(
        "predecessors",
        _("took over from"),
        FieldKind.NAMES,
        may_be_withheld=False,
        heads=("predecessor", "predecessors", "superseded organisations id"),
    ),
    Field(
        "successors",
        _("taken over by"),
        FieldKind.NAMES,
        may_be_withheld=False,
        heads=("successor", "successors", "superseding organisations id"),
    ),
    Field(
        "starts_on",
        _("exists from"),
        FieldKind.DATE,
        may_be_withheld=False,
        heads=("exists from", "start", "founded", "opened"),
    ),
    Field("ends_on", _("until"), FieldKind.DATE, may_be_withheld=False, heads=("until", "closed at", "closed", "end")),
    Field(
        "remit",
        _("what it does"),
        FieldKind.TEXT,
        may_be_withheld=False,
        max_length=2000,
        heads=("remit", "tasks", "description"),
    ),
)
