"""Charts and maps as pictures with words beside them: Italian labels, colors that everybody can tell apart."""

from domain.documents.charts.bands import Band, Shift, bands, shifts
from domain.documents.charts.bars import Bar, Stack, alt_of_bars, alt_of_stacks, columns, rows, stacked_rows
from domain.documents.charts.drawing import PALETTE
from domain.documents.charts.maps import Area, Outline, area_map

__all__ = [
    "PALETTE",
    "Area",
    "Band",
    "Bar",
    "Outline",
    "Shift",
    "Stack",
    "alt_of_bars",
    "alt_of_stacks",
    "area_map",
    "bands",
    "columns",
    "rows",
    "shifts",
    "stacked_rows",
]
