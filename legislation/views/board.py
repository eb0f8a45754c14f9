from legislation.views.items import ItemList


class Board(ItemList):
    """The running items by stage."""
