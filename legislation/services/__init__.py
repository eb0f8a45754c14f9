from legislation.services.blocks import drop_block, edit_block, state_block
from legislation.services.codes import next_codes
from legislation.services.waiting import refresh_waiting

__all__ = ["drop_block", "edit_block", "next_codes", "refresh_waiting", "state_block"]
