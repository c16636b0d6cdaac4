"""The register as open data: CSV, JSON and Excel with one dictionary, only what may be public, nothing retouched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.documents.tables import csv_chunks, json_chunks
from domain.documents.workbook import Sheet, write_xlsx
from domain.inquiry.annex_entries import long_day
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import CommentView
from domain.italian import number
from domain.vocabulary import Admission, Channel, Discrepancy, Ground, Outcome

LICENCE = (
    "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/deed.it"
)
REGISTER_CSV, REGISTER_JSON, REGISTER_XLSX = "registro.csv", "registro.json", "registro.xlsx"
DICTIONARY_CSV, README = "dizionario.csv", "LEGGIMI.md"
_DICTIONARY_HEADER = ("campo", "significato", "tipo", "valori")


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file to publish; its chunks are gone through once."""

    name: str
    title: str
    chunks: Iterator[bytes]

    def read(self) -> bytes:
        return b"".join(self.chunks)


class _Context:
    def __init__(self, definition: InquiryDefinition) -> None:
        self.parts = definition.part_titles
        self.departments = definition.department_names
        self.zone = ZoneInfo(definition.timezone)


Value = Callable[[CommentView, _Context], object]


@dataclass(frozen=True, slots=True)
class _Field:
    """One column: what it is called, what it means, what it may hold, where it comes from."""

    name: str
    meaning: str
    kind: str
    value: Value
    values: str = ""


def _listed(words: type[Channel] | type[Ground] | type[Outcome] | type[Admission] | type[Discrepancy]) -> str:
    return "; ".join(word.value for word in words)


_FIELDS = (
    _Field("numero", "Numero di protocollo nell'istruttoria", "intero", lambda view, _: view.number),
    _Field("canale", "Come il contributo è arrivato", "testo", lambda view, _: view.channel.value, _listed(Channel)),
    _Field(
        "ammissione", "Se è arrivato nei termini", "testo", lambda view, _: view.admission.value, _listed(Admission)
    ),
    _Field("parte", "Codice della parte del piano", "testo", lambda view, _: view.part),
    _Field(
        "parte_titolo", "Titolo della parte", "testo", lambda view, context: context.parts.get(view.part, view.part)
    ),
    _Field("sezione", "Identificativo della sezione nella piattaforma", "testo", lambda view, _: view.section),
    _Field("autore", "Codice pubblico e stabile di chi scrive", "testo", lambda view, _: view.author_code),
    _Field("per_conto_di", "Ente o associazione rappresentata", "testo", lambda view, _: view.on_behalf_of),
    _Field("occasione", "Laboratorio o incontro in cui è stato espresso", "testo", lambda view, _: view.event),
    _Field(
        "presentato_il",
        "Momento di presentazione, ora locale con scarto da UTC",
        "data e ora ISO 8601",
        lambda view, context: view.submitted_at.astimezone(context.zone).isoformat(),
    ),
    _Field("risponde_al", "Numero del contributo a cui risponde", "intero", lambda view, _: view.parent_number),
    _Field("titolo", "Titolo; assente se moderato", "testo", lambda view, _: view.title if view.is_public else None),
    _Field("testo", "Testo come ricevuto; assente se moderato", "testo", lambda view, _: _text(view)),
    _Field(
        "moderazione",
        "Motivo per cui il testo non è pubblicato",
        "testo",
        lambda view, _: view.ground.value if view.ground else None,
        _listed(Ground),
    ),
    _Field(
        "moderato_il",
        "Giorno della decisione di moderazione",
        "data ISO 8601",
        lambda view, _: view.moderated_on.isoformat() if view.ground and view.moderated_on else None,
    ),
    _Field("sostegni", "Sostegni ricevuti in piattaforma", "intero", lambda view, _: view.supports),
    _Field("gruppo", "Numero del gruppo di testi uguali o quasi uguali", "intero", lambda view, _: view.group_number),
    _Field(
        "direzione",
        "Direzione che risponde",
        "testo",
        lambda view, context: context.departments.get(view.department, view.department),
    ),
    _Field(
        "esito",
        "Esito della valutazione",
        "testo",
        lambda view, _: view.outcome.value if view.outcome else None,
        _listed(Outcome),
    ),
    _Field("motivazione", "Motivazione dell'esito", "testo", lambda view, _: view.reason),
    _Field("modifica_al_piano", "Che cosa cambia nel piano", "testo", lambda view, _: view.plan_change),
    _Field("indirizzo", "Pagina in piattaforma; assente se moderato", "URL", lambda view, _: _url(view)),
    _Field(
        "difformita",
        "Che cosa dicono di diverso le esportazioni successive",
        "testo, valori separati da punto e virgola",
        lambda view, _: "; ".join(difference.value for difference in view.differences),
        _listed(Discrepancy),
    ),
)
FIELDS = tuple(field.name for field in _FIELDS)
_WIDTHS = {"numero": 9, "parte_titolo": 40, "titolo": 30, "testo": 70, "motivazione": 50, "modifica_al_piano": 40}
"""Unit: characters of a spreadsheet's column, where 14 do not do."""


