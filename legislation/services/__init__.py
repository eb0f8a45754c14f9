from legislation.services.acts import confirm_deadline, create_act, edit_act, propose_deadline, reject_deadline
from legislation.services.blocks import drop_block, edit_block, state_block
from legislation.services.codes import next_codes
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
from legislation.services.plans import plan_stages
from legislation.services.waiting import refresh_waiting

__all__ = [
    "change_item_lead",
    "confirm_deadline",
    "create_act",
    "create_item",
    "drop_block",
    "edit_act",
    "edit_block",
    "edit_item",
    "edit_touched",
    "move_item",
    "next_codes",
    "plan_stages",
    "propose_deadline",
    "refresh_waiting",
    "reject_deadline",
    "set_functions",
    "state_block",
    "touch_act",
    "untouch_act",
]
