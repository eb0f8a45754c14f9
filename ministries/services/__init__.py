from ministries.services.appointments import appoint, appoint_new, end_appointment, write_hand_over
from ministries.services.codes import free_code
from ministries.services.country import add_holiday, change_settings, remove_holiday, set_up, set_up_country
from ministries.services.institutions import (
    create_institution,
    edit_institution,
    record_succession,
)
from ministries.services.mandates import (
    create_function,
    edit_function,
    edit_mandate,
    give_mandate,
    move_mandate,
    seed_functions,
    settle,
)
from ministries.services.rates import edit_rate, record_rate

__all__ = [
    "add_holiday",
    "appoint",
    "appoint_new",
    "change_settings",
    "create_function",
    "create_institution",
    "edit_function",
    "edit_institution",
    "edit_mandate",
    "edit_rate",
    "end_appointment",
    "free_code",
    "give_mandate",
    "move_mandate",
    "record_rate",
    "record_succession",
    "remove_holiday",
    "seed_functions",
    "set_up",
    "set_up_country",
    "settle",
    "write_hand_over",
]
