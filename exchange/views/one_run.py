"""What all pages of one import share."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property

from core.pages import RecordPage
from exchange import permissions
from exchange.files import Table, read_table
from exchange.files.archive import is_archive
from exchange.models import ImportRun
from exchange.querysets import ImportRunQuerySet
from exchange.targets import Target, find_target, targets


def runs_of(user: Any) -> ImportRunQuerySet:
    return ImportRun.objects.of_targets([target.name for target in targets() if target.may(user)])


class OneRun(RecordPage):
    may = permissions.may_import

    def find(self) -> ImportRun:
        return runs_of(self.user).select_related("by").get(pk=self.kwargs["pk"])

    @cached_property
    def target(self) -> Target:
        target = find_target(self.record.target)
        assert target is not None
        return target

    @cached_property
    def table(self) -> Table:
        """A folder has many, and its profile is written by hand."""
        if is_archive(self.record.file_name):
            raise Http404
        return read_table(self.record.file_name, bytes(self.record.content))

    @cached_property
    def making(self) -> dict[str, Any]:
        return dict(self.record.result.get("making", {}))