def open_data(definition: InquiryDefinition, views: Sequence[CommentView], *, created: datetime) -> Iterator[DataFile]:
    """Yield the files one after the other: CSV, JSON, Excel, dictionary, read-me; rows go by register number.

    `views` is gone through once per format, by position; a moderated text is in none of them.
    """
    order = sorted(range(len(views)), key=lambda position: views[position].number)

    def rows() -> Iterator[tuple[object, ...]]:
        context = _Context(definition)
        for position in order:
            view = views[position]
            # An unknown and an empty value are the same to a reader: an empty cell, a null.
            yield tuple([value if (value := field.value(view, context)) != "" else None for field in _FIELDS])

    title = f"{definition.short_title}: registro dei contributi"
    yield DataFile(REGISTER_CSV, f"{title} (CSV)", csv_chunks(FIELDS, rows()))
    yield DataFile(REGISTER_JSON, f"{title} (JSON)", json_chunks(FIELDS, rows()))
    yield DataFile(REGISTER_XLSX, f"{title} (Excel)", _workbook(title, rows(), created))
    yield DataFile(DICTIONARY_CSV, f"{title}, dizionario", csv_chunks(_DICTIONARY_HEADER, _dictionary()))
    yield DataFile(README, f"{title}, guida", iter([_readme(definition, views, created).encode()]))


def _workbook(title: str, rows: Iterator[tuple[object, ...]], created: datetime) -> Iterator[bytes]:
    register = Sheet("Registro", FIELDS, rows, widths=[_WIDTHS.get(name, 14) for name in FIELDS])
    dictionary = Sheet("Dizionario", _DICTIONARY_HEADER, _dictionary(), widths=(20, 60, 30, 80))
    yield write_xlsx([register, dictionary], title=title, created=created)


def _dictionary() -> Iterator[tuple[str, str, str, str]]:
    return ((field.name, field.meaning, field.kind, field.values) for field in _FIELDS)


def _text(view: CommentView) -> str | None:
    return view.text if view.is_public else None


def _url(view: CommentView) -> str | None:
    return view.url if view.is_public else None


def _readme(definition: InquiryDefinition, views: Sequence[CommentView], created: datetime) -> str:
    moderated = late = 0
    for view in views:
        moderated += not view.is_public
        late += not view.must_be_answered
    day = long_day(created.astimezone(ZoneInfo(definition.timezone)).date())
    fields = "\n".join(f"| `{field.name}` | {field.meaning} | {field.kind} | {field.values} |" for field in _FIELDS)
    return f"""# {definition.title}: registro dei contributi

Titolare: {definition.city}. Aggiornato al {day}. Licenza: {LICENCE}.

Righe: {number(len(views))}. Arrivate oltre il termine: {number(late)}; restano nel registro senza esito. Con testo
rimosso dalla pubblicazione: {number(moderated)}; restano nel registro con il numero, il motivo e la risposta.

## File

| file | contenuto |
|---|---|
| `{REGISTER_CSV}` | una riga per contributo; RFC 4180: virgola, virgolette doppie, fine riga CRLF, UTF-8 senza BOM |
| `{REGISTER_JSON}` | gli stessi dati, un oggetto per contributo; un valore mancante è `null` |
| `{REGISTER_XLSX}` | gli stessi dati per chi usa un foglio di calcolo, con il dizionario nel secondo foglio |
| `{DICTIONARY_CSV}` | significato, tipo e valori ammessi di ogni campo |

I testi sono quelli ricevuti, senza ritocchi. Alcuni possono cominciare con `=`, `+`, `-` o `@`: un foglio di calcolo
che importa il CSV potrebbe eseguirli come formule. Per leggere i dati in un foglio di calcolo usate il file Excel, dove
ogni testo è una cella di testo. In Excel una cella contiene al più 32.767 caratteri: un testo più lungo vi è tagliato
con un avviso ed è intero nel CSV e nel JSON.

I nomi delle persone non sono raccolti: `autore` è un codice che resta lo stesso per lo stesso autore.

## Campi

| campo | significato | tipo | valori |
|---|---|---|---|
{fields}
"""
