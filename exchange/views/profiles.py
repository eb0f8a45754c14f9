from typing import Any

from core.pages import Page
from exchange import permissions
from exchange.models import Profile
from exchange.profiles import built_in_profiles, profile_text
from exchange.targets import targets


class ProfileList(Page):
    """Those that come with the product and those made here, by what they fill."""

    may = permissions.may_import
    template_name = "exchange/profile_list.html"

    def context(self) -> dict[str, Any]:
        allowed = [target for target in targets() if target.may(self.user)]
        saved = list(Profile.objects.for_list())
        return {
            "groups": [
                (
                    target.title,
                    [(name, profile_text(path)) for name, path in built_in_profiles(target).items()],
                    [each for each in saved if each.target == target.name],
                )
                for target in allowed
            ]
        }
