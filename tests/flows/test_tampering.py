"""Whoever alters what is on record, even with the database's own rules out of the way, is found by `verify`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_case import play, small_case
from tampering import assert_named, rules_dropped

from flows.edges import Desk
from flows.inquiry_acts.checking import verify

TAMPERED = {
    "a decision slipped in": (
        "INSERT INTO decision (process_id, kind, act, act_on, officer, value, recorded_at) "
        "VALUES ('tetti', 'EXTENSION', 'ordine a voce', '2025-02-01', 'nessuno', '2025-02-28', '2025-02-01 00:00:00')",
        "decisione «EXTENSION:ordine a voce:2025-02-28»",
    ),
    "an approval with another day": ("UPDATE decision SET act_on = '2025-04-30' WHERE kind = 'APPROVAL'", "decisione"),
    "a moderation undone": ("DELETE FROM moderation", "moderazione «comment:540»"),
    "a moderation on another ground": ("UPDATE moderation SET ground = 'THREAT'", "moderazione «comment:540»"),
    "a step that was late": (
        "UPDATE step SET done_at = '2025-02-01 00:00:00' WHERE name = 'close'",
        "adempimento «close»",
    ),
    "a step forgotten": ("DELETE FROM step WHERE name = 'seal'", "adempimento «seal»"),
    "a stage turned back": ("UPDATE process SET stage = 'EVALUATION'", "procedimento"),
    "a comment out of its group": ("DELETE FROM group_member WHERE likeness = 'EXACT'", "raggruppamento"),
    "a comment sent elsewhere": ("UPDATE assignment SET department = 'ambiente'", "assegnazione"),
    "an assignment slipped in": (
        "INSERT INTO assignment (comment_id, department, reason, assigned_at) "
        "SELECT id, 'casa', '', '2025-03-01 00:00:00' FROM comment LIMIT 1",
        "assegnazioni",
    ),
    "an outcome changed": ("UPDATE evaluation SET outcome = 'ACCEPTED'", "scheda"),
    "a reason rewritten": ("UPDATE evaluation SET reason = 'perché sì' WHERE id = 1", "scheda"),
    "a text rewritten": ("UPDATE comment SET text = 'Va tutto bene' WHERE number = 20", "contributo n. 20"),
    "an author exchanged": ("UPDATE comment SET author_code = 'P-ALTRO' WHERE number = 20", "contributo n. 20"),
    "a late one let in": ("UPDATE comment SET admission = 'ADMITTED' WHERE key = 'comment:541'", "contributo n."),
    "an entry rewritten": ("UPDATE register_entry SET actor = 'altri' WHERE number = 10", "protocollo n. 10"),
    "an entry taken out": ("DELETE FROM register_entry WHERE number = 10", "protocollo n. 11"),
    "a message slipped in": (
        "INSERT INTO incoming_message (sha256, kind, process_id, received_at, attachments, told) "
        "VALUES ('abc', 'DELIVERED', 'tetti', '2025-02-01 00:00:00', 0, '')",
        "messaggio arrivato «abc»",
    ),
    "a definition rewritten": ("UPDATE process SET definition = definition || 'plan: altro'", "procedimento"),
    "a letter lost": ("DELETE FROM letter WHERE key LIKE '%publication%'", "lettera «tetti/publication"),
    "a letter without its enclosure": (
        "UPDATE letter SET attachments = '[]' WHERE key LIKE '%synthesis-ready%'",
        "lettera «tetti/synthesis-ready",
    ),
    "a document unknown to the register": ("UPDATE document SET name = 'altro.docx' WHERE id = 1", "altro.docx"),
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk, process_id = play(tmp_path_factory.mktemp("played"), small_case())
    assert process_id == "tetti"
    return desk


@pytest.fixture
def without_rules(played: Desk, tmp_path: Path) -> Iterator[Desk]:
    with rules_dropped(played, tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("statement, place", TAMPERED.values(), ids=TAMPERED.keys())
def test_whatever_is_altered_is_named(without_rules: Desk, statement: str, place: str) -> None:
    assert_named(without_rules, "tetti", verify, statement, place)
