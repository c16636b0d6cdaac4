"""What holds names leaves the house for good when its time is over, and every draw can still be made again."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from small_year import ID, OFFICER, answers_file, invited, moment, play, tick

from domain.assembly.draw import verify_draw
from domain.errors import Refusal
from domain.minutes import NewLetter
from domain.outbox.draft import slug
from domain.store import assembly_draws, assembly_seats, letters
from domain.store.database import open_engine
from domain.vocabulary import LetterState
from flows.archive import FolderArchive, ObjectArchive
from flows.assembly_acts import closing, responding
from flows.assembly_acts.case import load_case
from flows.assembly_acts.checking import verify
from flows.assembly_acts.inviting import _silent
from flows.assembly_acts.withdrawing import withdraw
from flows.edges import Desk, write_whole
from flows.post_folder import FolderPostOffice

END = moment("2026-06-30T09:00")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Desk]:
    """One year at two moments: before the tickets are committed, and when it is over with nothing erased yet."""
    desk = play(tmp_path_factory.mktemp("anno"), until="prepare")
    desk.engine.dispose()
    early = tmp_path_factory.mktemp("presto") / "casa"
    shutil.copytree(desk.home, early)
    play(desk, since="prepare", until="erase")
    desk.engine.dispose()
    return replace(desk, home=early), desk


@pytest.fixture
def house(year: tuple[Desk, Desk], tmp_path: Path) -> Iterator[Desk]:
    """The house of a year that is over, in a folder of its own, mail and all."""
    yield from opened(year[1], tmp_path)


@pytest.fixture
def asked(year: tuple[Desk, Desk], tmp_path: Path) -> Iterator[Desk]:
    """The house of a year whose answers are in, in a folder of its own."""
    yield from opened(year[0], tmp_path)


def opened(desk: Desk, folder: Path) -> Iterator[Desk]:
    home = folder / "casa"
    shutil.copytree(desk.home, home)
    engine = open_engine(f"sqlite:///{home / 'istruttoria.db'}")
    post = FolderPostOffice(home / "posta", desk.post.mailbox, write_whole)
    yield replace(desk, engine=engine, home=home, archive=FolderArchive(home), post=post)
    engine.dispose()


def personal(desk: Desk) -> list[str]:
    """Names and addresses of the answers, wherever the database or the archive still holds them in plain bytes."""
    found = []
    rooms = [*(desk.home / "arrivi").rglob("*"), *(desk.home / "posta").rglob("*")]
    for path in sorted([desk.home / "istruttoria.db", *rooms]):
        if path.is_file() and (b"Persona 3" in path.read_bytes() or b"p3@posta" in path.read_bytes()):
            found.append(path.name)
    return found


def test_the_erasure_takes_printed_letters_and_handed_over_files_and_says_so(house: Desk) -> None:
    codes = invited(house)
    for name, data in (
        ("arrivi/rete.csv", answers_file(codes[:45], "Persona")),
        (f"arrivi/{ID}/posta.csv", b"Persona 3"),
        ("arrivi/altro.csv", b"di un altro procedimento"),
    ):
        house.archive.write(name, data)
    mails = sorted((house.home / "posta").glob("*.eml"))
    assert len(personal(house)) > 2, "before the erasure names are in the answers and in the letters"
    tick(house, END)
    left = sorted((house.home / "posta").glob("*.eml"))
    assert left and [path for path in left if b"@posta.example" in path.read_bytes()] == []
    verdict = verify(house, ID)
    assert verdict.faults == []
    assert verdict.erased == sorted(verdict.erased) and all("2-inviti/" in name for name in verdict.erased)
    kept = house.archive.names()
    assert [name for name in kept if "lotto" in name or "non-spediti" in name] == []
    assert [name for name in kept if name.startswith("arrivi/")] == ["arrivi/altro.csv"]
    with house.reading() as session:
        rows = {one.what: one.rows for one in assembly_draws.erased(session, ID)}
    assert rows["inviti"] == 90 and rows["disponibilità"] == 46 and rows["recapiti"] == 45
    assert rows["stampe"] == len(verdict.erased) > 10 and rows["arrivi"] == 2 and rows["lettere"] > 40
    assert rows["copie"] == len(mails) - len(left) == rows["lettere"]
    house.engine.dispose()
    with sqlite3.connect(house.home / "istruttoria.db") as connection:
        connection.execute("VACUUM")
    assert personal(house) == []


@pytest.mark.parametrize("folder", ["1-sorteggio", "3-composizione"])
def test_both_draws_can_be_made_again_after_the_erasure(house: Desk, tmp_path: Path, folder: str) -> None:
    tick(house, END)
    assert verify(house, ID).draws == 2
    public = house.home / "documenti" / ID / folder / "pubblicato"
    words = ["--frame", str(house.home / "lista.csv")] if folder.startswith("1") else []
    if words:
        frame = house.home / "lista-ordinata.csv"
        frame.write_bytes(_frame(house))
        words[1] = str(frame)
    assert verify_draw.main([str(public), *words]) == 0


def _frame(desk: Desk) -> bytes:
    from domain.assembly.draw.frame import read_frame
    from flows.assembly_acts.promising import rule_of

    return b"".join(read_frame(desk.home / "lista.csv", rule_of(load_case(desk, ID))).chunks())


def test_an_interrupted_erasure_is_finished_and_counted_once(house: Desk) -> None:
    class Silent(FolderArchive):
        """An archive that does not answer when something is to go."""

        def remove(self, name: str) -> bool:
            raise Refusal("l'archivio non risponde", "riprovate", name)

    with pytest.raises(Refusal, match="non risponde"):
        tick(replace(house, archive=Silent(house.home)), END)
    before = [fault.problem for fault in verify(house, ID).faults]
    assert before and set(before) == {"il documento risulta cancellato ma c'è ancora"}
    tick(house, END + timedelta(days=1))
    assert verify(house, ID).faults == []
    with house.reading() as session:
        whats = [one.what for one in assembly_draws.erased(session, ID)]
    assert len(whats) == len(set(whats)) == 7


def test_a_letter_still_in_the_outbox_holds_the_erasure_up(house: Desk) -> None:
    waiting = NewLetter("persona:in-coda", "Persona Z", "z@posta.example", "Oggetto", "Testo")
    with house.transaction() as session:
        letters.enqueue(session, waiting, process_id=ID, domain="comune.example", queued_at=END)
    assert closing.why_not_erased(house, load_case(house, ID)) == "attende 1 lettera ancora in coda"
    with pytest.raises(Refusal, match="ancora in coda"):
        closing.erase_now(house, ID, officer=OFFICER, as_of=END)
    tick(house, END)  # the mail goes out after the calendar
    assert "erase" not in load_case(house, ID).done
    tick(house, END + timedelta(days=1))
    assert "erase" in load_case(house, ID).done
    with house.reading() as session:
        assert letters.count_by_state(session, process_id=ID)[LetterState.QUEUED] == 0


def test_who_withdraws_leaves_a_code_and_is_neither_reminded_nor_read_again(asked: Desk) -> None:
    codes = invited(asked)
    code, as_of = codes[3], moment("2024-11-12T09:00")
    assert withdraw(asked, ID, code, officer=OFFICER, as_of=as_of)
    assert not withdraw(asked, ID, code, officer=OFFICER, as_of=as_of)
    with asked.reading() as session:
        assert code not in assembly_draws.contacts(session, ID) and code not in assembly_draws.answers(session, ID)
        assert len(assembly_draws.answers(session, ID)) == 45
    assert code in invited(asked) and code not in _silent(asked, load_case(asked, ID))
    again = answers_file([code, codes[60]], "Persona")
    read = responding.read_answers(asked, ID, "rete-2.csv", again, as_of=as_of)
    assert (read.rows_in, read.rows_accepted, len(read.faults)) == (2, 1, 1)
    assert verify(asked, ID).faults == []
    with asked.engine.connect() as connection:
        told = connection.exec_driver_sql(
            "SELECT to_name FROM letter WHERE key LIKE ? AND to_name <> '(cancellato)'", (f"%{code}",)
        ).all()
    assert told == []
    assert [path.name for path in (asked.home / "posta").glob(f"*{slug(code, longest=80)}.eml")] == []


def test_after_a_withdrawal_the_year_goes_on_and_alterations_are_still_found(asked: Desk) -> None:
    withdraw(asked, ID, invited(asked)[3], officer=OFFICER, as_of=moment("2024-11-12T09:00"))
    play(asked, since="prepare", until="report")
    assert verify(asked, ID).faults == []
    with asked.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE availability SET answers = '{}' WHERE id = 5")
    assert [fault.place[:14] for fault in verify(asked, ID).faults] == ["disponibilità "]
    with pytest.raises(Refusal, match="non sono quelle a protocollo"):
        withdraw(asked, ID, invited(asked)[4], officer=OFFICER, as_of=moment("2025-08-20T09:00"))


def test_a_withdrawal_waits_for_the_seat_the_call_and_the_ticket(asked: Desk) -> None:
    as_of = moment("2024-11-28T09:00")
    with pytest.raises(Refusal, match="nessun invitato"):
        withdraw(asked, ID, "mai-visto", officer=OFFICER, as_of=as_of)
    with pytest.raises(Refusal, match="non può cancellare"):
        withdraw(asked, ID, invited(asked)[3], officer="chiunque", as_of=as_of)
    play(asked, since="prepare", until="select")
    with pytest.raises(Refusal, match="non ancora sorteggiati"):
        withdraw(asked, ID, invited(asked)[3], officer=OFFICER, as_of=as_of)
    play(asked, since="select", until="decline")
    with asked.reading() as session:
        seat, call = assembly_seats.seats(session, ID)[1], assembly_seats.calls(session, ID)[0]
        gone = assembly_seats.seats(session, ID)[0]
    later = moment("2025-02-12T08:00")
    for code, problem in ((seat.code, "mandato in corso"), (call.code, "chiamato in surroga")):
        with pytest.raises(Refusal, match=problem):
            withdraw(asked, ID, code, officer=OFFICER, as_of=later)
    assert withdraw(asked, ID, gone.code, officer=OFFICER, as_of=later)
    with asked.reading() as session:
        assert gone.code in [one.code for one in assembly_seats.seats(session, ID)]
    play(asked, since="decline", until="report")
    assert verify(asked, ID).faults == []


@pytest.mark.parametrize("kind", ["folder", "objects"])
def test_what_is_removed_from_an_archive_is_gone(tmp_path: Path, kind: str) -> None:
    archive = FolderArchive(tmp_path) if kind == "folder" else ObjectArchive(f"memory://{tmp_path.name}")
    archive.write("documenti/p/a.txt", b"a")
    assert archive.remove("documenti/p/a.txt") and not archive.remove("documenti/p/a.txt")
    assert archive.read("documenti/p/a.txt") is None and archive.names() == []
    with pytest.raises(Refusal):
        archive.remove("../fuori.txt")
