"""Whoever alters what is on record of an observatory, even with the database's rules out of the way, is found."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_observatory_years import ID, LAST, played
from sqlalchemy import text

from domain.store.database import open_engine
from flows.archive import FolderArchive
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
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = played(tmp_path_factory.mktemp("osservatorio") / "casa")
    desk.engine.dispose()  # nothing may wait in the journal beside the file that is copied
    yield desk


@pytest.fixture
def without_rules(whole: Desk, tmp_path: Path) -> Iterator[Desk]:
    """The same house on a copy of the database, whose triggers somebody has dropped."""
    copy = shutil.copy(whole.home / "istruttoria.db", tmp_path / "copia.db")
    engine = open_engine(f"sqlite:///{copy}")
    with engine.begin() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    yield replace(whole, engine=engine)
    engine.dispose()


@pytest.mark.parametrize("statement, place", TAMPERED.values(), ids=TAMPERED.keys())
def test_whatever_is_altered_is_named(without_rules: Desk, statement: str, place: str) -> None:
    assert verify(without_rules, ID).faults == []
    with without_rules.engine.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        assert connection.execute(text(statement)).rowcount > 0, "the alteration must alter something"
    places = [fault.place for fault in verify(without_rules, ID).faults]
    assert any(found.startswith(place) for found in places), places


@pytest.mark.parametrize("name", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("is_gone", [False, True], ids=["altered", "gone"])
def test_a_file_of_an_edition_that_is_altered_or_gone_is_named(
    whole: Desk, tmp_path: Path, name: str, is_gone: bool
) -> None:
    shutil.copytree(whole.home / "documenti", tmp_path / "documenti")
    shutil.copytree(whole.home / "acquisiti", tmp_path / "acquisiti")
    file = tmp_path / "documenti" / ID / name
    if is_gone:
        file.unlink()
    else:
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    found = [fault.place for fault in verify(replace(whole, archive=FolderArchive(tmp_path)), ID).faults]
    assert name in found
    assert any(place.startswith(f"edizione {LAST}") for place in found)
