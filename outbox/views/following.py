from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import questions
from core.pages import RecordAction
from core.records import ref
from outbox import permissions
from outbox.services import follow, unfollow


def visible_records(label: str, access: Any) -> Any:
    """Those of a kind whose changes are told. Raises ObjectDoesNotExist for any other."""
    if label not in questions.change.models:
        raise ObjectDoesNotExist
    rows: Any = apps.get_model(label)._default_manager.all()
    return rows.visible_to(access)


class OneRecord(RecordAction):
    """A press on the page of any record that the reader may see."""

    may = permissions.may_follow

    def find(self) -> Model:
        found: Model = visible_records(self.kwargs["model"], self.access).get(pk=self.kwargs["pk"])
        return found


class Follow(OneRecord):
    done = _("You follow this: what changes stands in your next mail.")

    def perform(self) -> str:
        follow(ref(self.record), by=self.user, at=timezone.now())
        return self.back()


class Unfollow(OneRecord):
    done = _("You do not follow this any more.")

    def perform(self) -> str:
        unfollow(ref(self.record), by=self.user)
        return self.back()
