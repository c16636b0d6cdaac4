"""The command `istruttoria`: every act from a terminal, its exit status, and what people and machines read."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer.main

import templates
from deployments import cli
from domain.documents.forms.filling import fill_form

sys.path.append(str(Path(__file__).parents[1] / "flows"))
from command import Run
from small_case import MODERATED, ROME, SmallCase, small_case

ID = "tetti"
ANSWER = {"Esito": "non accolta", "Motivazione": "La competenza non è del Comune, che può solo segnalarlo."}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The case on disk: definition, exports, contributions."""
    return written(small_case(), tmp_path / "file")


def written(case: SmallCase, folder: Path) -> dict[str, Path]:
    folder.mkdir()
    (folder / "tetti.yaml").write_text(case.definition_text, "utf-8")
    for name, data in [*case.contributions, *(file for snapshot in case.snapshots for file in snapshot)]:
        (folder / name).write_bytes(data)
    return {path.name: path for path in folder.iterdir()}


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Return the path of every command and group, the whole first."""
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from commands(child, (*path, name))


EVERY_COMMAND = list(commands(typer.main.get_command(cli.app)))


def as_typed(path: tuple[str, ...]) -> list[str]:
    """Return the words that name a command: a decision stands behind the id of its process."""
    return [*path[:2], ID, *path[2:]] if path[:2] == ("inquiry", "decide") and len(path) > 2 else list(path)


def test_the_commands_of_the_issue_are_there() -> None:
    wanted = {"open", "collect", "advance", "status", "evaluate", "decide", "verify"}
    assert {path[1] for path in EVERY_COMMAND if len(path) == 2 and path[0] == "inquiry"} >= wanted
    assert {("rehearse", "inquiry"), ("template", "check")} <= set(EVERY_COMMAND)
    decisions = {path[2] for path in EVERY_COMMAND if path[:2] == ("inquiry", "decide") and len(path) == 3}
    assert {"moderate", "approve", "extend", "seal"} <= decisions


@pytest.mark.parametrize("path", EVERY_COMMAND, ids=lambda path: " ".join(path) or "istruttoria")
def test_every_command_explains_itself(path: tuple[str, ...], run: Run, home: Path) -> None:
    said = run(*as_typed(path), "--help")
    assert said.status == 0
    assert "Usage" in said.out and said.err == ""
    assert not home.exists(), "asking for help touches nothing"


USAGE = {
    "no such command": ["inquiry", "dance"],
    "no such option": ["inquiry", "status", ID, "--loud"],
    "no id": ["inquiry", "status"],
    "a file that is not there": ["inquiry", "open", "nowhere.yaml"],
    "nothing to collect": ["inquiry", "collect", ID],
    "an instant without zone": ["inquiry", "advance", ID, "--as-of", "2025-03-04T00:00"],
    "an instant that is none": ["inquiry", "advance", ID, "--as-of", "domani"],
    "a ground that is none": [
        *["inquiry", "decide", ID, "moderate", "7", "--ground", "antipatia"],
        *["--officer", "x", "--on", "2025-01-01"],
    ],
    "a day that is none": ["inquiry", "decide", ID, "approve", "--act", "1", "--on", "30 febbraio", "--officer", "x"],
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE.keys())
def test_a_wrong_use_ends_with_two(arguments: list[str], run: Run) -> None:
    said = run(*arguments)
    assert (said.status, said.out) == (2, "")
    assert said.err


def test_a_refusal_ends_with_one_and_says_problem_and_remedy(run: Run) -> None:
    said = run("inquiry", "status", "altro")
    assert said.status == 1
    assert "non esiste alcun procedimento «altro»" in said.err
    assert "Rimedio: procedimenti aperti: nessuno; per aprirne uno" in said.err
    as_json = run("inquiry", "status", "altro", "--json")
    assert as_json.status == 1
    assert as_json.json["refused"]["problem"] == "non esiste alcun procedimento «altro»"
    assert set(as_json.json["refused"]) == {"problem", "remedy", "place", "faults"}


def test_a_faulty_definition_is_refused_with_file_line_and_remedy(run: Run, tmp_path: Path) -> None:
    faulty = tmp_path / "storta.yaml"
    faulty.write_text(small_case().definition_text.replace("ends_on: 2025-02-20", "ends_on: 2025-02-31"), "utf-8")
    said = run("inquiry", "open", faulty, "--json")
    assert said.status == 1
    (fault,) = said.json["refused"]["faults"]
    assert fault["place"].startswith("storta.yaml, riga 11")
    assert fault["remedy"]


def test_the_future_is_not_recorded(run: Run, files: dict[str, Path]) -> None:
    run("inquiry", "open", files["tetti.yaml"])
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    said = run("inquiry", "advance", ID, "--as-of", tomorrow)
    assert said.status == 1
    assert "rehearse" in said.err


def test_a_whole_inquiry_by_commands(run: Run, files: dict[str, Path], home: Path) -> None:
    opened = run("inquiry", "open", files["tetti.yaml"], "--json")
    assert opened.status == 0
    assert (opened.json["id"], opened.json["new"]) == (ID, True)
    assert [step["name"] for step in opened.json["steps"]] == ["rules", "open", "close"], "its dates are past"
    assert run("inquiry", "open", files["tetti.yaml"], "--json").json["new"] is False

    exports = [files[name] for name in ("contributi.xlsx", "proposte-prima.csv", "commenti-prima.csv")]
    last = [files["proposte-finale.csv"], files["commenti-finale.csv"]]
    collected = run("inquiry", "collect", ID, *exports, *last, "--json")
    assert collected.status == 0
    assert sum(one["new"] for one in collected.json["files"]) == 41
    assert all(one["rows_in"] == one["rows_accepted"] + len(one["set_aside"]) for one in collected.json["files"])
    again = run("inquiry", "collect", ID, *last)
    assert again.status == 0 and again.out.count("già acquisito, nulla di cambiato") == 2

    assert "approvazione" not in run("inquiry", "decide", ID, "seal", "--officer", "Altri").out
    sealed = run("inquiry", "decide", ID, "seal", "--officer", "Responsabile del procedimento", "--json")
    assert sealed.json["recorded"] is True
    done = [step["name"] for step in sealed.json["steps"]]
    assert done == ["seal", "group", "sheets-1", "remind-20", "remind-1", "lapse"]
    assert run("inquiry", "advance", ID).out == "Nessun adempimento dovuto.\n"

    moderated = run(
        *["inquiry", "decide", ID, "moderate", number_of(home, MODERATED), "--ground", "ingiuria"],
        *["--officer", "Responsabile del procedimento", "--on", "2025-02-21"],
    )
    assert moderated.status == 0

    for department in ("casa", "ambiente"):
        sheet = home / f"documenti/{ID}/3-valutazione/scheda-{department}-1.xlsx"
        back = files["tetti.yaml"].with_name(f"{department}.xlsx")
        back.write_bytes(fill_form(sheet.read_bytes(), lambda _row: ANSWER, created=datetime(2025, 3, 1, tzinfo=UTC)))
        assert run("inquiry", "evaluate", ID, back).status == 0

    early = run("inquiry", "decide", ID, "approve", "--act", "delibera 3", "--on", "2025-01-01", "--officer", "Giunta")
    assert early.status == 1 and "non può essere giusta" in early.err
    today = datetime.now(UTC).astimezone(ROME).date()
    approve = ["inquiry", "decide", ID, "approve", "--act", "delibera 3", "--on", today, "--officer", "Segreteria"]
    assert [step["name"] for step in run(*approve, "--json").json["steps"]] == ["publish"]
    assert run(*approve, "--json").json["recorded"] is False

    standing = run("inquiry", "status", ID, "--json").json
    assert standing["stage"] == "esito pubblicato"
    counts = {name: standing["counts"][name] for name in ("ricevuti", "ammessi", "tardivi", "moderati", "valutati")}
    assert counts == {"ricevuti": 41, "ammessi": 40, "tardivi": 1, "moderati": 1, "valutati": 40}
    assert "esito pubblicato" in run("inquiry", "status", ID).out

    verified = run("inquiry", "verify", ID)
    assert verified.status == 0 and "Tutto torna." in verified.out
    sent = run("letter", "send", "--json").json
    assert sent["sent"] == len(list((home / "posta").glob("*.eml"))) == standing["counts"]["lettere"]

    for name, damage, restore, place in tampering(home):
        damage()
        said = run("inquiry", "verify", ID)
        restore()
        assert said.status == 1, name
        assert place in said.out, name
    assert run("inquiry", "verify", ID, "--json").json["faults"] == []


def number_of(home: Path, key: str) -> int:
    with sqlite3.connect(home / "istruttoria.db") as database:
        return int(database.execute("SELECT number FROM comment WHERE key = ?", [key]).fetchone()[0])


Tampering = tuple[str, Callable[[], object], Callable[[], object], str]


def tampering(home: Path) -> Iterator[Tampering]:
    """Yield what a tamperer does, how it is undone, and the place that verify must name."""
    document = home / f"documenti/{ID}/4-consiglio/documento-di-sintesi.docx"
    whole = document.read_bytes()
    yield (
        "a byte of a document",
        lambda: document.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1])),
        lambda: document.write_bytes(whole),
        "4-consiglio/documento-di-sintesi.docx",
    )
    yield (
        "a document that is gone",
        lambda: document.unlink(),
        lambda: document.write_bytes(whole),
        "4-consiglio/documento-di-sintesi.docx",
    )
    database, saved = home / "istruttoria.db", home / "saved.db"
    number = number_of(home, "comment:507")
    it = "number = (SELECT number FROM comment WHERE key = 'comment:507')"
    for name, place, statement in (
        ("a text", f"n. {number}", f"UPDATE comment SET text = 'altro' WHERE {it}"),  # noqa: S608
        ("a reason", "scheda di «", "UPDATE evaluation SET reason = 'altro' WHERE id = 1"),
        ("an entry", f"protocollo n. {number}", f"UPDATE register_entry SET payload = '{{}}' WHERE {it}"),  # noqa: S608
        ("an entry that is gone", f"dal n. {number}", f"DELETE FROM register_entry WHERE {it}"),  # noqa: S608
        ("two entries that change places", "protocollo n. 2", SWAP),
    ):
        damage = partial(tamper, database, saved, statement)
        yield name, damage, partial(put_back, database, saved), place


SWAP = """
UPDATE register_entry SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 END WHERE number IN (2, 3);
UPDATE register_entry SET number = -number WHERE number < 0
"""


def tamper(path: Path, saved: Path, statement: str) -> None:
    """Change the database as somebody would who can: the rules that refuse it are dropped first."""
    with sqlite3.connect(path) as database, sqlite3.connect(saved) as copy:
        database.backup(copy)
        table = next(word for word in ("register_entry", "comment", "evaluation") if word in statement.split())
        with pytest.raises(sqlite3.DatabaseError):
            database.execute(statement.partition(";")[0])
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table])
        for (trigger,) in triggers.fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.executescript(statement)


def put_back(path: Path, saved: Path) -> None:
    with sqlite3.connect(saved) as copy, sqlite3.connect(path) as database:
        copy.backup(database)


def test_our_templates_pass_and_a_broken_one_is_named(run: Run, tmp_path: Path) -> None:
    ours = run("template", "check", "--json")
    assert ours.status == 0
    assert ours.json and not any(ours.json.values())
    broken = tmp_path / "notice.docx"
    broken.write_bytes(with_a_wrong_tag(templates.template("inquiry", "notice")))
    said = run("template", "check", broken)
    assert said.status == 1
    assert "notice.docx" in said.out and "campo_inventato" in said.out
    unknown = tmp_path / "boh.docx"
    unknown.write_bytes(broken.read_bytes())
    assert run("template", "check", unknown).status == 1
    assert run("template", "check", unknown, "--kind", "notice").status == 1


def with_a_wrong_tag(template: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as whole, zipfile.ZipFile(out, "w") as broken:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:sectPr", b"<w:p><w:r><w:t>{{ campo_inventato }}</w:t></w:r></w:p><w:sectPr", 1)
            broken.writestr(name, data)
    return out.getvalue()


def test_a_rehearsal_from_the_terminal_ends_with_everything_verified(
    run: Run, files: dict[str, Path], tmp_path: Path, home: Path
) -> None:
    out = tmp_path / "prova"
    said = run(
        *["rehearse", "inquiry", files["tetti.yaml"], "--out", out, "--contributions", files["contributi.xlsx"]],
        *["--proposals", files["proposte-prima.csv"], "--proposals", files["proposte-finale.csv"]],
        *["--comments", files["commenti-prima.csv"], "--comments", files["commenti-finale.csv"], "--json"],
    )
    assert said.status == 0
    assert (said.json["stage"], said.json["faults"]) == ("esito pubblicato", [])
    assert said.json["counts"]["ricevuti"] == said.json["counts"]["valutati"] + said.json["counts"]["tardivi"] == 41
    assert (out / "posta").is_dir() and not home.exists()


def test_the_command_in_a_shell(files: dict[str, Path], home: Path) -> None:
    command = [sys.executable, "-c", "from deployments.cli import main; main()"]
    opened = subprocess.run([*command, "inquiry", "open", files["tetti.yaml"], "--json"], capture_output=True)
    assert (opened.returncode, json.loads(opened.stdout)["id"]) == (0, ID)
    refused = subprocess.run([*command, "inquiry", "evaluate", ID, files["contributi.xlsx"]], capture_output=True)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert b"Traceback" not in refused.stderr and b"Rimedio:" in refused.stderr


def test_two_first_commands_at_once_share_one_secret(files: dict[str, Path], home: Path) -> None:
    code = "from deployments.cli_common import our_desk; print(our_desk().secret.hex())"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    secrets = {one.communicate()[0].strip() for one in both}
    assert [one.returncode for one in both] == [0, 0]
    (secret,) = secrets
    assert len(secret) == 64
    assert (home / "segreto.key").stat().st_mode & 0o777 == 0o600


def test_the_calendar_shows_what_comes_and_writes_it_for_agendas(run: Run, files: dict[str, Path], home: Path) -> None:
    assert "Nessun adempimento in calendario." in run("calendar").out
    assert run("inquiry", "open", files["tetti.yaml"]).status == 0
    shown = run("calendar", "--process", ID)
    assert shown.status == 0 and "Sigillo" in shown.out and "attende" in shown.out
    agenda = home / "agenda.ics"
    listed = run("calendar", "--ics", agenda, "--json").json
    assert listed["steps"][0]["name"] == "seal" and listed["faulty"] == {}
    assert agenda.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
