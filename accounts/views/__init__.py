from accounts.views.account import Account, KeyCreate, KeyList, KeyRevoke
from accounts.views.people import (
    AccountDeactivate,
    AccountDetail,
    AccountEdit,
    AccountInvite,
    AccountInviteAgain,
    AccountLetIn,
    AccountList,
    FactorReset,
    LockLift,
    PersonKeyCreate,
    PersonKeyRevoke,
)

__all__ = [
    "Account",
    "AccountDeactivate",
    "AccountDetail",
    "AccountEdit",
    "AccountInvite",
    "AccountInviteAgain",
    "AccountLetIn",
    "AccountList",
    "FactorReset",
    "KeyCreate",
    "KeyList",
    "KeyRevoke",
    "LockLift",
    "PersonKeyCreate",
    "PersonKeyRevoke",
]
