"""What goes with the open data: the dictionary of every column, the table of the indicators, the note on the method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.italian import day_in_words, number
from domain.observatory.method import method, used_definitions
from domain.observatory.open_data.columns import DataTable, csv_bytes
from domain.observatory.published import Published
from domain.observatory.told import REASONS, ordered_codes, title_of
from domain.observatory.told import share as in_words

DICTIONARY, INDICATORS, NOTE = "dizionario.csv", "indicatori.csv", "LEGGIMI.md"
_DICTIONARY_HEADER = ("file", "campo", "significato", "unita", "valori_ammessi", "fonte")
_INDICATORS_HEADER = ("codice", "nome", "regola", "unita", "base", "fonte", "in_uso_dal")
_SHAPES = ("codice", "codice dell'area, come nelle tabelle", "", "codice", "basi territoriali")


def dictionary(tables: Sequence[DataTable], shapes: Sequence[str]) -> bytes:
    """Return the dictionary: a row for every column of every file."""
    rows: list[tuple[object, ...]] = [
        (table.name, column.name, column.meaning, column.unit, column.allowed, column.source)
        for table in tables
        for column in table.columns
    ]
    header_rows: list[tuple[object, ...]] = [
        (INDICATORS, name, meaning, "", "testo", "edizione")
        for name, meaning in zip(_INDICATORS_HEADER, _INDICATOR_MEANINGS, strict=True)
    ]
    return csv_bytes(_DICTIONARY_HEADER, iter([*rows, *header_rows, *((name, *_SHAPES) for name in shapes)]))


_INDICATOR_MEANINGS = (
    "codice dell'indicatore, come nelle tabelle",
    "nome dell'indicatore",
    "chi è contato",
    "in che cosa si misura",
    "di chi è quota",
    "da dove viene la definizione",
    "da quando è in uso o in vigore, per la fonte",
)


def indicators(published: Published) -> bytes:
    """Return the table of the indicators that the edition holds."""
    rows: list[tuple[object, ...]] = [
        (one.code, one.title, one.rule, one.unit, one.base, one.source, one.effect_from)
        for one in used_definitions(published)
    ]
    return csv_bytes(_INDICATORS_HEADER, iter(rows))


def note(published: Published, tables: Sequence[DataTable], shapes: Mapping[str, bytes], *, licence: str) -> bytes:
    """Return the note on the method, in Markdown that reads well as it stands."""
    parts = [
        f"# Osservatorio della povertà energetica: dati aperti {published.year}",
        f"{published.city}. Edizione preparata il {day_in_words(published.made_on)}. Licenza: {licence}.",
        f"Per domande: {published.contact}.",
        "## I file",
        _files(tables, shapes),
        "Ogni tabella c'è in CSV (UTF-8, virgola, punto decimale, date AAAA-MM-GG) e in Parquet, con le stesse righe. "
        f"Il significato di ogni campo è in {DICTIONARY}; le definizioni degli indicatori sono in {INDICATORS}.",
        "## Da sapere prima di usarli",
        _list([*_CAUTIONS, *published.cautions]),
        "## Che cosa è oscurato",
        _list(f"{reason.value}: {meaning}" for reason, meaning in REASONS.items()),
        _list(
            f"{title_of(code)}: oscurato il {in_words(published.hidden_shares[code])} dei nuclei, per sezione"
            for code in ordered_codes(published)
            if code in published.hidden_shares
        ),
        "## Il metodo",
        *(f"**{topic.title}.** {topic.text}" for topic in method(published)),
        "## Gli indicatori",
        *(
            f"**{one.title}** (`{one.code}`). {one.rule[0].upper()}{one.rule[1:]}. Di chi è quota: {one.base}. "
            f"Fonte: {one.source}. In uso dal: {one.effect_from}."
            for one in used_definitions(published)
        ),
        "## Da dove vengono i dati",
        _list(
            f"{one.title}, {one.sender}: {number(one.accepted)} righe accettate, {number(one.set_aside)} messe da "
            f"parte; SHA-256 {one.sha256}"
            for one in published.extracts
        ),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


_CAUTIONS = (
    "un campo vuoto vuol dire oscurato o non calcolabile, mai zero",
    "quota_calcolabili non è una stima per i nuclei senza dati: il vero numero sta fra quota_certi e quota_possibili",
    "non ordinate le sezioni in classifica: usate probabilita_decimo",
    "non confrontate questi numeri con quelli nazionali di povertà energetica: la regola è diversa",
)


def _files(tables: Sequence[DataTable], shapes: Mapping[str, bytes]) -> str:
    lines = [f"{table.name}.csv, {table.name}.parquet: {table.title}" for table in tables]
    lines += [f"{name}: forme semplificate, con il solo codice (gradi WGS 84, GeoJSON RFC 7946)" for name in shapes]
    return _list([*lines, f"{DICTIONARY}: significato di ogni campo", f"{INDICATORS}: definizioni degli indicatori"])


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
