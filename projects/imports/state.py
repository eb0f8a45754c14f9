"""What the records hold already for the projects of a file: one query per table."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from projects.models import Assessment, Baseline, Funding, Identifier, Participation, Report, Round, Submission


@dataclass(slots=True)
class State:
    reports: dict[int, Report] = field(default_factory=dict)
    submissions: dict[int, Submission] = field(default_factory=dict)
    assessments: dict[int, Assessment] = field(default_factory=dict)
    fundings: dict[int, Funding] = field(default_factory=dict)
    baselines: dict[int, list[Baseline]] = field(default_factory=lambda: defaultdict(list))
    partners: set[tuple[int, int]] = field(default_factory=set)
    identifiers: set[tuple[str, str]] = field(default_factory=set)


def state_of(project_ids: Collection[int], round_: Round, assessor: str) -> State:
    """Submissions are the newest of each report, by report."""
    state = State()
    if round_.pk:
        state.reports = {each.project_id: each for each in Report.objects.filter(round=round_, project__in=project_ids)}
        newest = Submission.objects.filter(report__in=state.reports.values()).latest_per_report()
        state.submissions = {each.report_id: each for each in newest}
        assessed = Assessment.objects.filter(round=round_, project__in=project_ids, assessor=assessor)
        state.assessments = {each.project_id: each for each in assessed}
    fundings = Funding.objects.filter(
        project__in=project_ids, year=round_.ends_on.year, source=Funding.Source.BUDGET, source_name=""
    )
    state.fundings = {each.project_id: each for each in fundings}
    for baseline in Baseline.objects.filter(project__in=project_ids):
        state.baselines[baseline.project_id].append(baseline)
    partners = Participation.objects.filter(project__in=project_ids, role=Participation.Role.PARTNER)
    state.partners = set(partners.values_list("project_id", "institution_id"))
    state.identifiers = set(Identifier.objects.values_list("scheme", "value"))
    return state
