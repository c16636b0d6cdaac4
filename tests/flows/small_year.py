"""A whole small year of the assembly, act by act: two cohorts of four out of a village of four hundred."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from domain.assembly.draw.sample_registry import csv_bytes, sample_addresses, sample_registry
from domain.assembly.draw.seed import PublicValues
from domain.documents.forms.filling import fill_form
from domain.store import assembly_draws, assembly_seats, processes
from domain.timetable import at
from domain.vocabulary import DocumentKind, MeetingKind, SeatEnd
from flows.assembly_acts import (
    answering,
    attending,
    composing,
    convening,
    deciding,
    drawing,
    inviting,
    minuting,
    opening,
    preparing,
    promising,
    recommending,
    replacing,
    responding,
    seating,
    yearly,
)
from flows.assembly_acts.case import load_case
from flows.assembly_acts.members import members_on
from flows.assembly_acts.plan import ASSEMBLY
from flows.delivery import deliver_due
from flows.edges import Desk, open_rehearsal
from flows.steps import advance

ID = "assemblea-2025"
STATISTICS, OFFICER, CITY = "Ufficio Statistica", "Responsabile dell'Assemblea", "Direzione Generale"
ROME = ZoneInfo("Europe/Rome")
VALUES = PublicValues(signature=hashlib.sha384(b"prova").hexdigest(), numbers={"Milano": (1, 2, 3, 4, 5)})
POINTS = [minuting.Point("Comunicazioni", ["Si apre la seduta.", "Nessuno chiede la parola."])]
_MILAN = Path(__file__).parents[2] / "deployments" / "milano" / "climate-assembly.yaml"

Act = Callable[[Desk, datetime], object]
Moment = tuple[str, datetime, Act]


@dataclass(frozen=True, slots=True)
class Words:
    """What people write into the forms of a year: the hostile corpus puts its own here."""

    title: str = "Ombra nelle piazze"
    text: str = "Piantare alberi nelle piazze senza ombra."
    discussion: str = "Se ne è discusso a lungo."
    place: str = "Sala Alfa"
    name: str = "Persona"
    reason: str = "Si comincia dalle piazze con più sole."


@cache
def definition_text() -> str:
    """Milan's definition made small."""
    told = yaml.load(_MILAN.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    for draw in ("first_draw", "selection"):
        told[draw]["sources"]["chain"] = "prova"
    told["first_draw"]["letters"] = "90"
    told["first_draw"]["axes"][0]["bands"] = ["16-44", "45-"]
    told["first_draw"]["axes"][1]["values"] = ["F", "M"]
    told["first_draw"]["axes"] = told["first_draw"]["axes"][:2]
    told["invitations"] |= {"languages": ["en"], "lot_size": "30", "reminder_days": ["14"]}
    criteria = told["selection"]["criteria"]
    told["selection"] |= {"criteria": [criteria[0], criteria[1], criteria[4]], "tickets": "20"}
    told["terms"] |= {"size": "4", "cohorts": "2", "allowance_eur": "30"}
    told["meetings"] |= {"plenaries": "2"}
    told["answering"] |= {"periodic_every_months": "6", "reminder_days": ["15"]}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


@cache
def village() -> tuple[bytes, bytes]:
    """The registry's file and the file of addresses."""
    rows = sample_registry(400, 1)
    return csv_bytes(rows), csv_bytes(sample_addresses(rows, 1))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def registry_file(desk: Desk) -> Path:
    path = desk.home / "lista.csv"
    if not path.exists():
        path.write_bytes(village()[0])
    return path


def invited(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return [one.code for one in assembly_draws.invitations(session, ID)]


def answers_file(codes: Iterable[str], name: str, *, education: Sequence[str] = ("diploma", "laurea")) -> bytes:
    """An export of the online form: the codes, each available."""
    lines = ["codice;disponibile;data e ora;nome;email;telefono;lingua;consenso;education"]
    for place, code in enumerate(codes):
        school = [*education, "fino alla licenza media"][place % 3]
        lines.append(f"{code};sì;2024-10-12 10:00;{name} {place};p{place}@posta.example;;it;sì;{school}")
    return ("\n".join(lines) + "\n").encode()


def script(words: Words | None = None) -> list[Moment]:
    """Every act of the year with its moment, in order; each may be done again."""
    told = words or Words()
    return [*_before(told), *_meetings(told), *_after(told)]


def _before(words: Words) -> list[Moment]:
    def answer(desk: Desk, as_of: datetime) -> None:
        codes = invited(desk)
        responding.read_answers(desk, ID, "rete.csv", answers_file(codes[:45], words.name), as_of=as_of)
        no = f"codice;disponibile;data;nome;email;consenso;education\n{codes[50]};no;2024-10-13;;;;\nignoto1;sì;;;;;\n"
        responding.read_answers(desk, ID, "sportello.csv", no.encode(), as_of=as_of)

    def invite(desk: Desk, as_of: datetime, *, is_whole: bool = True, is_reminder: bool = False) -> None:
        lines = village()[1].decode().splitlines(keepends=True)
        missing = set() if is_whole else {min(invited(desk))}
        data = "".join(line for line in lines if line.split(",")[0] not in missing).encode()
        inviting.invite(desk, ID, ("indirizzi.csv", data), is_reminder=is_reminder, as_of=as_of)

    return [
        (
            "open",
            moment("2024-09-10T08:00"),
            lambda desk, at_: opening.open_assembly(desk, definition_text(), name="d.yaml", as_of=at_),
        ),
        (
            "commit",
            moment("2024-09-16T09:00"),
            lambda desk, at_: promising.commit(desk, ID, registry_file(desk), officer=STATISTICS, as_of=at_),
        ),
        (
            "draw",
            moment("2024-09-25T13:00"),
            lambda desk, at_: drawing.draw_first(desk, ID, registry_file(desk), VALUES, officer=STATISTICS, as_of=at_),
        ),
        ("invite", moment("2024-10-07T09:00"), lambda desk, at_: invite(desk, at_, is_whole=False)),
        ("invite the rest", moment("2024-10-08T09:00"), invite),
        ("remind", moment("2024-10-22T09:00"), lambda desk, at_: invite(desk, at_, is_reminder=True)),
        ("answers", moment("2024-11-10T09:00"), answer),
        (
            "prepare",
            moment("2024-11-25T09:00"),
            lambda desk, at_: preparing.prepare(desk, ID, relaxation=0, officer=STATISTICS, as_of=at_),
        ),
        (
            "select",
            moment("2024-12-04T13:00"),
            lambda desk, at_: composing.select(desk, ID, VALUES, officer=STATISTICS, as_of=at_),
        ),
    ]


def call(kind: MeetingKind, day: date, place: str, **more: object) -> convening.Call:
    return convening.Call(kind, at(day, time(18), ROME), 120, place, ["Apertura", "Voto"], **more)  # type: ignore[arg-type]


def _meetings(words: Words) -> list[Moment]:
    training = call(MeetingKind.TRAINING, date(2025, 1, 20), words.place)
    plenary = call(MeetingKind.PLENARY, date(2025, 2, 6), words.place)
    moved = call(MeetingKind.PLENARY, date(2025, 2, 7), words.place)
    extra = call(MeetingKind.PLENARY, date(2025, 3, 6), words.place)
    off = call(MeetingKind.PLENARY, date(2025, 3, 6), words.place, is_cancelled=True)

    def convene(one: convening.Call, number: int = 0) -> Act:
        return lambda desk, at_: convening.convene(desk, ID, one, officer=OFFICER, as_of=at_, number=number)

    def attend(number: int, absent: int) -> Act:
        def act(desk: Desk, as_of: datetime) -> None:
            case = load_case(desk, ID)
            day = case.day(attending.held_meeting(case, number, as_of).starts_at)
            codes = sorted(one.code for one in members_on(desk, case, day))
            attending.record_attendance(desk, ID, number, absent=codes[:absent], officer=OFFICER, as_of=as_of)

        return act

    def minute(number: int, day: date, actions: Sequence[str] = ()) -> Act:
        points = [*POINTS, minuting.Point(words.title, [words.discussion])]
        opened, closed = at(day, time(18, 5), ROME), at(day, time(20), ROME)
        held = minuting.Held(opened, closed, "Gruppo di facilitazione", [words.name], points, actions)
        return lambda desk, at_: minuting.record_minutes(desk, ID, number, held, officer=OFFICER, as_of=at_)

    def vote(title: str, action: str, department: str, votes: tuple[int, int, int]) -> Act:
        one = recommending.Vote(title, words.text, "verde", action, department, *votes)
        return lambda desk, at_: recommending.recommend(desk, ID, 2, one, officer=OFFICER, as_of=at_)

    return [
        ("convene training", moment("2025-01-13T09:00"), convene(training)),
        ("convene plenary", moment("2025-01-14T09:00"), convene(plenary)),
        ("attend training", moment("2025-01-20T20:00"), attend(1, 0)),
        ("minute training", moment("2025-01-21T09:00"), minute(1, date(2025, 1, 20))),
        ("move plenary", moment("2025-01-22T09:00"), convene(moved, 2)),
        ("convene another", moment("2025-01-23T09:00"), convene(extra)),
        ("cancel it", moment("2025-01-24T09:00"), convene(off, 3)),
        ("attend plenary", moment("2025-02-07T20:00"), attend(2, 1)),
        ("vote", moment("2025-02-07T20:10"), vote(words.title, "4-1", "verde-ambiente", (3, 0, 0))),
        ("vote again", moment("2025-02-07T20:20"), vote("Piste ciclabili", "2-1", "mobilita", (3, 0, 0))),
        ("reject", moment("2025-02-07T20:30"), vote("Meno panchine", "", "casa", (0, 3, 0))),
        ("minute plenary", moment("2025-02-08T09:00"), minute(2, date(2025, 2, 7), ["4-1", "2-1"])),
        ("resign", moment("2025-02-10T09:00"), resign),
        (
            "call",
            moment("2025-02-11T09:00"),
            lambda desk, at_: replacing.replace(desk, ID, officer=OFFICER, as_of=at_),
        ),
        ("decline", moment("2025-02-12T09:00"), lambda desk, at_: answer_call(desk, at_, place=0, accepts=False)),
        (
            "call another",
            moment("2025-02-13T09:00"),
            lambda desk, at_: replacing.replace(desk, ID, officer=OFFICER, as_of=at_),
        ),
        ("accept", moment("2025-02-14T09:00"), lambda desk, at_: answer_call(desk, at_, place=1, accepts=True)),
    ]


def resign(desk: Desk, as_of: datetime) -> None:
    """The first member of the first cohort resigns."""
    with desk.reading() as session:
        code = assembly_seats.seats(session, ID)[0].code
    leaves_on = date(2025, 2, 11)
    seating.end_seat(desk, ID, code, reason=SeatEnd.RESIGNED, leaves_on=leaves_on, officer=OFFICER, as_of=as_of)


def answer_call(desk: Desk, as_of: datetime, *, place: int, accepts: bool) -> None:
    with desk.reading() as session:
        code = assembly_seats.calls(session, ID)[place].code
    replacing.reply(desk, ID, code, accepts=accepts, officer=OFFICER, as_of=as_of)


def _after(words: Words) -> list[Moment]:
    def receive(desk: Desk, as_of: datetime) -> None:
        deciding.record_receipt(desk, ID, act="PG 12", act_on=date(2025, 12, 19), officer=CITY, as_of=as_of)

    def approve(desk: Desk, as_of: datetime) -> None:
        deciding.approve_dossier(desk, ID, act="Delibera 7", act_on=date(2026, 1, 30), officer=CITY, as_of=as_of)

    def report(desk: Desk, as_of: datetime) -> None:
        yearly.write_report(desk, ID, considerations=[words.discussion], officer=OFFICER, as_of=as_of)

    def send_back(desk: Desk, as_of: datetime) -> None:
        for data in sorted(_filled(desk, words, as_of)):
            answering.read_back(desk, ID, "risposte.xlsx", data, as_of=as_of)

    return [
        ("report", moment("2025-12-18T09:00"), report),
        ("receive", moment("2025-12-19T09:00"), receive),
        ("answer", moment("2026-01-20T09:00"), send_back),
        ("answer what was passed on", moment("2026-01-21T09:00"), send_back),
        ("approve", moment("2026-01-31T09:00"), approve),
        ("close", moment("2026-02-10T09:00"), lambda desk, at_: None),
        ("erase", moment("2026-06-30T09:00"), lambda desk, at_: None),
    ]  # fmt: skip


def _filled(desk: Desk, words: Words, as_of: datetime) -> list[bytes]:
    """Every workbook of answers that was out by then, filled in: mobility passes its own on to the parks, once."""
    with desk.reading() as session:
        out = [one for one in processes.documents(session, ID) if one.kind is DocumentKind.ANSWER_FORM]
    names = [one.name for one in out if one.written_at < as_of]
    found = []
    for name in names:
        if "mobilita" in name:
            row = {"Altra direzione competente": "Direzione Verde e Ambiente", "Motivazione": "Riguarda gli alberi."}
        else:
            row = {
                "Esito": "accolta",
                "Motivazione": words.reason,
                "Che cosa cambia": "Si piantano cento alberi.",
                "Entro quando": "31/12/2026",
            }
        found.append(
            fill_form(desk.read(ID, name), lambda _row, values=row: values, created=moment("2026-01-19T09:00"))
        )
    return found


def tick(desk: Desk, as_of: datetime) -> None:
    """What the calendar and the mailroom do."""
    advance(desk, ASSEMBLY, ID, as_of=as_of)
    deliver_due(desk.engine, desk.post, as_of=as_of, read_document=desk.read)


def play(
    home: Path | Desk,
    *,
    since: str = "",
    until: str = "",
    words: Words | None = None,
    around: Callable[[str, Act, Desk, datetime], object] = lambda _label, act, desk, as_of: act(desk, as_of),
) -> Desk:
    """Play the year in a new folder, or go on in a house since an act, up to an act and without it, or to the end."""
    desk = open_rehearsal(home, seed="anno") if isinstance(home, Path) else home
    acts = script(words)
    first = [label for label, _, _ in acts].index(since) if since else 0
    for label, as_of, act in acts[first:]:
        if label == until:
            break
        if label != "open":
            around(f"tick before {label}", lambda d, a: tick(d, a), desk, as_of)
        around(label, act, desk, as_of)
        around(f"tick after {label}", lambda d, a: tick(d, a), desk, as_of)
    return desk


LABELS_OF_ACTS = tuple(label for label, _, _ in script())
