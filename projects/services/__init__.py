from projects.services.computed import set_thresholds
from projects.services.corrections import CORRECTABLE, correct_snapshot
from projects.services.dependencies import drop_dependency, edit_dependency, need_from
from projects.services.functions import serve_functions
from projects.services.funding import record_funding, remove_funding
from projects.services.moving import (
    pass_on_milestone,
    pass_on_participation,
    pass_on_project,
)
from projects.services.outcomes import edit_outcome, state_outcome, withdraw_outcome
from projects.services.participation import (
    answer_participation,
    ask_again,
    change_role,
    invite,
    withdraw_invitation,
)
from projects.services.plan import approve_baseline, move_milestone, plan_milestone, wrong_dates
from projects.services.portfolio import refresh_portfolio
from projects.services.projects import change_lead, change_stage, create_project, edit_project
from projects.services.ratings import assess, reassess
from projects.services.reminders import mail_day, remind
from projects.services.reports import (
    MilestoneForecast,
    ReportContent,
    accept_report,
    last_submission,
    report_nothing_changed,
    report_status,
    return_report,
    save_draft,
    why_not_unchanged,
)
from projects.services.risks import close_risk, edit_risk, escalate_risk, raise_risk, take_back_risk
from projects.services.rounds import close_round, open_round
from projects.services.sittings import sit

__all__ = [
    "CORRECTABLE",
    "MilestoneForecast",
    "ReportContent",
    "accept_report",
    "answer_participation",
    "approve_baseline",
    "ask_again",
    "assess",
    "change_lead",
    "change_role",
    "change_stage",
    "close_risk",
    "close_round",
    "correct_snapshot",
    "create_project",
    "drop_dependency",
    "edit_dependency",
    "edit_outcome",
    "edit_project",
    "edit_risk",
    "escalate_risk",
    "invite",
    "last_submission",
    "mail_day",
    "move_milestone",
    "need_from",
    "open_round",
    "pass_on_milestone",
    "pass_on_participation",
    "pass_on_project",
    "plan_milestone",
    "raise_risk",
    "reassess",
    "record_funding",
    "refresh_portfolio",
    "remind",
    "remove_funding",
    "report_nothing_changed",
    "report_status",
    "return_report",
    "save_draft",
    "serve_functions",
    "set_thresholds",
    "sit",
    "state_outcome",
    "take_back_risk",
    "why_not_unchanged",
    "withdraw_invitation",
    "withdraw_outcome",
    "wrong_dates",
]
