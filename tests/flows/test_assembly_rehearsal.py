"""A whole year of a small city's assembly on a simulated clock: what it leaves, and what must never happen."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deployments.small_year import small_definition, small_registry
from domain.assembly.draw.frame import read_frame
from domain.assembly.draw.publication import VERIFIER
from domain.store import assembly_draws, assembly_seats, letters, processes, source_files
from domain.vocabulary import AssemblyStage, DocumentKind, LetterState, SeatOrigin
from flows.assembly_acts import checking
from flows.assembly_acts.case import load_case
from flows.assembly_acts.extending import more_letters
from flows.assembly_acts.promising import rule_of
from flows.assembly_rehearsal import AssemblyRehearsal, AssemblyScript
from flows.edges import Desk, open_rehearsal

ID = "assemblea-2025"
DEFINITION = small_definition(letters=160, size=5, cohorts=2, groups=2, plenaries=3)


class Interrupted(Exception):
    """The rehearsal stops here."""


def rehearsal(folder: Path, *, years: int = 1, stops_at: str = "") -> AssemblyRehearsal:
    """The small year in a folder; stops right after an act when one is named."""
    folder.mkdir(parents=True, exist_ok=True)
    registry = folder / "lista.csv"
    registry.write_bytes(small_registry(900))

    def watch(when: str, label: str, at: datetime) -> None:
        if stops_at and (when, label) == ("after", stops_at):
            raise Interrupted

    desk = open_rehearsal(folder / "casa", seed=DEFINITION)
    return AssemblyRehearsal(desk, AssemblyScript(DEFINITION, registry, years), watch)


def left_by(desk: Desk) -> Mapping[str, str]:
    """Every document and every letter that a rehearsal left, with its hash."""
    with desk.reading() as session:
        found = {one.name: one.sha256 for one in processes.documents(session, ID)}
    mails = {path.name: path.read_bytes() for path in sorted((desk.home / "posta").rglob("*.eml"))}
    return found | {name: hashlib.sha256(data).hexdigest() for name, data in mails.items()}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The year played to its end; tests only look at it."""
    year = rehearsal(tmp_path_factory.mktemp("anno"))
    year.play()
    return year.desk


def test_a_year_ends_closed_and_erased_with_everything_answered_and_nothing_out_of_place(played: Desk) -> None:
    case, verdict = load_case(played, ID), checking.verify(played, ID)
    with played.reading() as session:
        by_state = letters.count_by_state(session, process_id=ID)
        assert not assembly_draws.contacts(session, ID) and not assembly_draws.invitations(session, ID)
    assert verdict.faults == []
    assert (case.stage, case.progress.unanswered) == (AssemblyStage.CLOSED, 0)
    assert {"report", "publish-dossier", "close", "erase"} <= case.done
    assert by_state[LetterState.SENT] == sum(by_state.values()) > 100


def test_every_kind_of_paper_of_the_year_is_written(played: Desk) -> None:
    with played.reading() as session:
        kinds = {one.kind for one in processes.documents(session, ID)}
    assert kinds >= {
        DocumentKind.COMMITMENT_NOTICE,
        DocumentKind.DRAW_MINUTES,
        DocumentKind.SELECTION_NOTICE,
        DocumentKind.SELECTION_MINUTES,
        DocumentKind.MEETING_CONVOCATION,
        DocumentKind.CALENDAR_INVITATION,
        DocumentKind.ATTENDANCE_SHEET,
        DocumentKind.MEETING_MINUTES,
        DocumentKind.ALLOWANCE_LIST,
        DocumentKind.PERIODIC_REPORT,
        DocumentKind.ANNUAL_REPORT,
        DocumentKind.ANSWER_FORM,
        DocumentKind.RESPONSE_DOSSIER,
        DocumentKind.ERASURE_MINUTES,
    }


def test_rows_of_answers_are_conserved_and_some_are_set_aside(played: Desk) -> None:
    with played.reading() as session:
        files = [one for one in source_files.files(session, ID) if one.subject == "availability"]
    assert len(files) == 2
    assert all(one.rows_in == one.rows_accepted + one.rows_set_aside for one in files)
    assert sum(one.rows_in for one in files) > 20


def test_nobody_has_two_terms_and_who_replaces_sits_for_what_is_left(played: Desk) -> None:
    with played.reading() as session:
        seats = assembly_seats.seats(session, ID)
    assert len({one.code for one in seats}) == len(seats)
    by_code = {one.code: one for one in seats}
    for seat in seats:
        if seat.origin is SeatOrigin.REPLACEMENT:
            vacated = by_code[seat.replaces]
            assert vacated.leaves_on <= seat.enters_on and seat.term_ends_on == vacated.term_ends_on


def test_both_published_draws_verify_after_the_erasure_with_the_file_they_ship(played: Desk, tmp_path: Path) -> None:
    for folder in ("1-sorteggio", "3-composizione"):
        data = played.read(ID, f"{folder}/pubblicato.zip")
        zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / folder)
        done = subprocess.run(
            [sys.executable, "-I", str(tmp_path / folder / VERIFIER), str(tmp_path / folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_public_papers_name_nobody(played: Desk) -> None:
    with played.reading() as session:
        public = [one.name for one in processes.documents(session, ID) if one.public_from_stage]
    assert len(public) > 20
    for name in public:
        for text in _texts(name, played.read(ID, name)):
            assert "@posta.example" not in text, name
            assert "Via " not in text or "verify" in name, name


def test_further_letters_move_the_cut_offs_on_and_the_whole_draw_still_verifies(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        rehearsal(tmp_path, stops_at="inviti").play()
    desk, registry = open_rehearsal(tmp_path / "casa", seed=DEFINITION), tmp_path / "lista.csv"
    as_of = datetime(2024, 10, 15, 9, tzinfo=UTC)
    with desk.reading() as session:
        before = {one.code for one in assembly_draws.invitations(session, ID)}
    drawn = more_letters(desk, ID, registry, 60, officer="Ufficio Statistica", as_of=as_of)
    assert more_letters(desk, ID, registry, 60, officer="Ufficio Statistica", as_of=as_of) is None
    with desk.reading() as session:
        after = {one.code for one in assembly_draws.invitations(session, ID)}
    assert before < after and len(after - before) == drawn == 60
    assert checking.verify(desk, ID).faults == []
    data = desk.read(ID, "1-sorteggio/pubblicato-2.zip")
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path / "pubblicato")
    verifier, frame = tmp_path / "pubblicato" / VERIFIER, tmp_path / "quadro.csv"
    frame.write_bytes(b"".join(read_frame(registry, rule_of(load_case(desk, ID))).chunks()))
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), str(tmp_path / "pubblicato"), "--frame", str(frame)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _texts(name: str, data: bytes) -> list[str]:
    if name.endswith((".docx", ".xlsx", ".zip")):
        book = zipfile.ZipFile(io.BytesIO(data))
        return [text for one in book.namelist() for text in _texts(one, book.read(one))]
    return [data.decode("utf-8", "replace")]


@pytest.mark.parametrize(
    "label", ["composizione dei gruppi", pytest.param("seduta: plenaria", marks=pytest.mark.storm)]
)
def test_a_year_that_was_interrupted_goes_on_and_ends_alike(played: Desk, tmp_path: Path, label: str) -> None:
    with pytest.raises(Interrupted):
        rehearsal(tmp_path, stops_at=label).play()
    again = rehearsal(tmp_path)
    again.play()
    again.play()
    assert left_by(again.desk) == left_by(played)
