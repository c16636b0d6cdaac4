"""`istruttoria backup`, `restore`, `migrate`: what an operator reads, and the exit status."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.cli import app
from domain.errors import Refusal
from domain.store.database import revision_of
from flows.edges import open_database, open_desk
from flows.settings import Settings

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from small_case import small_case

RUN = CliRunner()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house in which an inquiry was just opened."""
    monkeypatch.delenv("ISTRUTTORIA_DATABASE_URL", raising=False)
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path / "casa"))
    definition = tmp_path / "tetti.yaml"
    definition.write_text(small_case().definition_text)
    assert said("inquiry", "open", definition)[0] == 0
    return tmp_path / "casa"


def said(*words: object) -> tuple[int, str]:
    result = RUN.invoke(app, [str(word) for word in words])
    if isinstance(result.exception, Refusal):
        raise result.exception
    return result.exit_code, result.stdout


def test_a_house_is_copied_and_made_again_and_both_say_what_they_did(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "copia.tar.gz"
    status, told = said("backup", file)
    assert status == 0
    assert told.splitlines()[0] == f"Copia scritta: {file} (1 MB, schema 0004)."
    assert "conservatela cifrata" in told
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path / "nuova"))
    status, told = said("restore", file)
    assert status == 0
    assert "Ripristinata la copia del " in told and "registrazioni di protocollo, tutto torna." in told
    assert "attendevano l'invio" in told
    assert said("inquiry", "verify", "tetti")[1].endswith("Tutto torna.\n")
    assert open_desk(Settings(home=tmp_path / "nuova")).secret == open_desk(Settings(home=house)).secret
    with pytest.raises(Refusal, match="la casa non è vuota"):
        said("restore", file)


def test_a_restored_house_with_something_wrong_ends_with_status_one_and_names_it(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = next((house / "documenti" / "tetti").rglob("*.docx"))
    document.write_bytes(b"altro")
    file = tmp_path / "copia.tar.gz"
    assert json.loads(said("backup", file, "--json")[1])["rows"]["tabelle/process.jsonl"] == 1
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path / "nuova"))
    status, told = said("restore", file, "--json")
    assert status == 1
    assert [fault["problem"] for fault in json.loads(told)["verified"]["tetti"]] == [
        "i byte del documento sono cambiati dopo la registrazione"
    ]


def test_the_schema_goes_down_only_when_it_is_confirmed(house: Path) -> None:
    engine = open_database(Settings(home=house))
    assert said("migrate") == (0, "Schema già a 0004.\n")
    with pytest.raises(Refusal, match=r"lo schema 0001 è precedente .* ripetete con --yes"):
        said("migrate", "0001")
    assert revision_of(engine) == "0004"
    assert said("migrate", "0001", "--yes") == (0, "Schema: da 0004 a 0001.\n")
    assert revision_of(engine) == "0001"
    assert json.loads(said("migrate", "--json")[1]) == {"from": "0001", "to": "0004"}
    with pytest.raises(Refusal, match=r"lo schema «0009» non esiste → schemi conosciuti: 0001, 0002, 0003, 0004"):
        said("migrate", "0009")
    engine.dispose()
