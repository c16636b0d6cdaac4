"""Reads a form back by header and key, never by position, and names every fault by row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.documents.forms.cells import EMPTY, Checker, Typed, typed
from domain.documents.forms.keys import Recognition
from domain.documents.forms.layout import KEY, find_sheet, read_meta
from domain.documents.forms.opening import SEND_FORM, open_workbook
from domain.documents.forms.result import FormAnswer, FormReading, RejectedRow
from domain.documents.forms.spec import KEY_HEADER, FormRow, FormSpec, fold
from domain.errors import Fault, Refusal

_META_NAMES = {"process": "procedimento", "department": "direzione", "batch": "invio"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row before it is known whether another one claims the same key."""

    number: int
    key_id: str
    values: Mapping[str, str]
    faults: tuple[Fault, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.values.values())


def read_form(
    data: bytes,
    spec: FormSpec,
    *,
    name: str,
    secret: bytes = b"",
    expects: Mapping[str, str] | None = None,
    issued: Mapping[str, FormRow] | None = None,
) -> FormReading:
    """Read a form that came back, whatever was sorted, inserted, deleted or pasted in it.

    `expects`: what its hidden sheet must say (`process`, `department`); the process is part of the seals. `issued`: the
    rows that may come back, by id; with them a row whose locked text was altered is still recognized, and only warned
    about. Raises: Refusal when the file is no such form or belongs to another process or department.
    """
    expects = expects or {}
    book = open_workbook(data, name)
    try:
        meta = read_meta(book)
        warnings = _check_meta(meta, spec, expects, name)
        sheet = find_sheet(book, spec, name)
        reading = FormReading(name, sheet, spec, meta, warnings=warnings + sheet.warnings)
        keys = Recognition(spec, secret, expects.get("process", ""), issued)
        lines = _lines(reading, keys)
    except Refusal:
        raise
    except Exception as error:  # a damaged part shows only when its rows are reached
        raise Refusal("il contenuto del file è danneggiato", SEND_FORM, name) from error
    finally:
        book.close()
    _settle(reading, lines)
    return reading


def _check_meta(meta: Mapping[str, str], spec: FormSpec, expects: Mapping[str, str], name: str) -> list[Fault]:
    """Return the warnings. Raises: Refusal when the workbook says that it is something else."""
    if not meta:
        problem = "manca il foglio nascosto che dice di quale modulo si tratta: le righe sono riconosciute dalle chiavi"
        return [Fault(problem, "la prossima volta compilate il file ricevuto, senza ricopiarlo in uno nuovo", name)]
    if meta.get("form") != spec.kind:
        raise Refusal(f"è un altro modulo («{meta.get('form', '')[:60]}»), serve «{spec.kind}»", SEND_FORM, name)
    if meta.get("version") != str(spec.version):
        problem = f"è il modulo in versione {meta.get('version', '?')[:10]}, oggi vale la versione {spec.version}"
        raise Refusal(problem, "riportate le risposte nel modulo inviato più di recente", name)
    for fact, value in expects.items():
        if meta.get(fact) != value:
            label = _META_NAMES.get(fact, fact)
            problem = f"{label}: il modulo è di «{meta.get(fact, '')[:60]}», serve quello di «{value}»"
            raise Refusal(problem, "controllate di aver allegato il file giusto e rimandatelo", name)
    return []


def _lines(reading: FormReading, keys: Recognition) -> list[_Line]:
    """Return every row that has a key or an answer."""
    spec, places = reading.spec, reading.sheet.places
    checkers = [(column.key, places[column.key], Checker(column)) for column in spec.answers]
    signed = [(column.key, places[column.key]) for column in spec.signed if column.key in places]
    lines = []
    for number, cells in reading.sheet.rows():
        said = {key: _at(cells, place) for key, place, _ in checkers}
        key = _at(cells, places[KEY]).text if spec.keyed else ""
        if not key and not any(one.text for one in said.values()):
            continue
        if _is_header(spec, key, said):
            continue
        values, faults = _judge_answers(reading, number, said, checkers)
        key_id = ""
        if spec.keyed:
            key_id, key_faults = _judge_key(
                reading, keys, number, key, {one: _at(cells, at).text for one, at in signed}
            )
            faults = (*key_faults, *faults)
        lines.append(_Line(number, key_id, values, faults))
    return lines


