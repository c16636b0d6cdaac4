"""A file of answers read whole: the help desk's form or a list with a header, every row taken or set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.assembly.availability.codes import shown
from domain.assembly.availability.form import CHANNELS, FORM_KIND, QUESTION, availability_spec
from domain.assembly.availability.judging import Judge
from domain.assembly.availability.said import Answer, ContactDetails, Question, ReadAnswers
from domain.documents.forms import FormReading, fold, read_form
from domain.documents.forms.peek import form_meta
from domain.errors import Fault, Refusal
from domain.tabular import Cells, Columns, Origin, RowFault, SetAside, Table, open_table
from domain.timetable import Window

ONLINE = "modulo in rete"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": ("codice", "codice invito", "codice di invito", "codice personale", "code"),
    "available": ("disponibile", "disponibilità", "è disponibile", "risposta", "available"),
    "answered_at": (
        "data e ora", "risposto il", "inviato il", "data di invio", "data invio", "data", "giorno",
        "informazioni cronologiche", "answered at", "submitted at", "timestamp", "created at",
    ),
    "channel": ("canale", "channel"),
    "name": ("nome e cognome", "nome", "name"),
    "surname": ("cognome", "surname"),
    "email": ("e-mail", "email", "posta elettronica", "indirizzo e-mail", "indirizzo email"),
    "phone": ("telefono", "cellulare", "numero di telefono", "phone"),
    "language": ("lingua", "language"),
    "consent": ("consenso", "consenso al trattamento dei dati", "informativa", "privacy", "consent"),
}  # fmt: skip
_NEEDED = ("code", "available", "answered_at", "consent")
_OPEN = frozenset({"code", "available", "answered_at", "channel", "consent"})
_SEND = "mandare la scheda dello sportello (.xlsx) o l'esportazione del modulo in rete (CSV o Excel)"

Row = tuple[int, Mapping[str, str]]
Said = tuple[Answer, ContactDetails | None, str]


def read_availability(
    data: bytes,
    name: str,
    *,
    process_id: str,
    invited: Iterable[str],
    questions: Sequence[Question],
    window: Window,
    as_of: datetime,
    zone: ZoneInfo,
) -> ReadAnswers:
    """Read a file of answers: rows in = answers + set aside; of two answers of a person the later one holds.

    `window`: from the letters to the end of the last day on which an answer is taken.
    Raises: Refusal when the file is no list, lacks a column, or is a form of another cycle.
    """
    judge = Judge(invited, questions, window=window, as_of=as_of, zone=zone)
    file = ReadAnswers(name, hashlib.sha256(data).hexdigest(), len(data), "")
    is_workbook = data.startswith(b"PK\x03\x04")
    if is_workbook and form_meta(data, name).get("form") == FORM_KIND:
        form = read_form(data, availability_spec("", questions), name=name, expects={"process": process_id})
        file.layout, file.lacks = "scheda dello sportello", [str(one) for one in form.warnings]
        rows: Iterator[Row | SetAside] = _form_rows(form)
        place, channel = form.place, CHANNELS[0]
    else:
        table = open_table(data, name, zone, _origin(questions), is_workbook=is_workbook)
        columns = _places(table, questions)
        file.layout, file.lacks = f"elenco con intestazione, {table.form}", table.notes
        rows, channel = _table_rows(table, columns), ONLINE
        place = _table_place(table, columns)
    _take(file, rows, judge, place, channel)
    return file


def _take(
    file: ReadAnswers, rows: Iterator[Row | SetAside], judge: Judge, place: Callable[..., str], channel: str
) -> None:
    held: dict[str, Said] = {}
    for row in rows:
        file.rows_in += 1
        if isinstance(row, SetAside):
            file.set_aside.append(row)
            continue
        line, said = row
        try:
            answer, contact = judge.take(said, place(line), channel)
        except RowFault as fault:
            where = place(line, fault.column if fault.column in said else None)
            file.set_aside.append(SetAside(Fault(fault.problem, fault.remedy, where), _raw(said)))
            continue
        _hold(file, held, (answer, contact, _raw(said)))
    for code, (answer, contact, _) in sorted(held.items()):
        file.answers.append(answer)
        if contact is not None:
            file.contacts[code] = contact


def _hold(file: ReadAnswers, held: dict[str, Said], said: Said) -> None:
    """Keep the later answer of a person; the other one is set aside, naming both."""
    code = said[0].code
    known = held.get(code)
    if known is None:
        held[code] = said
        return
    older, newer = (said, known) if said[0].answered_at < known[0].answered_at else (known, said)
    held[code] = newer
    is_same = (older[0].is_available, older[0].answers, older[1]) == (newer[0].is_available, newer[0].answers, newer[1])
    how = "identica" if is_same else "diversa"
    problem = f"il codice {code} ha un'altra risposta, {how} e più recente, in: {newer[0].place}"
    remedy = "nulla da fare" if is_same else "vale quella più recente; se è sbagliata, scriverne una nuova"
    file.set_aside.append(SetAside(Fault(problem, remedy, older[0].place), older[2]))


def _raw(said: Mapping[str, str]) -> str:
    said = {**said, "code": shown(said.get("code", "")).strip(" «»")}
    return " | ".join(value for key, value in said.items() if key in _OPEN or key.startswith(QUESTION))[:400]


def _form_rows(form: FormReading) -> Iterator[Row | SetAside]:
    for answer in form.rows:
        values = dict(answer.values)
        values["answered_at"] = f"{values['answered_on']} {values['answered_hour']}".strip()
        yield answer.row_number, values
    for row in form.rejected:
        first = row.faults[0]
        problem = "; ".join(fault.problem for fault in row.faults)
        yield SetAside(Fault(problem, first.remedy, first.place), _raw(row.values))


def _table_rows(table: Table, columns: Mapping[str, int]) -> Iterator[Row | SetAside]:
    for item in table.rows:
        yield item if isinstance(item, SetAside) else (item[0], _said(item[1], columns))


def _said(cells: Cells, columns: Mapping[str, int]) -> dict[str, str]:
    return {key: cells[index] for key, index in columns.items()}


def _table_place(table: Table, columns: Mapping[str, int]) -> Callable[..., str]:
    return lambda line, key=None: table.place(line, table.header[columns[key]].strip() if key else "")


def _places(table: Table, questions: Sequence[Question]) -> dict[str, int]:
    """Return where each key stands. Raises: Refusal, with every column that is missing."""
    if repeated := table.columns.repeated():
        raise Refusal(f"l'intestazione ripete la colonna «{repeated[0][:40]}»", "lasciarne una sola", table.name)
    found = _found(table.columns, questions)
    needed = [*_NEEDED, "name", *(QUESTION + one.code for one in questions)]
    missing = [key for key in needed if key not in found]
    if "email" not in found and "phone" not in found:
        missing.append("email")
    if missing:
        titles = {QUESTION + one.code: one.title for one in questions}
        words = ", ".join(f"«{titles.get(key) or _NAMES[key][0]}»" for key in missing)
        raise Refusal(f"mancano le colonne {words}", f"aggiungerle all'intestazione, oppure {_SEND}", table.name)
    return found


def _found(columns: Columns, questions: Sequence[Question]) -> dict[str, int]:
    index: dict[str, int] = {}
    for place, header in enumerate(columns.names):
        index.setdefault(fold(header), place)
    names = {**_NAMES, **{QUESTION + one.code: (one.code, one.title, one.asked) for one in questions}}
    return {
        key: next(index[fold(word)] for word in words if fold(word) in index)
        for key, words in names.items()
        if any(fold(word) in index for word in words)
    }


def _origin(questions: Sequence[Question]) -> Origin:
    """Every column that is not known to be harmless is taken for a personal one."""

    def private(columns: Columns) -> frozenset[int]:
        found = _found(columns, questions)
        harmless = {place for key, place in found.items() if key in _OPEN or key.startswith(QUESTION)}
        return frozenset(range(len(columns.names))) - harmless

    return Origin(
        get_again="Scaricare di nuovo l'esportazione del modulo in rete.",
        mend_row="Correggere la riga nel file, o scaricare di nuovo l'esportazione.",
        send=f"{_SEND[0].upper()}{_SEND[1:]}.",
        formats=f"{_SEND[0].upper()}{_SEND[1:]}.",
        web_page=("È una pagina web, non un elenco di risposte", "Rientrare nel modulo e scaricare l'esportazione."),
        writes_utf8="",
        private=private,
    )
