from django.utils.translation import gettext_lazy as _

from exchange.fields import Field, FieldKind


def country(*, is_required: bool) -> Field:
    return Field(
        "country",
        _("country, three letters"),
        FieldKind.LINE,
        is_required=is_required,
        may_be_withheld=False,
        heads=("country code", "code", "iso3"),
    )


NAME_HEADS = ("country name", "common name", "economy", "country")

INDEX_FIELDS = (
    country(is_required=False),  # files end with rows of sums and notes; planning asks for both columns
    Field("name", _("name of the country"), FieldKind.LINE, may_be_withheld=False, max_length=200, heads=NAME_HEADS),
    Field("value", _("value"), FieldKind.LINE, may_be_withheld=False, heads=("value", "index", "score")),
    Field("rank", _("rank"), FieldKind.LINE, may_be_withheld=False, heads=("rank",)),
    Field("year", _("year of the edition"), FieldKind.LINE, may_be_withheld=False, heads=("year", "edition")),
)

COUNTRY_FIELDS = (
    country(is_required=True),
    Field(
        "name",
        _("name of the country"),
        FieldKind.LINE,
        is_required=True,
        may_be_withheld=False,
        max_length=200,
        heads=NAME_HEADS,
    ),
    Field("region", _("region"), FieldKind.LINE, may_be_withheld=False, max_length=100, heads=("region",)),
    Field(
        "subregion",
        _("part of the region"),
        FieldKind.LINE,
        may_be_withheld=False,
        max_length=100,
        heads=("sub-region",),
    ),
    Field("income", _("income group"), FieldKind.LINE, may_be_withheld=False, max_length=60, heads=("income",)),
)
