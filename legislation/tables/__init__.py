from legislation.tables.blocks import BlockTable

__all__ = ["BlockTable"]
