"""Excel tables for people, streamed straight into the zip: every text is a text, never a formula, never a link.

xlsxwriter does the same in constant memory, but more slowly, and the open data have millions of cells.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from domain.documents.core_properties import core_properties
from domain.documents.package import Part, write_zip
from domain.documents.xml_text import xml_text

LARGEST_CELL = 32_767
"""Characters that one Excel cell holds."""
CUT = " […il testo continua nel CSV e nel JSON]"
_LINES = 1_000
_MOST_LINES = 27
"""Excel's tallest row is 409 points."""
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FORMAT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PLAIN, _TITLE, _WRAPPED = range(3)
_FIT = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_PRINTED = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPagina &amp;P di &amp;N</oddFooter></headerFooter>"
)
"""A4, lying, as high as it takes."""
_WIDEST_PAGE = 280
"""Unit: characters of all columns together."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; the rows are gone through once.

    A cell is None, a bool, an int, a float or a text; anything else is written as its `str`.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]
    widths: Sequence[float] = ()
    """Unit: characters; one per column, the default where missing."""
    wrapped: Collection[int] = ()
    """Columns, from 0, whose texts run over several lines: they must have a width."""


def write_xlsx(sheets: Iterable[Sheet], *, title: str, created: datetime) -> bytes:
    """Return a workbook in constant memory but for its own bytes; same inputs, same bytes.

    A text longer than a cell can hold ends with a mark that says where the rest is.
    """
    return write_zip(_parts(list(sheets), title, created))


def _parts(sheets: Sequence[Sheet], title: str, created: datetime) -> Iterator[Part]:
    numbers = range(1, len(sheets) + 1)
    overrides = [("/xl/workbook.xml", f"{_FORMAT}.sheet.main+xml"), ("/xl/styles.xml", f"{_FORMAT}.styles+xml")]
    overrides += [(f"/xl/worksheets/sheet{number}.xml", f"{_FORMAT}.worksheet+xml") for number in numbers]
    overrides += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>"
        ).encode(),
    )
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    yield "_rels/.rels", _relations([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (core, "docProps/core.xml")])
    yield "docProps/core.xml", core_properties(title=title, author="", at=created)
    tabs = "".join(
        f'<sheet name="{xml_text(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{tabs}</sheets>{_titles(sheets)}</workbook>'
        ).encode(),
    )
    relations = [(f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*relations, (f"{_OFFICE}/styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES.encode()
    for number, sheet in zip(numbers, sheets, strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet)


def _titles(sheets: Sequence[Sheet]) -> str:
    """Repeat the header on every printed page."""
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">\'{xml_text(sheet.name)}\'!$1:$1</definedName>'
        for place, sheet in enumerate(sheets)
    )
    return f"<definedNames>{names}</definedNames>" if names else ""


def _fits(sheet: Sheet) -> bool:
    """Tell whether the columns can be read when they are squeezed onto the width of a page."""
    return len(sheet.widths) == len(sheet.header) and sum(sheet.widths) <= _WIDEST_PAGE


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'.encode()


def _sheet(sheet: Sheet) -> Iterator[bytes]:
    letters = [_letters(column) for column in range(len(sheet.header))]
    styles = [_WRAPPED if column in sheet.wrapped else _PLAIN for column in range(len(letters))]
    widths = "".join(
        f'<col min="{column}" max="{column}" width="{width}" customWidth="1"/>'
        for column, width in enumerate(sheet.widths, start=1)
    )
    columns = f"<cols>{widths}</cols>" if widths else ""
    fit = _FIT if _fits(sheet) else ""
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}">{fit}<sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>{columns}'
        f"<sheetData>{_row(1, sheet.header, letters, [_TITLE] * len(letters))}"
    ).encode()
    number, lines = 1, []
    for number, row in enumerate(sheet.rows, start=2):
        lines.append(_row(number, row, letters, styles, _height(sheet, row)))
        if len(lines) == _LINES:
            yield "".join(lines).encode()
            lines.clear()
    lines.append(f'</sheetData><autoFilter ref="A1:{letters[-1]}{number}"/>{_PRINTED}</worksheet>')
    yield "".join(lines).encode()


def _height(sheet: Sheet, row: Sequence[object]) -> int:
    """Return the points that a row's wrapped texts take, 0 when none runs over: not every program finds out itself."""
    longest = max((_lines_of(str(row[column] or ""), sheet.widths[column]) for column in sheet.wrapped), default=1)
    return 15 * min(longest, _MOST_LINES) if longest > 1 else 0


def _lines_of(text: str, width: float) -> int:
    return sum(max(1, ceil(len(line) / width)) for line in text.split("\n"))


def _row(number: int, cells: Sequence[object], letters: Sequence[str], styles: Sequence[int], height: int = 0) -> str:
    sized = f' ht="{height}" customHeight="1"' if height else ""
    pieces = [f'<row r="{number}"{sized}>']
    for letter, style, cell in zip(letters, styles, cells, strict=True):
        if cell is None or cell == "":
            continue
        if isinstance(cell, bool):
            pieces.append(f'<c r="{letter}{number}" s="{style}" t="b"><v>{cell:d}</v></c>')
        elif isinstance(cell, int | float):
            pieces.append(f'<c r="{letter}{number}" s="{style}"><v>{cell!r}</v></c>')
        else:
            inner = f'<is><t xml:space="preserve">{_text(str(cell))}</t></is>'
            pieces.append(f'<c r="{letter}{number}" s="{style}" t="inlineStr">{inner}</c>')
    pieces.append("</row>")
    return "".join(pieces)


def _text(text: str) -> str:
    if len(text) > LARGEST_CELL:
        text = text[: LARGEST_CELL - len(CUT)] + CUT
    if "_x" in text:  # Excel would read `_x0041_` as the letter A
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return xml_text(text)


def _letters(column: int) -> str:
    before, rest = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + rest)


_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
