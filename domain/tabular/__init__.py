"""Lists that come from outside: CSV that may be broken, Excel, JSON; every row at its place, or set aside with why."""

from domain.tabular.columns import Columns
from domain.tabular.opening import open_table
from domain.tabular.origin import Origin
from domain.tabular.rows import RowFault, SetAside
from domain.tabular.tables import Cells, Item, Table

__all__ = ["Cells", "Columns", "Item", "Origin", "RowFault", "SetAside", "Table", "open_table"]
