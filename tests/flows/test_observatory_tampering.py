"""Whoever alters what is on record of an observatory, even with the database's rules out of the way, is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_observatory_years import ID, LAST, played
from tampering import assert_named, faults_of_damage, rules_dropped

from flows.edges import Desk
from flows.observatory_acts.checking import verify

TAMPERED = {
    "a definition rewritten": ("UPDATE process SET definition = replace(definition, '0.10', '0.20')", "proced"),
    "a step forgotten": ("DELETE FROM step WHERE name = 'prepare-2025'", "adempimento «prepare-2025»"),
    "a decision slipped in": (
        "INSERT INTO decision (process_id, kind, act, act_on, officer, value, recorded_at) VALUES "
        "('osservatorio-energia', 'PUBLICATION', 'a voce', '2026-02-01', 'nessuno', 'x', '2026-02-01 00:00:00')",
        "decisione «PUBLICATION:a voce:x»",
    ),
    "an extract with other counts": (
        "UPDATE extract SET rows_set_aside = 0, rows_accepted = rows_in WHERE number = 3",
        "estrazione «3»",
    ),
    "an extract of another sender": ("UPDATE extract SET sender = 'sit' WHERE number = 4", "estrazione «4»"),
    "an extract lost": ("DELETE FROM extract WHERE number = 4", "estrazione «4»"),
    "a draft of other inputs": ("UPDATE edition_draft SET inputs_sha256 = 'ab' WHERE number = 1", "bozza «1»"),
    "an edition of another act": ("UPDATE edition SET act = 'a voce' WHERE year = 2024", "edizione «2024»"),
    "an edition of other files": (
        "UPDATE edition SET manifest_sha256 = (SELECT inputs_sha256 FROM edition_draft LIMIT 1) WHERE year = 2025",
        "edizione",
    ),
    "an edition withdrawn": ("DELETE FROM edition WHERE year = 2025", "edizione «2025»"),
    "an erasure that was more": ("UPDATE erasure SET rows = rows + 1", "cancellazione"),
    "a letter lost": ("DELETE FROM letter WHERE key LIKE '%observatory-published%'", "lettera «osservatorio-energia/"),
    "an entry rewritten": ("UPDATE register_entry SET actor = 'altri' WHERE number = 9", "protocollo n. 9"),
    "an entry taken out": ("DELETE FROM register_entry WHERE number = 9", "protocollo n. 10"),
}
FILES = {
    "the dashboard": f"edizioni/{LAST}/cruscotto.html",
    "the report": f"edizioni/{LAST}/rapporto.docx",
    "the manifest": f"edizioni/{LAST}/edizione.json",
    "open data": f"edizioni/{LAST}/dati-aperti/aree.csv",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return played(tmp_path_factory.mktemp("osservatorio") / "casa")


@pytest.fixture
def without_rules(whole: Desk, tmp_path: Path) -> Iterator[Desk]:
    with rules_dropped(whole, tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("statement, place", TAMPERED.values(), ids=TAMPERED.keys())
def test_whatever_is_altered_is_named(without_rules: Desk, statement: str, place: str) -> None:
    assert_named(without_rules, ID, verify, statement, place)


@pytest.mark.parametrize("name", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("is_gone", [False, True], ids=["altered", "gone"])
def test_a_file_of_an_edition_that_is_altered_or_gone_is_named(
    whole: Desk, tmp_path: Path, name: str, is_gone: bool
) -> None:
    found = [fault.place for fault in faults_of_damage(whole, ID, verify, tmp_path, name, gone=is_gone)]
    assert name in found
    assert any(place.startswith(f"edizione {LAST}") for place in found)
