from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import today
from core.api.choice import ChosenSerializer, ChosenViewSet, Load
from core.api.content import Content, Day, Words, optional_address, optional_day, optional_words, shown_address
from core.api.rows import told
from core.api.writing import KeptViewSet
from history.api import PulledViewSet
from legislation.api.writing import WRITE, InLegislation, number, shown, undated
from legislation.models import Act
from legislation.permissions import may_keep_acts, may_see_legislation
from legislation.progress import Progress, progress_of
from legislation.rules.deficits import Deficit
from legislation.services import confirm_deadline, create_act, edit_act, reject_deadline
from legislation.shortfall import Shortfall
from legislation.tables import ActTable


class ProgressSerializer(serializers.Serializer[Progress]):
    """Lines of the concordance table by level. Complete: fully transposed, or nothing to transpose."""

    lines = number("total")
    fully = serializers.SerializerMethodField()
    partially = number()
    not_to_be_transposed = serializers.SerializerMethodField()
    not_relevant = serializers.SerializerMethodField()
    discretionary = serializers.SerializerMethodField()
    not_compared = number()
    complete = number()
    percent = number(help_text="Of the lines that are complete; cut, never rounded up.")

    def get_fully(self, progress: Progress) -> int:
        return progress.of("fully")

    def get_not_to_be_transposed(self, progress: Progress) -> int:
        return progress.of("not to be transposed")

    def get_not_relevant(self, progress: Progress) -> int:
        return progress.of("not relevant")

    def get_discretionary(self, progress: Progress) -> int:
        return progress.of("discretionary")


class ActSerializer(ChosenSerializer[Act]):
    eli = shown_address("The address that names the act.")
    corrects = shown("corrects.code", "Of a corrigendum: code of the act it corrects.", default=None, allow_null=True)
    days_over = serializers.SerializerMethodField(help_text="Days since the transposition deadline; 0 until then.")
    deficit = serializers.SerializerMethodField(
        help_text="After the deadline: transposition, no national law is there; conformity, it does not do it all."
    )
    progress = serializers.SerializerMethodField(help_text="Of the concordance table; null: a national act has none.")

    class Meta:
        model = Act
        fields = [
            "code", "kind", "title", "short_title", "number", "celex", "eli", "status", "adopted_on", "in_force_on",
            "repealed_on", "corrects", "transposition_due_on", "proposed_due_on", "transposition_words", "days_over",
            "deficit", "progress", "version",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"proposed_due_on": {"help_text": "Read in the text; nobody has confirmed it yet."}}

    def get_days_over(self, act: Any) -> int:
        return int(act.days_over(act.as_of_on))

    @extend_schema_field({"type": ["string", "null"], "enum": [*(str(each) for each in Deficit), None]})
    def get_deficit(self, act: Any) -> str | None:
        if not act.asks_on(act.as_of_on):
            return None
        found = Shortfall(act).standing.deficit(act.as_of_on)
        return found and str(found)

    @extend_schema_field(ProgressSerializer(allow_null=True))
    def get_progress(self, act: Any) -> dict[str, Any] | None:
        return told(ProgressSerializer, act.progress) if act.is_eu else None


class ActContent(Content):
    """The system gives the code; it never changes. A CELEX number says which act a corrigendum corrects."""

    kind = serializers.ChoiceField(choices=Act.Kind.choices)
    title = Words("Its full title.", most=1000)
    short_title = optional_words("As people call it, for instance NIS 2.", most=200)
    number = optional_words("Of a national act, as the official gazette gives it.", most=100)
    celex = optional_words("Of an EU act, as EUR-Lex gives it, for instance 32022L2555.", most=30)
    eli = optional_address("The address that names the act.")
    status = serializers.ChoiceField(choices=Act.Status.choices, required=False)
    adopted_on = optional_day()
    in_force_on = optional_day()
    repealed_on = optional_day()
    transposition_due_on = optional_day(
        help_text="Of a directive: the last day on which national law has to be in force."
    )
    transposition_words = optional_words("Text of the transposition article.", most=10_000, has_lines=True)


class DeadlineContent(Content):
    due_on = Day(help_text="As the text says it: the day that was proposed, or another.")


class RejectionContent(Content):
    reason = Words("Why the day is no deadline for transposition; it stands in the history.", most=500, has_lines=True)


LOADS: Mapping[str, Load] = {
    "corrects": lambda rows, access: rows.select_related("corrects"),
    "deficit": lambda rows, access: rows.with_standing(today(), access),
}


class ActViewSet(PulledViewSet[Act], InLegislation, ChosenViewSet[Act], KeptViewSet[Act]):
    """The register: national laws and EU acts, with their deadlines, deficits and how far their concordance tables are."""

    may = {
        "list": may_see_legislation,
        "retrieve": may_see_legislation,
        "create": may_keep_acts,
        "partial_update": may_keep_acts,
        "confirm_deadline": may_keep_acts,
        "reject_deadline": may_keep_acts,
    }
    scopes = {**InLegislation.scopes, "confirm_deadline": WRITE, "reject_deadline": WRITE}
    contents = {
        "create": ActContent,
        "partial_update": ActContent,
        "confirm_deadline": DeadlineContent,
        "reject_deadline": RejectionContent,
    }
    make = staticmethod(create_act)
    change = staticmethod(undated(edit_act))
    queryset = Act.objects.all()
    loads = LOADS
    is_of_today = True
    through = (
        "touched_by__item",
        "touched_by__item__lead",
        "touched_by__item__consultations",
    )
    serializer_class = ActSerializer
    filterset_class = ActTable.filterset
    orders = {name: order.key for name, order in ActTable.orders.items()}
    lookup_field = "code"
    lookup_value_regex = r"[-\w]+"

    def get_queryset(self) -> Any:
        return super().get_queryset().for_list(today())

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and (self.chosen is None or "progress" in self.chosen):
            _tell(list(args[0]) if kwargs.get("many") else [args[0]])
        return super().get_serializer(*args, **kwargs)

    @extend_schema(responses=ActSerializer)
    @action(detail=True, methods=["post"], url_path="confirm-deadline")
    def confirm_deadline(self, request: Request, **kwargs: Any) -> Response:
        """A person's word on the transposition deadline; it counts from now on."""
        return self.act(request, undated(confirm_deadline))

    @extend_schema(responses=ActSerializer)
    @action(detail=True, methods=["post"], url_path="reject-deadline")
    def reject_deadline(self, request: Request, **kwargs: Any) -> Response:
        """The proposed day is no transposition deadline; the text in which it was read stays."""
        return self.act(request, undated(reject_deadline))


def _tell(acts: list[Any]) -> None:
    """How far the tables of these acts are, in one query."""
    found = {act.pk: progress_of(act) for act in Act.objects.filter(pk__in=[act.pk for act in acts]).with_progress()}
    for act in acts:
        act.progress = found.get(act.pk)
