from core.pages import ListPage
from history import permissions
from history.querysets import Everything
from history.tables import HistoryTable


class HistoryList(ListPage):
    may = permissions.may_read_all_history
    table_class = HistoryTable
    template_name = "history/history_list.html"

    def rows(self) -> Everything:
        return Everything()
