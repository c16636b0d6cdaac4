"""The same inquiry on PostgreSQL leaves what it leaves on SQLite, to the last hash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_case import HelpfulHands, small_case
from sqlalchemy import Engine

from domain.store import registry
from domain.store.database import open_engine
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking
from flows.rehearsal import Rehearsal


def left_by(desk: Desk) -> tuple[list[str], dict[str, bytes]]:
    """The hash of every register entry, and the bytes of every document and letter."""
    case = small_case()
    process_id = Rehearsal(desk, HelpfulHands(desk), case.script).play()
    assert checking.verify(desk, process_id).faults == []
    with desk.transaction() as session:
        hashes = [entry.hash for entry in registry.entries(session, process_id)]
    folders = (desk.home / "documenti", desk.home / "posta")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return hashes, {str(path.relative_to(desk.home)): path.read_bytes() for path in files}


@pytest.mark.postgres
def test_both_databases_end_with_the_same_register_documents_and_letters(tmp_path: Path, postgres_url: str) -> None:
    seed = small_case().definition_text
    on_file = left_by(open_rehearsal(tmp_path / "sqlite", seed=seed))
    engine: Engine = open_engine(postgres_url)
    on_server = left_by(replace(open_rehearsal(tmp_path / "postgres", seed=seed), engine=engine))
    engine.dispose()
    assert on_server == on_file
    assert len(on_file[0]) > 60 and len(on_file[1]) > 30