def _at(cells: tuple[object, ...], place: int) -> Typed:
    return typed(cells[place]) if place < len(cells) else EMPTY


def _is_header(spec: FormSpec, key: str, said: Mapping[str, Typed]) -> bool:
    """Tell whether the row is the header once more, as when sheets are pasted one under the other."""
    if spec.keyed:
        return "." not in key and fold(key) == fold(KEY_HEADER)
    return all(fold(said[column.key].text) == fold(column.header) for column in spec.answers)


def _judge_key(
    reading: FormReading, keys: Recognition, number: int, key: str, texts: Mapping[str, str]
) -> tuple[str, tuple[Fault, ...]]:
    """Return the id that the key proves, if any, and the faults; a mere warning goes to the reading."""
    verdict = keys.judge(key, texts)
    if verdict.problem and verdict.key_id:
        spot = reading.spec.signed[0].key
        if spot in reading.sheet.places:
            reading.warnings.append(Fault(verdict.problem, verdict.remedy, reading.place(number, spot)))
    elif verdict.problem:
        return "", (Fault(verdict.problem, verdict.remedy, reading.place(number, KEY)),)
    return verdict.key_id, ()


def _judge_answers(
    reading: FormReading, number: int, said: Mapping[str, Typed], checkers: list[tuple[str, int, Checker]]
) -> tuple[dict[str, str], tuple[Fault, ...]]:
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for key, _, checker in checkers:
        values[key], wrong = checker.judge(said[key])
        if wrong is not None:
            faults.append(Fault(*wrong, reading.place(number, key)))
    if any(values.values()):
        for column in reading.spec.answers:
            if column.required and not values[column.key]:
                problem, remedy = f"manca «{column.header}»", "compilate la cella"
                faults.append(Fault(problem, remedy, reading.place(number, column.key)))
    if reading.sheet.is_merged(number):
        problem, remedy = "la riga contiene celle unite", "dividete le celle e scrivete la risposta in ogni riga"
        faults.append(Fault(problem, remedy, reading.place(number)))
    return values, tuple(faults)


def _settle(reading: FormReading, lines: list[_Line]) -> None:
    """Sort every line into accepted, rejected, blank or repeated."""
    reading.rows_in = len(lines)
    by_id: dict[str, list[_Line]] = {}
    for line in lines:
        if line.key_id:
            by_id.setdefault(line.key_id, []).append(line)
    reading.seen = set(by_id)
    for line in lines:
        twins = by_id.get(line.key_id, [line])
        if any(twin.values != line.values for twin in twins):
            _reject(reading, line, _clash(reading, line, twins))
        elif line.faults:
            _reject(reading, line)
        elif line.is_blank:
            reading.blank.append(line.key_id)
        elif next(twin for twin in twins if not twin.faults) is not line:
            reading.repeated.append(line.number)
        else:
            reading.rows.append(FormAnswer(line.key_id, line.number, line.values))


def _clash(reading: FormReading, line: _Line, twins: list[_Line]) -> Fault:
    numbers = ", ".join(str(twin.number) for twin in twins)
    return Fault(
        f"la stessa chiave è nelle righe {numbers}, con risposte diverse: nessuna è stata presa",
        "lasciate una sola riga per chiave; se una riga era di un altro contributo, ricopiatela dal modulo ricevuto",
        reading.place(line.number, KEY),
    )


def _reject(reading: FormReading, line: _Line, *more: Fault) -> None:
    reading.rejected.append(RejectedRow(line.key_id, line.number, line.values, (*line.faults, *more)))
