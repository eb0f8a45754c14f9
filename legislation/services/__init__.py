from legislation.services.acts import (
    confirm_deadline,
    create_act,
    edit_act,
    propose_deadline,
    reject_deadline,
)
from legislation.services.blocks import (
    drop_block,
    edit_block,
    state_block,
)
from legislation.services.codes import next_codes
from legislation.services.comments import (
    Answer,
    reply_to,
    reply_to_all,
)
from legislation.services.concordance import (
    add_line,
    compare,
    edit_line,
    remove_line,
    write_lines,
)
from legislation.services.consultations import (
    ask_institution,
    conclude,
    due_day,
    edit_consultation,
    open_consultation,
    prepare_consultation,
    why_not_concluded,
    withdraw,
)
from legislation.services.items import (
    change_item_lead,
    create_item,
    edit_item,
    edit_touched,
    move_item,
    set_functions,
    touch_act,
    untouch_act,
)
from legislation.services.measures import name_measure, remove_measure
from legislation.services.opinions import (
    answer_extension,
    ask_extension,
    end_dissent,
    give_opinion,
    settle_by_council,
)
from legislation.services.plans import plan_stages
from legislation.services.practice import set_practice, set_stage_term
from legislation.services.waiting import refresh_waiting

__all__ = [
    "Answer",
    "add_line",
    "answer_extension",
    "ask_extension",
    "ask_institution",
    "change_item_lead",
    "compare",
    "conclude",
    "confirm_deadline",
    "create_act",
    "create_item",
    "drop_block",
    "due_day",
    "edit_act",
    "edit_block",
    "edit_consultation",
    "edit_item",
    "edit_line",
    "edit_touched",
    "end_dissent",
    "give_opinion",
    "move_item",
    "name_measure",
    "next_codes",
    "open_consultation",
    "plan_stages",
    "prepare_consultation",
    "propose_deadline",
    "refresh_waiting",
    "reject_deadline",
    "remove_line",
    "remove_measure",
    "reply_to",
    "reply_to_all",
    "set_functions",
    "set_practice",
    "set_stage_term",
    "settle_by_council",
    "state_block",
    "touch_act",
    "untouch_act",
    "why_not_concluded",
    "withdraw",
    "write_lines",
]
