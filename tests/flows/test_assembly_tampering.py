"""Whoever alters what is on record of an assembly, even with the database's rules out of the way, is found."""

# ruff: noqa: S608  (the statements are the test's own)

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_year import ID, play
from tampering import assert_named, faults_of_damage, rules_dropped

from flows.assembly_acts.checking import verify
from flows.edges import Desk

AN_INVITED = "(SELECT min(code) FROM invitation)"
TAMPERED = {
    "a stage turned back": ("UPDATE process SET stage = 'SITTING'", "procedimento"),
    "a definition rewritten": ("UPDATE process SET definition = replace(definition, 'tickets', 'biglietti')", "proced"),
    "a decision slipped in": (
        "INSERT INTO decision (process_id, kind, act, act_on, officer, value, recorded_at) VALUES "
        "('assemblea-2025', 'RECEIPT', 'a voce', '2025-02-01', 'nessuno', '', '2025-02-01 00:00:00')",
        "decisione «RECEIPT:a voce:»",
    ),
    "a step forgotten": ("DELETE FROM step WHERE name = 'enter-1'", "adempimento «enter-1»"),
    "another commitment": ("UPDATE commitment SET manifest_sha256 = 'ab' WHERE kind = 'FIRST'", "impegno «FIRST»"),
    "a commitment put earlier": (
        "UPDATE commitment SET committed_at = '2024-08-01 00:00:00' WHERE kind = 'SELECTION'",
        "impegno «SELECTION»",
    ),
    "another seed": ("UPDATE public_seed SET seed = replace(seed, 'a', 'b') WHERE kind = 'FIRST'", "seme «FIRST»"),
    "another lottery number": (
        "UPDATE public_seed SET sources = replace(sources, '1.2.3.4.5.', '1.2.3.4.6.') WHERE kind = 'SELECTION'",
        "composizione dei gruppi, seme",
    ),
    "somebody invited without a draw": (
        "INSERT INTO invitation (process_id, code, wave, stratum) VALUES "
        "('assemblea-2025', 'amico', 1, '[\"16-44\", \"F\"]')",
        "sorteggiati «FIRST»",
    ),
    "an invitation lost": (f"DELETE FROM invitation WHERE code = {AN_INVITED}", "primo sorteggio, tornata 1"),
    "an invited one in another class": (
        f'UPDATE invitation SET stratum = \'["45-", "M"]\' WHERE code = {AN_INVITED}',
        "primo sorteggio, strato",
    ),
    "an invitation said to be mailed otherwise": (
        f"UPDATE invitation SET channel = 'EMAIL' WHERE code = {AN_INVITED}",
        "inviti spediti «invito-1",
    ),
    "an answer turned into no": (
        "UPDATE availability SET is_available = 0 WHERE id = (SELECT min(id) FROM availability WHERE is_available)",
        "disponibilità «",
    ),
    "an answer doubled": (
        "INSERT INTO availability (process_id, code, source_file_id, is_available, answers, answered_at) "
        "SELECT process_id, code, 2, is_available, answers, answered_at FROM availability WHERE id = 1",
        "disponibilità «",
    ),
    "a file with other counts": (
        "UPDATE source_file SET rows_in = rows_in - 1, rows_set_aside = rows_set_aside - 1 WHERE rows_set_aside > 0",
        "file acquisito «",
    ),
    "a row set aside and lost": ("DELETE FROM set_aside_row", "righe accantonate «"),
    "another member": ("UPDATE seat SET code = 'amico' WHERE id = 2", "mandati «composizione»"),
    "a longer term": ("UPDATE seat SET leaves_on = '2026-12-31' WHERE id = 3", "mandati «composizione»"),
    "a seat slipped in": (
        "INSERT INTO seat (process_id, cohort, number, code, origin, replaces, enters_on, leaves_on, recorded_at) "
        "VALUES ('assemblea-2025', 1, 9, 'amico', 'REPLACEMENT', '', '2025-03-01', '2025-07-13', '2025-03-01')",
        "mandati «surroga amico»",
    ),
    "a seat lost": ("DELETE FROM seat WHERE id = 4", "composizione dei gruppi, biglietto"),
    "an end of another kind": ("UPDATE seat_ending SET reason = 'ABSENT'", "cessazione «"),
    "an end forgotten": ("DELETE FROM seat_ending", "cessazione «"),
    "a call whose effect is embellished": (
        "UPDATE replacement_call SET effect = '{}' WHERE id = 1",
        "chiamata in surroga «",
    ),
    "a refusal turned round": ("UPDATE replacement_reply SET accepts = 1", "risposta alla chiamata «"),
    "a meeting elsewhere": ("UPDATE meeting SET place = 'altrove' WHERE number = 2", "seduta «2."),
    "a cancellation undone": ("DELETE FROM meeting WHERE is_cancelled", "seduta «3.1»"),
    "other minutes": ("UPDATE meeting_minutes SET points = '[]' WHERE meeting_number = 2", "verbale «2»"),
    "minutes lost": ("DELETE FROM meeting_minutes WHERE meeting_number = 1", "verbale «1»"),
    "an absent one present": ("UPDATE attendance SET is_present = 1", "presenze «presenze 2»"),
    "an attendance lost": (
        "DELETE FROM attendance WHERE code = (SELECT max(code) FROM attendance WHERE meeting_number = 1)",
        "presenze «presenze",
    ),
    "an Action chosen by nobody": (
        "INSERT INTO action_choice (process_id, action, meeting_number, recorded_at) VALUES "
        "('assemblea-2025', '3-1', 1, '2025-02-08 09:00:00')",
        "azioni scelte «1»",
    ),
    "a place in a group by nobody": (
        'INSERT INTO group_place (process_id, "group", code, assigned_at) VALUES '
        "('assemblea-2025', 'verde', 'amico', '2025-02-08 09:00:00')",
        "gruppi di lavoro «",
    ),
    "a recommendation rewritten": ("UPDATE recommendation SET text = 'Meno alberi' WHERE number = 1", "raccomandazi"),
    "other votes": ("UPDATE recommendation SET votes_against = 2 WHERE number = 2", "raccomandazione «2»"),
    "a rejected one adopted": ("UPDATE recommendation SET is_adopted = 1 WHERE number = 3", "raccomandazione «3»"),
    "another owner": ("UPDATE answer_owner SET department = 'casa' WHERE id = 1", "direzione della raccomandazione «1"),
    "an owner forgotten": ("DELETE FROM answer_owner WHERE reason <> ''", "direzione della raccomandazione «2»"),
    "an outcome changed": ("UPDATE recommendation_answer SET outcome = 'NOT_ACCEPTED'", "risposte «"),
    "a reason rewritten": ("UPDATE recommendation_answer SET reason = 'perché sì' WHERE id = 1", "risposte «"),
    "an answer lost": ("DELETE FROM recommendation_answer WHERE id = 2", "risposte «"),
    "an erasure that never was": (
        "INSERT INTO erasure (process_id, what, rows, erased_at) VALUES "
        "('assemblea-2025', 'recapiti', 3, '2025-02-01 00:00:00')",
        "cancellazione «recapiti»",
    ),
    "a letter lost": ("DELETE FROM letter WHERE key LIKE '%seduta-1.0%'", "lettera «assemblea-2025/assembly-meeting"),
    "a letter without its enclosure": (
        "UPDATE letter SET attachments = '[]' WHERE key LIKE '%assembly-report%'",
        "lettera «assemblea-2025/assembly-report",
    ),
    "an entry rewritten": ("UPDATE register_entry SET actor = 'altri' WHERE number = 40", "protocollo n. 40"),
    "an entry taken out": ("DELETE FROM register_entry WHERE number = 40", "protocollo n. 41"),
    "a document unknown to the register": ("UPDATE document SET name = 'altro.docx' WHERE id = 3", "altro.docx"),
}
FILES = {
    "minutes of a meeting": "4-sedute/02-verbale.docx",
    "a manifest": "1-sorteggio/impegno/manifest.json",
    "the published tickets": "3-composizione/impegno/panels.json",
    "the published draw": "1-sorteggio/pubblicato/draw.json",
    "the verifier itself": "3-composizione/pubblicato/verify_draw.py",
    "the annual report": "5-rapporti/rapporto-annuale.docx",
    "a printed lot": "2-inviti/invito-1-lotto-001.pdf",
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A year up to its end, with nothing erased yet."""
    return play(tmp_path_factory.mktemp("anno"), until="erase")


@pytest.fixture
def without_rules(played: Desk, tmp_path: Path) -> Iterator[Desk]:
    with rules_dropped(played, tmp_path) as desk:
        yield desk


def test_an_untouched_year_has_no_faults(without_rules: Desk) -> None:
    verdict = verify(without_rules, ID)
    assert verdict.faults == [] and verdict.erased == []
    assert (verdict.draws, verdict.files) == (2, 3)
    assert verdict.entries > 200 and verdict.facts > 150 and verdict.documents > 60


@pytest.mark.parametrize("statement, place", TAMPERED.values(), ids=TAMPERED.keys())
def test_whatever_is_altered_is_named(without_rules: Desk, statement: str, place: str) -> None:
    assert_named(without_rules, ID, verify, statement, place)


@pytest.mark.parametrize("name", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("is_gone", [False, True], ids=["altered", "gone"])
def test_a_file_that_is_altered_or_gone_is_named(played: Desk, tmp_path: Path, name: str, is_gone: bool) -> None:
    assert name in [fault.place for fault in faults_of_damage(played, ID, verify, tmp_path, name, gone=is_gone)]
