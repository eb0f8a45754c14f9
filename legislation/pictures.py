"""Pictures of legislation: frozen rows in, a figure out."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts import Bar, Figure, bars_chart
from legislation.querysets.acts import DeficitCounts


def deficits_by_age(counts: DeficitCounts, *, is_mirrored: bool = False) -> Figure:
    """How long the deadlines have passed, the late and the wrong apart in words."""
    labels = [_("Up to 6 months"), _("6 to 12 months"), _("1 to 2 years"), _("Over 2 years")]
    n = sum(counts.ages[-1])
    title = ngettext(
        "%(n)s deadline passed more than two years ago", "%(n)s deadlines passed more than two years ago", n
    )
    return bars_chart(
        title % {"n": n} if n else _("No deadline passed more than two years ago"),
        _("EU acts in deficit, by the time since their transposition deadline"),
        [_bar(label, late, wrong) for label, (late, wrong) in zip(labels, counts.ages, strict=True)],
        (_("Time since the deadline"), _("Acts")),
        key="deficits",
        is_mirrored=is_mirrored,
    )


def _bar(label: str, late: int, wrong: int) -> Bar:
    return Bar(label, late + wrong, _("%(late)s late, %(wrong)s wrong") % {"late": late, "wrong": wrong})
