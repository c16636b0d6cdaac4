"""The mailroom from end to end: every letter once, whatever the server says and wherever the process dies."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mail_server import mail_server
from sqlalchemy import Engine
from sqlmodel import select
from trays import Tray

from domain.errors import Refusal
from domain.minutes import NewLetter
from domain.models import Letter, Process
from domain.outbox.fate import RETRY_AFTER
from domain.outbox.message import Mailbox
from domain.store import letters
from domain.store.database import transaction
from domain.store.turns import sole_turn
from domain.vocabulary import LetterState, ProcessKind
from flows.archive import FolderArchive
from flows.delivery import LOST_IN_A_ROW, Tally, deliver_due
from flows.edges import Desk, write_whole
from flows.incoming import read_mail
from flows.post_folder import FolderPostOffice
from flows.post_office import SmtpPostOffice, SmtpSettings
from tests.postbag import receipt

ROOT = Path(__file__).parents[2]
OFFICE = Mailbox("Ufficio partecipazione", "partecipazione@comune.example")
START = datetime(2025, 3, 3, 12, tzinfo=UTC)
OPENING = {"definition": "", "definition_sha256": "0" * 64, "opened_at": START}


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    with transaction(sqlite_engine) as session:
        session.add(Process(id="energia", kind=ProcessKind.INQUIRY, title="Energia", stage="EVALUATION", **OPENING))
    return sqlite_engine


def enqueue(engine: Engine, *wishes: str, attachments: tuple[str, ...] = ()) -> None:
    with transaction(engine) as session:
        for number, wish in enumerate(wishes, start=1):
            draft = NewLetter(
                key=f"reminder/{number}",
                to_name=f"Direzione {number}",
                to_address=f"{number}.{wish}@comune.example",
                subject=f"Promemoria {number}",
                body="Buongiorno.\n",
                attachments=attachments,
            )
            letters.enqueue(session, draft, process_id="energia", domain="comune.example", queued_at=START)


def everything(engine: Engine) -> list[Letter]:
    with transaction(engine) as session:
        return list(session.exec(select(Letter).order_by(Letter.id)).all())  # type: ignore[arg-type]


def states(engine: Engine) -> list[LetterState]:
    return [letter.state for letter in everything(engine)]


def never(_seconds: float) -> None:
    raise AssertionError("without a limit nobody waits")


def office(port: int, pause: Callable[[float], None] = never, *, per_minute: int = 0) -> SmtpPostOffice:
    return SmtpPostOffice(SmtpSettings("127.0.0.1", port, "none", timeout_s=5.0, per_minute=per_minute), OFFICE, pause)


def no_document(process_id: str, name: str) -> bytes:
    raise Refusal("il documento non si trova più", "ripristinatelo", name)


def test_a_round_sends_each_letter_and_records_what_became_of_it(engine: Engine) -> None:
    enqueue(engine, "casa", "data-451-1times", "rcpt-550", "drop-after-acceptance", "welfare")
    with mail_server() as (port, seen):
        first = deliver_due(engine, office(port), as_of=START, read_document=no_document)
        again = deliver_due(engine, office(port), as_of=START, read_document=no_document)
        later = deliver_due(engine, office(port), as_of=START + RETRY_AFTER[0], read_document=no_document)
    assert first == Tally(sent=[1, 5], retried=[2], refused=[3], uncertain=[4])
    assert (again, later) == (Tally(), Tally(sent=[2]))
    assert [(letter.state, letter.attempts, letter.sent_at, letter.last_reply) for letter in everything(engine)] == [
        (LetterState.SENT, 1, START, "consegna del testo: 250 taken"),
        (LetterState.SENT, 2, START + RETRY_AFTER[0], "consegna del testo: 250 taken"),
        (LetterState.REFUSED, 1, None, "destinatario: 550 5.1.1 ‹indirizzo›: as you wish"),
        (LetterState.UNCERTAIN, 1, None, "consegna del testo: collegamento interrotto"),
        (LetterState.SENT, 1, START, "consegna del testo: 250 taken"),
    ]
    assert Counter(seen.message_ids) == dict.fromkeys(
        [letter.message_id for letter in everything(engine) if letter.state is not LetterState.REFUSED], 1
    )
    # One line for the first round until the server broke it, one after; one for the last round; none for the idle one.
    assert seen.connections == 3


def test_attachments_are_the_documents_of_the_process(engine: Engine) -> None:
    enqueue(engine, "casa", attachments=("scheda à.xlsx",))
    with mail_server() as (port, seen):
        deliver_due(engine, office(port), as_of=START, read_document=lambda process, name: f"{process}/{name}".encode())
    assert b"filename*=utf-8''scheda%20%C3%A0.xlsx" in seen.accepted[0][2]
    assert b"ZW5lcmdpYS9zY2hlZGEgw6AueGxzeA==" in seen.accepted[0][2]


def test_a_letter_without_its_attachment_waits_and_the_others_go(engine: Engine, tmp_path: Path) -> None:
    enqueue(engine, "casa", attachments=("scheda.xlsx",))
    with transaction(engine) as session:
        plain = NewLetter("avviso/1", "Welfare", "welfare@comune.example", "Avviso", "Testo\n")
        letters.enqueue(session, plain, process_id="energia", domain="comune.example", queued_at=START)
    post = FolderPostOffice(tmp_path / "posta", OFFICE, write_whole)
    assert deliver_due(engine, post, as_of=START, read_document=no_document) == Tally(sent=[2], retried=[1])
    assert everything(engine)[0].last_reply == "preparazione: un allegato non si trova"


def test_a_letter_that_never_gets_through_is_given_up_for_a_person(engine: Engine) -> None:
    enqueue(engine, "rcpt-450")
    moment = START
    with mail_server() as (port, seen):
        for wait in (*RETRY_AFTER, timedelta(0)):
            deliver_due(engine, office(port), as_of=moment, read_document=no_document)
            moment += wait
    assert states(engine) == [LetterState.REFUSED]
    assert list(seen.tries.values()) == [len(RETRY_AFTER) + 1]


def test_a_server_that_is_down_costs_no_letter_an_attempt(engine: Engine) -> None:
    enqueue(engine, "casa")
    with mail_server() as (port, _):
        pass
    tally = deliver_due(engine, office(port), as_of=START, read_document=no_document)
    assert tally.counts == {"sent": 0, "retried": 0, "refused": 0, "uncertain": 0}
    assert "il server di posta non è raggiungibile" in tally.stopped
    assert [(letter.state, letter.attempts) for letter in everything(engine)] == [(LetterState.QUEUED, 0)]


def test_a_server_that_keeps_breaking_off_does_not_make_the_whole_queue_uncertain(engine: Engine) -> None:
    enqueue(engine, *["drop-in-data"] * (LOST_IN_A_ROW + 4))
    with mail_server() as (port, _):
        tally = deliver_due(engine, office(port), as_of=START, read_document=no_document)
    assert tally.uncertain == [1, 2, 3] and tally.stopped
    assert Counter(states(engine)) == {LetterState.UNCERTAIN: LOST_IN_A_ROW, LetterState.QUEUED: 4}


def test_a_server_that_does_not_want_us_stops_the_round_at_the_first_letter(engine: Engine) -> None:
    enqueue(engine, "casa", "welfare")
    with mail_server() as (port, _):
        post = SmtpPostOffice(
            SmtpSettings("127.0.0.1", port, "none"), Mailbox("Ufficio", "partecipazione@unwelcome.example"), never
        )
        tally = deliver_due(engine, post, as_of=START, read_document=no_document)
    assert tally.retried == [1] and "530" in tally.stopped
    assert states(engine) == [LetterState.QUEUED, LetterState.QUEUED]


def test_under_a_limit_letters_leave_at_its_pace_and_a_round_ends_before_it_lasts_for_hours(engine: Engine) -> None:
    enqueue(engine, *["casa"] * 9, "rcpt-550", "casa", "casa")
    pauses: list[float] = []
    with mail_server() as (port, seen):
        rounds = [
            deliver_due(engine, office(port, pauses.append, per_minute=2), as_of=START, read_document=no_document)
            for _ in range(3)
        ]
    # Ten letters make five minutes at two a minute; the pause after the last one of a round keeps the next one back.
    assert rounds == [Tally(sent=[*range(1, 10)], refused=[10]), Tally(sent=[11, 12]), Tally()]
    assert pauses == [30.0] * 12 and len(seen.accepted) == 11


def test_a_second_mailroom_at_the_same_time_does_nothing(engine: Engine, tmp_path: Path) -> None:
    enqueue(engine, "casa")
    with sole_turn(engine, "mailroom"):
        tally = deliver_due(
            engine, FolderPostOffice(tmp_path, OFFICE, write_whole), as_of=START, read_document=no_document
        )
    assert tally == Tally(is_busy=True) and states(engine) == [LetterState.QUEUED]


def test_a_letter_left_in_flight_is_looked_for_in_the_folder(engine: Engine, tmp_path: Path) -> None:
    enqueue(engine, "casa", "welfare")
    post = FolderPostOffice(tmp_path / "posta", OFFICE, write_whole)
    with transaction(engine) as session:
        written, _ = letters.claim_due(session, as_of=START, limit=2)
    post.open()
    post.send(written, b"whole")
    assert deliver_due(engine, post, as_of=START, read_document=no_document) == Tally(sent=[1, 2])
    assert len(list((tmp_path / "posta").iterdir())) == 2 and post.file_of(written).read_bytes() == b"whole"


def test_a_letter_left_in_flight_over_smtp_waits_for_a_person(engine: Engine) -> None:
    enqueue(engine, "casa", "welfare")
    with transaction(engine) as session:
        letters.claim_due(session, as_of=START, limit=1)
    with mail_server() as (port, seen):
        tally = deliver_due(engine, office(port), as_of=START, read_document=no_document)
    assert tally == Tally(sent=[2], uncertain=[1])
    assert [recipient for _, recipient, _ in seen.accepted] == ["2.welfare@comune.example"]
    assert everything(engine)[0].last_reply == "invio interrotto: esito sconosciuto"


class Mortal:
    """The process that does the rounds; it is killed where it is told, and starts again."""

    def __init__(self, engine: Engine, target: str) -> None:
        command = [sys.executable, str(Path(__file__).with_name("drain_child.py")), str(engine.url), target]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)}
        )

    def work(self, day: int, kill_at: int) -> bool:
        """Do one round; True when it was killed."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{day} {kill_at}\n")
        self._process.stdin.flush()
        return {"killed": True, "ended": False}[self._process.stdout.readline().strip()]

    def __enter__(self) -> Mortal:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def _drain_with_kills(engine: Engine, target: str, chance: random.Random, *, kills: int, within: int) -> set[int]:
    """Work until nothing is due, killed so many times on the way; returns the letters in flight at a kill."""
    in_flight: set[int] = set()
    with Mortal(engine, target) as mortal:
        for day in range(kills):
            assert mortal.work(day, chance.randint(1, within))
            with transaction(engine) as session:
                left = [claim.letter_id for claim in letters.in_flight(session)]
            assert len(left) <= 1
            in_flight.update(left)
        for day in range(kills, kills + 9):
            assert not mortal.work(day, 0)
    return in_flight


