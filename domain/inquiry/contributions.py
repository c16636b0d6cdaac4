"""The other channels: workshops, district meetings, departments, PEC and paper, all through one spreadsheet form."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b32encode
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.documents.forms import (
    Column,
    FormReading,
    FormRow,
    FormSpec,
    RejectedRow,
    distinct_labels,
    fold,
    read_form,
    write_form,
)
from domain.errors import Fault
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import ReadComment, ReadFile
from domain.tabular import SetAside
from domain.text import clean, clean_line, digest
from domain.timetable import at
from domain.vocabulary import PLATFORM_CHANNELS, Channel

FORM_KIND = "contributi degli altri canali"
FORM_VERSION = 1
CHANNELS = tuple(channel for channel in Channel if channel not in PLATFORM_CHANNELS)

_WITH_PROTOCOL = frozenset({Channel.PEC, Channel.PAPER})
_YEARS = range(2000, 2101)
_INSTRUCTIONS = (
    "Nel foglio «Contributi» scrivete un contributo per riga: quello che è stato detto o scritto, con parole fedeli.",
    "Riportate i contributi di laboratori, incontri nei municipi e tavoli con le direzioni, le PEC e le lettere.",
    "Canale e parte del piano si scelgono dall'elenco. La data è il giorno dell'incontro o dell'arrivo.",
    "Non scrivete nomi di persone: per distinguere chi ha parlato usate un codice pubblico, per esempio quello "
    "dell'adesione al patto. Il nome di un ente va nella colonna «Per conto di».",
    "Per PEC e carta scrivete il numero di protocollo generale, perché l'originale si ritrovi.",
    "Salvate il file in formato .xlsx. Se lo rimandate con righe nuove, quelle già acquisite non si ripetono.",
)


def contributions_spec(definition: InquiryDefinition) -> FormSpec:
    """Return the form: its drop-downs are the channels beside the platform, and the parts of the plan."""
    return FormSpec(
        kind=FORM_KIND,
        version=FORM_VERSION,
        title=f"Contributi degli altri canali – {definition.short_title}",
        instructions=_INSTRUCTIONS,
        sheet="Contributi",
        keyed=False,
        columns=(
            Column(
                "channel",
                "Canale",
                18,
                choices=tuple(channel.value for channel in CHANNELS),
                required=True,
                help="Come è arrivato il contributo.",
            ),
            Column(
                "part",
                "Parte del piano",
                28,
                choices=tuple(distinct_labels(definition.part_titles).values()),
                required=True,
                help="La parte della bozza di cui parla.",
            ),
            Column("happened_on", "Data", 12, is_date=True, required=True, help="Giorno dell'incontro o dell'arrivo."),
            Column("event", "Evento o luogo", 26, max_length=180, help="Quale laboratorio, incontro o tavolo."),
            Column("on_behalf_of", "Per conto di", 24, max_length=255, help="L'ente per cui parla, se parla per uno."),
            Column("public_id", "Identificativo pubblico", 16, max_length=60, help="Un codice, mai un nome."),
            Column("protocol", "Protocollo", 16, max_length=60, help="Numero di protocollo di PEC o lettera."),
            Column("title", "Titolo", 26, max_length=255, help="Facoltativo."),
            Column("text", "Testo", 70, required=True, help="Il contributo, con parole fedeli."),
        ),
    )


def contributions_form(definition: InquiryDefinition, *, created: datetime, rows: int = 200) -> bytes:
    """Return the blank workbook (.xlsx)."""
    return write_contributions(definition, (), created=created, blank_rows=rows)


def write_contributions(
    definition: InquiryDefinition,
    rows: Iterable[Mapping[str, object]],
    *,
    created: datetime,
    blank_rows: int = 50,
) -> bytes:
    """Return the workbook (.xlsx) with these rows, as staff would have written them.

    Shape: each row has `channel` (a Channel, its name or its word), `part` (code), `happened_on` (a date or ISO),
    `text`, and may have `event`, `on_behalf_of`, `public_id`, `protocol`, `title`.
    """
    labels = distinct_labels(definition.part_titles)
    return write_form(
        contributions_spec(definition),
        (FormRow("", _values(row, labels)) for row in rows),
        meta={"process": definition.id},
        created=created,
        subtitle=f"{definition.city} · {definition.title}",
        blank_rows=blank_rows,
    )


def read_contributions(data: bytes, name: str, *, definition: InquiryDefinition, code_key: bytes) -> ReadFile:
    """Read the form back; the same contribution has the same key in every form it stands in.

    `code_key` makes the public codes of the authors. Raises: Refusal when the file is no such form.
    """
    form = read_form(data, contributions_spec(definition), name=name, expects={"process": definition.id})
    file = ReadFile(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        data=data,
        subject="contributions",
        layout=f"modulo dei contributi degli altri canali, versione {FORM_VERSION}",
        rows_in=form.rows_in,
        lacks=[str(warning) for warning in form.warnings],
    )
    reader = _Reader(form, definition, code_key)
    for answer in form.rows:
        taken = reader.take(answer.row_number, answer.values)
        if isinstance(taken, SetAside):
            file.set_aside.append(taken)
        else:
            file.comments.append(taken)
    file.set_aside += [reader.set_aside(row) for row in form.rejected]
    if reader.without_protocol:
        rows = ", ".join(str(number) for number in reader.without_protocol)
        file.lacks.append(
            f"Manca il protocollo di PEC o lettere alle righe {rows}: aggiungetelo e rimandate il modulo."
        )
    return file


def _values(row: Mapping[str, object], labels: Mapping[str, str]) -> dict[str, str]:
    values = {name: str(value) for name, value in row.items() if value is not None}
    channel = values.get("channel", "")
    values["channel"] = Channel[channel].value if channel in Channel.__members__ else channel
    values["part"] = labels.get(values.get("part", ""), values.get("part", ""))
    return values


class _Reader:
    """Turns the rows of one form into contributions; knows what it has already met."""

    def __init__(self, form: FormReading, definition: InquiryDefinition, code_key: bytes) -> None:
        self._form, self._code_key = form, code_key
        self._zone = ZoneInfo(definition.timezone)
        self._parts = {label: code for code, label in distinct_labels(definition.part_titles).items()}
        self._rows_by_key: dict[str, int] = {}
        self.without_protocol: list[int] = []

    def take(self, row_number: int, said: Mapping[str, str]) -> ReadComment | SetAside:
        text, day = clean(said["text"]), date.fromisoformat(said["happened_on"])
        if not any(sign.isprintable() and not sign.isspace() for sign in text):
            return self._aside(row_number, said, "text", "il testo è vuoto", "scrivete il contributo")
        if day.year not in _YEARS:
            problem = f"la data è nell'anno {day.year}: non è credibile"
            return self._aside(row_number, said, "happened_on", problem, "correggete l'anno")
        lines = {name: clean_line(said[name]) for name in ("event", "on_behalf_of", "public_id", "protocol", "title")}
        channel, part = Channel(said["channel"]), self._parts[said["part"]]
        key = _key(channel.name, part, day.isoformat(), *lines.values(), text)
        first = self._rows_by_key.setdefault(key, row_number)
        if first != row_number:
            problem = f"la riga ripete la riga {first}"
            remedy = "toglietela; se i contributi sono due, distingueteli con protocollo o identificativo pubblico"
            return self._aside(row_number, said, "text", problem, remedy)
        if channel in _WITH_PROTOCOL and not lines["protocol"]:
            self.without_protocol.append(row_number)
        return ReadComment(
            key=key,
            channel=channel,
            section="",
            part=part,
            text=text,
            text_sha256=digest(text),
            author_code=self._author_code(key, lines),
            submitted_at=at(day, time(12), self._zone),
            place=self._form.place(row_number),
            on_behalf_of=lines["on_behalf_of"],
            event=_event(lines["event"], lines["protocol"]),
            title=lines["title"],
            locale="it",
        )

    def set_aside(self, row: RejectedRow) -> SetAside:
        """Join the faults of a row into one, because a row is set aside once."""
        fault = row.faults[0]
        if len(row.faults) > 1:
            columns = [f"{one.problem} ({one.place.rpartition(', ')[2]})" for one in row.faults]
            remedies = dict.fromkeys(one.remedy for one in row.faults)
            fault = Fault("; ".join(columns), "; ".join(remedies), self._form.place(row.row_number))
        return SetAside(fault, _raw(row.values))

    def _aside(self, row_number: int, said: Mapping[str, str], column: str, problem: str, remedy: str) -> SetAside:
        return SetAside(Fault(problem, remedy, self._form.place(row_number, column)), _raw(said))

    def _author_code(self, key: str, lines: Mapping[str, str]) -> str:
        """Return a stable code: of the person's public code, else of the body, else of this contribution alone."""
        who = (
            f"person:{fold(lines['public_id'])}" if fold(lines["public_id"]) else f"body:{fold(lines['on_behalf_of'])}"
        )
        who = who if who != "body:" else key
        seal = hmac.digest(self._code_key, who.encode(), "sha256")
        return "C-" + b32encode(seal).decode("ascii")[:10]


def _key(*content: str) -> str:
    whole = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f"contribution:{hashlib.sha256(whole.encode()).hexdigest()[:16]}"


def _event(event: str, protocol: str) -> str:
    if not protocol:
        return event
    return f"{event} (prot. {protocol})" if event else f"prot. {protocol}"


def _raw(said: Mapping[str, str]) -> str:
    """Return the row as it was typed, without who said it."""
    return json.dumps({name: value for name, value in said.items() if name != "public_id"}, ensure_ascii=False)
