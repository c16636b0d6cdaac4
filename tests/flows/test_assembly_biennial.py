"""The biennial session (A13): opened from the cycle, everybody's comments read and answered as an inquiry's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_assembly import CYCLE, OFFICER, OPENED_AT, composed, small_definition
from small_case import HelpfulHands, small_case

from domain.errors import Refusal
from domain.store import inquiry_progress, processes, registry, source_files
from domain.vocabulary import EntryKind, InquiryStage
from flows import assembly_requests as of
from flows.arrivals import FOLDER
from flows.assembly_acts.case import load_case
from flows.assembly_acts.opening import open_assembly
from flows.assembly_deeds import perform
from flows.edges import Desk, open_rehearsal, write_whole
from flows.inquiry_acts import checking
from flows.plans import advance_process
from flows.rehearsal import Rehearsal

SESSION = "sessione-2025"
CASE = small_case(process_id=SESSION, first=date(2025, 6, 2), last=date(2025, 6, 21))
OPENED = datetime(2025, 4, 14, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A house whose assembly sits, and which has opened and played its biennial session."""
    desk = open_rehearsal(tmp_path_factory.mktemp("sessione"), seed="sessione")
    composed(desk)
    advance_process(desk, CYCLE, as_of=OPENED)
    write_whole(desk.home / FOLDER / "sessione.yaml", CASE.definition_text.encode())
    form = of.Biennial(process_id=CYCLE, definition="sessione.yaml", officer=OFFICER)
    said = [perform(desk, form, OPENED)[1] for _ in range(2)]
    assert said == [
        [f"La sessione biennale è l'istruttoria «{SESSION}»: commenti e risposte si raccolgono lì."],
        [f"Sessione biennale già aperta: «{SESSION}»."],
    ]
    Rehearsal(desk, HelpfulHands(desk), CASE.script).play()
    return desk


def test_the_cycle_s_register_names_the_inquiry_and_the_session_comes_to_its_answers(held: Desk) -> None:
    with held.reading() as session:
        (entry,) = registry.entries_of_kind(session, CYCLE, EntryKind.CONVOCATION)
        assert processes.get(session, SESSION).stage == InquiryStage.PUBLISHED.name
    assert (entry.subject, entry.actor) == (f"sessione biennale {SESSION}", OFFICER)
    assert load_case(held, CYCLE).progress.meetings == []


def test_no_row_of_the_session_s_exports_is_lost(held: Desk) -> None:
    with held.reading() as session:
        files = source_files.files(session, SESSION)
        progress = inquiry_progress.progress(session, SESSION)
    assert len(files) > 5
    assert all(one.rows_in == one.rows_accepted + one.rows_set_aside for one in files)
    assert progress.evaluated == progress.to_answer > 30


def test_the_register_of_the_session_holds(held: Desk) -> None:
    assert checking.verify(held, SESSION).faults == []


def test_a_session_is_not_opened_before_somebody_sits_nor_by_whoever_may_not(tmp_path: Path) -> None:
    desk = open_rehearsal(tmp_path, seed="sessione")
    write_whole(desk.home / FOLDER / "sessione.yaml", CASE.definition_text.encode())
    open_assembly(desk, small_definition(), name="piccola.yaml", as_of=OPENED_AT)
    with pytest.raises(Refusal, match="non si apre la sessione biennale: la fase è «avvio del ciclo»"):
        perform(desk, of.Biennial(process_id=CYCLE, definition="sessione.yaml", officer=OFFICER), OPENED_AT)
    composed(desk)
    for officer, why in (("Chiunque", "non può aprire la sessione biennale"), (" ", "manca chi decide")):
        with pytest.raises(Refusal, match=why):
            perform(desk, of.Biennial(process_id=CYCLE, definition="sessione.yaml", officer=officer), OPENED)
    with desk.reading() as session:
        assert processes.find(session, SESSION) is None