TROUBLE = {
    "drop-after-acceptance": 30,
    "rcpt-421-1times": 15,
    "data-450-2times": 15,
    "rcpt-550": 15,
    "data-552": 15,
}
"""How many of the three hundred letters meet which trouble; the others meet none but the kills."""


def test_of_three_hundred_letters_killed_twenty_times_none_is_lost_or_doubled_and_the_uncertain_are_named(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(20250303)
    wishes = [wish for wish, times in TROUBLE.items() for _ in range(times)]
    wishes += ["casa"] * (300 - len(wishes))
    chance.shuffle(wishes)
    enqueue(engine, *wishes)
    with mail_server() as (port, seen):
        in_flight = _drain_with_kills(engine, str(port), chance, kills=20, within=230)
    found = everything(engine)
    accepted = Counter(seen.message_ids)
    assert len(found) == 300 and max(accepted.values()) == 1  # none doubled
    assert set(accepted) <= {letter.message_id for letter in found}
    for letter, wish in zip(found, wishes, strict=True):
        arrived = accepted[letter.message_id]
        if letter.state is LetterState.UNCERTAIN:
            assert letter.id in in_flight or wish == "drop-after-acceptance"
        elif wish in ("rcpt-550", "data-552"):
            assert (letter.state, arrived) == (LetterState.REFUSED, 0)
        else:
            assert (letter.state, arrived, wish != "drop-after-acceptance") == (LetterState.SENT, 1, True)
    with transaction(engine) as session:
        named = [letter.id for letter in letters.waiting_for_a_person(session)]
    assert named == [letter.id for letter in found if letter.state is not LetterState.SENT]
    ends = Counter(letter.state for letter in found)
    # The kills did strike in mid letter, or this test would prove nothing.
    assert len(in_flight) >= 5 and sum(ends.values()) == 300
    proven = _proven_by_receipts(engine, tmp_path, seen.message_ids)
    # Once the receipts are in, what is still uncertain is what never arrived, and nothing else.
    assert all((one.state is LetterState.SENT) == (accepted[one.message_id] == 1) for one in everything(engine))
    with capsys.disabled():
        print(
            f"\n300 letters, 20 kills ({len(in_flight)} in mid letter), {TROUBLE}: "
            f"{ends[LetterState.SENT]} sent, {ends[LetterState.REFUSED]} refused, "
            f"{ends[LetterState.UNCERTAIN]} uncertain and named, of which receipts prove {proven}; "
            f"{seen.connections} connections, most copies of a letter: {max(accepted.values())}"
        )


def _proven_by_receipts(engine: Engine, home: Path, arrived: list[str]) -> int:
    """Let a receipt come in for every letter that arrived; returns how many uncertain letters they settle."""
    desk = Desk(engine, home, b"s" * 32, FolderPostOffice(home / "posta", OFFICE, write_whole), FolderArchive(home))
    tray = Tray(*(receipt("avvenuta-consegna", message_id) for message_id in arrived))
    done = read_mail(desk, tray, as_of=START + timedelta(days=60), limit=len(arrived))
    assert done.kinds == {"DELIVERED": len(arrived)} and not done.refused
    return len(done.proven)


def test_killed_again_and_again_the_folder_holds_every_letter_once(engine: Engine, tmp_path: Path) -> None:
    chance = random.Random(7)
    enqueue(engine, *["casa"] * 40)
    folder = tmp_path / "posta"
    in_flight = _drain_with_kills(engine, str(folder), chance, kills=6, within=80)
    assert in_flight
    found = everything(engine)
    assert {letter.state for letter in found} == {LetterState.SENT}
    assert sorted(path.name for path in folder.glob("*.eml") if path.name[0] != ".") == [
        f"{letter.id:05d}-energia-reminder-{letter.id}.eml" for letter in found
    ]
    for path, letter in zip(sorted(folder.glob("0*.eml")), found, strict=True):
        assert f"Message-ID: {letter.message_id}\r\n".encode() in path.read_bytes()
