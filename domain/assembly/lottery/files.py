"""The two files of a draw, quotas and respondents, in the layouts of the field's common tools."""

from __future__ import annotations

from collections.abc import Sequence

from domain.assembly.lottery.problem import Person, Problem, Quota
from domain.errors import Fault, Refusal
from domain.tabular.origin import Origin
from domain.tabular.rows import SetAside
from domain.tabular.separated import read_csv

LAYOUTS = (("category", "feature"), ("feature", "value"))
"""The columns of category and value; the second layout also has `min_flex` and `max_flex`."""
CODE_COLUMNS = ("code", "codice", "id", "nationbuilder_id")
ORIGIN = Origin(
    get_again="Salvare di nuovo il file dal programma che lo ha fatto.",
    mend_row="Correggere la riga.",
    send="Caricare il file completo, con i nomi delle colonne.",
    formats="Salvare il file come CSV.",
    web_page=("È una pagina web", "Caricare il file CSV."),
    writes_utf8="",
    private=lambda columns: frozenset(range(len(columns.names))),
)
Row = tuple[int, dict[str, str]]


def read_problem(
    categories: tuple[str, bytes], respondents: tuple[str, bytes], *, seats: int, household_columns: Sequence[str] = ()
) -> Problem:
    """Read the file of quotas and the file of respondents, each as name and bytes.

    People get the code of their own column, if there is one, else the number of their row among the respondents.
    `household_columns` are those whose equal cells, taken together, make a shared household.

    Raises: Refusal naming every bad row, or the faults of the problem as a whole.
    """
    quotas, faults = _quotas(*categories)
    names = tuple(dict.fromkeys(quota.category for quota in quotas))
    people, more = _people(*respondents, names, quotas, household_columns)
    if faults or more:
        raise Refusal(
            f"I file del sorteggio hanno {len(faults) + len(more)} anomalie",
            "Correggere le righe elencate e ripetere",
            faults=(*faults, *more),
        )
    return Problem(names, tuple(quotas), tuple(people), seats)


def _quotas(name: str, data: bytes) -> tuple[list[Quota], list[Fault]]:
    columns, rows, faults = _rows(name, data)
    layout = next((each for each in LAYOUTS if set(each) <= set(columns)), None)
    missing = [column for column in ("min", "max") if column not in columns]
    if layout is None or missing:
        raise Refusal(
            f"Il file delle quote ha le colonne: {', '.join(columns)}",
            "Servono category, feature, min, max oppure feature, value, min, max",
            name,
        )
    quotas = []
    for line, row in rows:
        numbers = {column: _number(row[column]) for column in ("min", "max", "min_flex", "max_flex") if column in row}
        bad = [
            column for column, number in numbers.items() if number is None and (row[column] or column in ("min", "max"))
        ]
        faults += [
            Fault(f"«{row[column]}» non è un numero intero", "Scrivere un numero", f"{name}, riga {line}, {column}")
            for column in bad
        ]
        minimum, maximum = numbers["min"], numbers["max"]
        if minimum is not None and maximum is not None and not bad:
            flex = numbers.get("min_flex"), numbers.get("max_flex")
            quotas.append(Quota(row[layout[0]], row[layout[1]], minimum, maximum, *flex))
    return quotas, faults


def _people(
    name: str, data: bytes, categories: Sequence[str], quotas: Sequence[Quota], household_columns: Sequence[str]
) -> tuple[list[Person], list[Fault]]:
    columns, rows, faults = _rows(name, data)
    missing = [column for column in (*categories, *household_columns) if column not in columns]
    if missing:
        raise Refusal(
            f"Nel file delle persone mancano le colonne: {', '.join(missing)}",
            "Usare i nomi delle categorie come intestazioni",
            name,
        )
    code_column = next((column for column in CODE_COLUMNS if column in columns and column not in categories), None)
    known = {(quota.category, quota.value) for quota in quotas}
    people = []
    for number, (line, row) in enumerate(rows, start=1):
        unknown = [category for category in categories if (category, row[category]) not in known]
        faults += [
            Fault(
                f"«{row[category]}» non ha una quota",
                "Correggere il valore o aggiungere la sua quota",
                f"{name}, riga {line}, {category}",
            )
            for category in unknown
        ]
        if code_column and not row[code_column]:
            faults.append(Fault("Manca il codice", "Scrivere il codice", f"{name}, riga {line}, {code_column}"))
        home = [" ".join(row[column].casefold().split()) for column in household_columns]
        people.append(
            Person(
                row[code_column] if code_column else str(number),
                tuple(row[category] for category in categories),
                "\x1f".join(home) if any(home) else "",
            )
        )
    return people, faults


def _rows(name: str, data: bytes) -> tuple[list[str], list[Row], list[Fault]]:
    """Return the columns, the rows with their line, and the fault of each row that cannot be read."""
    table = read_csv(data, name, ORIGIN)
    columns = [cell.strip() for cell in table.header]
    rows: list[Row] = []
    faults: list[Fault] = []
    for item in table.rows:
        if isinstance(item, SetAside):
            faults.append(item.fault)
        elif any(cell.strip() for cell in item[1]):
            rows.append((item[0], dict(zip(columns, (cell.strip() for cell in item[1]), strict=True))))
    if not rows and not faults:
        raise Refusal("Il file non ha righe", "Caricare il file completo", name)
    return columns, rows, faults


def _number(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() else None
