"""The health of the house: each thing that can be wrong is found, said and given a remedy."""

from __future__ import annotations

import json
import socket
import threading
import tomllib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from deployments.cli import app
from deployments.health import Check, ago, quick, thorough
from deployments.health_thorough import VERSIONS
from deployments.schedule import POOL
from domain.documents.template_check import check_template
from domain.minutes import Minutes
from domain.models import Letter, Process
from domain.outbox.message import Mailbox
from domain.register import EntryDraft
from domain.store import agenda, beats, database, processes
from domain.store.agenda import PlannedStep
from domain.vocabulary import EntryKind, InquiryStage, LetterState, ProcessKind
from flows.archive import FolderArchive
from flows.edges import Desk, open_desk
from flows.post_folder import FolderPostOffice
from flows.post_office import SmtpPostOffice, SmtpSettings
from flows.settings import Settings
from flows.soundings import free_bytes
from templates.subjects import DOCUMENTS

NOON = datetime(2025, 5, 5, 12, 0, tzinfo=UTC)
MAILBOX = Mailbox("Ufficio partecipazione", "partecipazione@comune.example")
ROOT = Path(__file__).parents[2]


@dataclass
class EngineRoomSeen:
    """What a small engine answers: enough of the real one's interface to be examined."""

    workers: list[dict[str, str]] = field(default_factory=lambda: [{"name": "uno", "status": "ONLINE"}])
    pool: str = POOL
    password: str = ""
    port: int = 0


@pytest.fixture
def small_engine() -> Iterator[EngineRoomSeen]:
    seen = EngineRoomSeen()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            allowed = {"/api/health": True, "/api/admin/version": "3.8.8", f"/api/work_pools/{seen.pool}": {}}
            self._answer(allowed.get(self.path))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(seen.workers if self.path == f"/api/work_pools/{seen.pool}/workers/filter" else None)

        def _answer(self, body: Any) -> None:
            wanted = "Basic " + b64encode(f"ufficio:{seen.password}".encode()).decode()
            if seen.password and self.path != "/api/health" and self.headers["Authorization"] != wanted:
                self.send_response(401)
            else:
                self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seen.port = server.server_address[1]
    yield seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    """A house on each kind of database in turn."""
    return furnished(engine, tmp_path)


@pytest.fixture
def sqlite_desk(sqlite_engine: Engine, tmp_path: Path) -> Desk:
    """A house where the kind of database does not matter."""
    return furnished(sqlite_engine, tmp_path)


def furnished(engine: Engine, tmp_path: Path) -> Desk:
    """A house whose clock has just shown itself, with one open process."""
    (tmp_path / "segreto.key").write_text("5e" * 32)
    (tmp_path / "segreto.key").chmod(0o600)
    desk = Desk(
        engine,
        tmp_path,
        b"s" * 32,
        FolderPostOffice(tmp_path / "posta", MAILBOX, Path.write_bytes),
        FolderArchive(tmp_path),
    )
    process = Process(
        id="tetti",
        kind=ProcessKind.INQUIRY,
        title="Tetti",
        stage=next(iter(InquiryStage)).name,
        definition="",
        definition_sha256="0" * 64,
        opened_at=NOON - timedelta(days=1),
    )
    opening = EntryDraft(EntryKind.OPENING, "tetti", NOON - timedelta(days=1), "ufficio", {})
    with desk.transaction() as session:
        processes.open_process(session, process, Minutes(entries=[opening]), mail_domain="comune.example")
        beats.record(session, "clock", seen_at=NOON - timedelta(seconds=5))
    return desk


@pytest.fixture
def settings(small_engine: EngineRoomSeen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("ISTRUTTORIA_SECRETS", raising=False)
    return Settings(home=tmp_path, engine_port=small_engine.port)


def faults(checks: list[Check]) -> list[tuple[str, str]]:
    assert all(check.remedy for check in checks if not check.ok), "a fault without a remedy"
    return [(check.name, check.why) for check in checks if not check.ok]


def test_in_a_house_that_is_well_everything_is_said_to_be_well(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    found = thorough(desk, settings, NOON)
    assert faults(found) == []
    free = f"{free_bytes(tmp_path) / 1e9:.1f} GB liberi".replace(".", ",")
    assert [(check.name, check.why) for check in found] == [
        ("banca dati", "risponde"),
        ("schema", f"revisione {database.known_revisions()[-1]}"),
        ("orologio", "visto 5 secondi fa"),
        ("adempimenti", "nessuno in ritardo"),
        ("lettere da definire", "nessuna"),
        ("posta in uscita", "nessuna lettera ferma"),
        ("motore", "risponde"),
        ("disco", free),
        ("integrità", "nessun danno"),
        ("ora della macchina", "non precede il protocollo"),
        ("scrivania", "registrata"),
        ("esecutori", "1 in servizio"),
        ("server di posta", "in una cartella"),
        ("modelli", f"{len(DOCUMENTS)} a posto"),
        ("versione di prefect", f"{version('prefect')} (da 3.8.8, prima di 3.9)"),
        ("versione di fastapi", f"{version('fastapi')} (da 0.139, prima di 0.151)"),
        ("versione di sqlalchemy", f"{version('sqlalchemy')} (da 2.0.50, prima di 2.1)"),
        ("segreti", "leggibili solo da chi li possiede"),
        ("accesso", "solo da questa macchina"),
    ]


def test_a_clock_that_is_silent_for_more_than_two_minutes_is_a_fault(desk: Desk, settings: Settings) -> None:
    assert faults(quick(desk, settings, NOON + timedelta(seconds=115))) == []
    assert faults(quick(desk, settings, NOON + timedelta(seconds=116))) == [("orologio", "tace da 2 minuti")]
    with desk.transaction() as session:
        session.execute(text("DELETE FROM beat"))
    assert faults(quick(desk, settings, NOON)) == [("orologio", "non ha mai dato segno di vita")]


def test_steps_that_are_late_and_wait_for_nothing_are_counted(desk: Desk, settings: Settings) -> None:
    late, soon = NOON - timedelta(minutes=10), NOON - timedelta(minutes=9)
    steps = [
        PlannedStep("uno", "Uno", late),
        PlannedStep("due", "Due", soon),
        PlannedStep("tre", "Tre", late, "l'approvazione"),
        PlannedStep("quattro", "Quattro", None),
    ]
    with desk.transaction() as session:
        assert agenda.write(session, "tetti", steps, number=1)
    assert faults(quick(desk, settings, NOON)) == [("adempimenti", "1 adempimento in ritardo")]


def letter(number: int, state: LetterState, due_at: datetime) -> Letter:
    return Letter(
        process_id="tetti",
        key=f"prova/{number}",
        message_id=f"<{number}@comune.example>",
        to_name="Anna Bianchi",
        to_address="anna@posta.example",
        subject="Avviso",
        body="Testo",
        attachments="[]",
        state=state,
        queued_at=due_at,
        next_attempt_at=due_at,
        last_reply="",
    )


def test_letters_that_wait_for_a_person_or_cannot_leave_are_said(desk: Desk, settings: Settings) -> None:
    with desk.transaction() as session:
        session.add_all(
            [
                letter(1, LetterState.UNCERTAIN, NOON),
                letter(2, LetterState.REFUSED, NOON),
                letter(3, LetterState.QUEUED, NOON - timedelta(hours=3)),
                letter(4, LetterState.QUEUED, NOON + timedelta(hours=3)),
                letter(5, LetterState.SENT, NOON - timedelta(days=3)),
            ]
        )
    assert faults(quick(desk, settings, NOON)) == [
        ("lettere da definire", "2 lettere attendono una persona"),
        ("posta in uscita", "una lettera attende da 3 ore"),
    ]


def test_an_engine_that_does_not_answer_is_said_once(sqlite_desk: Desk, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    settings = Settings(home=tmp_path, engine_port=port)
    assert faults(thorough(sqlite_desk, settings, NOON)) == [("motore", "non risponde")]


def test_an_engine_without_workers_without_a_desk_or_with_another_password_is_a_fault(
    sqlite_desk: Desk, settings: Settings, small_engine: EngineRoomSeen
) -> None:
    small_engine.workers = [{"name": "uno", "status": "OFFLINE"}]
    assert faults(thorough(sqlite_desk, settings, NOON)) == [("esecutori", "nessuno in servizio")]
    small_engine.pool = "altra"
    assert faults(thorough(sqlite_desk, settings, NOON)) == [
        ("scrivania", "mai registrata"),
        ("esecutori", "nessuno in servizio"),
    ]
    small_engine.password = "altra"
    wrong = settings.model_copy(update={"desk_password": SecretStr("parola")})
    assert faults(thorough(sqlite_desk, wrong, NOON)) == [("accesso al motore", "il motore non ci fa entrare")]


def test_a_database_at_another_schema_or_out_of_reach_is_said(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"home": tmp_path / "vecchia"})
    desk = open_desk(settings)
    with desk.transaction() as session:
        beats.record(session, "clock", seen_at=NOON)
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    why = f"la banca dati è alla revisione 0001, il programma alla {database.known_revisions()[-1]}"
    assert faults(quick(desk, settings, NOON)) == [("schema", why)]
    desk.engine.dispose()

    gone = replace(desk, engine=database.open_engine(f"sqlite:///{tmp_path / 'non' / 'esiste.db'}"))
    assert faults(quick(gone, settings, NOON)) == [("banca dati", "la banca dati non risponde (OperationalError)")]


def test_a_file_of_the_database_that_is_damaged_is_found(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"home": tmp_path / "rotta"})
    desk = open_desk(settings)
    with desk.transaction() as session:
        beats.record(session, "clock", seen_at=NOON)
        root = session.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_letter_state'")).scalar_one()
    with desk.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    desk.engine.dispose()
    with (settings.home / "istruttoria.db").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\x00" * 4096)
    (found,) = [check for check in thorough(desk, settings, NOON) if check.name in ("integrità", "banca dati")][1:]
    assert not found.ok
    assert found.why.startswith("SQLite trova danni: ")
    desk.engine.dispose()


def test_a_machine_whose_clock_is_behind_the_register_is_a_fault(desk: Desk, settings: Settings) -> None:
    opened_at = NOON - timedelta(days=1)
    found = faults(thorough(desk, settings, opened_at - timedelta(hours=2)))
    recorded = [why for name, why in found if name == "ora della macchina"]
    assert recorded and recorded[0].startswith("è indietro di ")


def test_a_secret_that_others_can_read_is_named(
    sqlite_desk: Desk, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "segreti"
    folder.mkdir()
    (folder / "ISTRUTTORIA_SMTP_PASSWORD").write_text("x")
    (folder / "ISTRUTTORIA_SMTP_PASSWORD").chmod(0o644)
    monkeypatch.setenv("ISTRUTTORIA_SECRETS", str(folder))
    assert faults(thorough(sqlite_desk, settings, NOON)) == [
        ("segreti", "leggibili da altri: ISTRUTTORIA_SMTP_PASSWORD")
    ]


def test_a_mail_server_is_greeted_and_logged_in_to_and_given_nothing(sqlite_desk: Desk, settings: Settings) -> None:
    taken: list[bytes] = []
    logged_in: list[bytes] = []

    class Handler:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            taken.append(envelope.content)
            return "250 OK"

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        logged_in.append(data.login)
        return AuthResult(success=data.password == b"giusta", handled=False)

    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    server = Controller(Handler(), "127.0.0.1", port, authenticator=authenticate, auth_require_tls=False)

    def mail(password: str) -> list[Check]:
        wire = SmtpSettings("127.0.0.1", port, "none", "ufficio", password, timeout_s=5.0)
        told = settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": port})
        found = thorough(replace(sqlite_desk, post=SmtpPostOffice(wire, MAILBOX, lambda _seconds: None)), told, NOON)
        return [check for check in found if check.name == "server di posta"]

    server.start()
    try:
        assert mail("giusta") == [Check("server di posta", True, f"127.0.0.1:{port} ci accoglie")]
        (refused,) = mail("sbagliata")
    finally:
        server.stop()
    remedy = "verificate nome, porta, sicurezza e credenziali del server; le lettere restano in coda"
    problem = "il server di posta non è raggiungibile o non ci accoglie"
    assert refused == Check("server di posta", False, f"{problem} (risposta 535)", remedy)
    assert (taken, set(logged_in)) == ([], {b"ufficio"})


def test_a_mailbox_that_does_not_let_us_in_is_said(sqlite_desk: Desk, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    told = settings.model_copy(update={"imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none"})
    (found,) = faults(thorough(sqlite_desk, told, NOON))
    assert found[0] == "casella in arrivo"


def test_a_template_that_was_spoilt_is_named_with_its_first_fault(
    sqlite_desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import templates

    ours, spoilt = templates.template, next(iter(DOCUMENTS))
    name = spoilt.name.lower()
    monkeypatch.setattr(
        templates, "template", lambda subject, one: b"no Word at all" if one == name else ours(subject, one)
    )
    first = check_template(b"no Word at all", DOCUMENTS[spoilt].context, name=f"{name}.docx")[0]
    assert faults(thorough(sqlite_desk, settings, NOON)) == [
        (f"modello {name}.docx", f"1 problema; il primo: {first.problem}"),
    ]


def test_the_versions_that_are_asked_for_are_those_of_the_project() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    extras = {"sqlalchemy": "[asyncio]"}

    def dotted(numbers: tuple[int, ...]) -> str:
        return ".".join(map(str, numbers))

    ours = {
        f"{name}{extras.get(name, '')}>={dotted(first)},<{dotted(beyond)}" for name, (first, beyond) in VERSIONS.items()
    }
    assert ours <= set(asked)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 secondi"), (1, "1 secondo"), (60, "1 minuto"), (7199, "1 ora"), (7200, "2 ore"), (172800, "2 giorni")],
)
def test_a_span_is_said_in_its_largest_unit(seconds: int, words: str) -> None:
    assert ago(timedelta(seconds=seconds)) == words


def test_the_doctor_opens_no_house_and_ends_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "casa"
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(home))
    told = CliRunner().invoke(app, ["doctor"])
    assert told.exit_code == 1
    assert told.stdout == (
        "✗ casa: la casa non è ancora stata aperta qui\n"
        "    → avviate «istruttoria up» in questa cartella, oppure indicate la cartella giusta con ISTRUTTORIA_HOME\n"
        "1 cosa da mettere a posto.\n"
    )
    assert not home.exists()


def test_the_doctor_tells_machines_in_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_engine: EngineRoomSeen
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ISTRUTTORIA_{name.upper()}", raising=False)
    monkeypatch.setenv("ISTRUTTORIA_HOME", str(tmp_path))
    monkeypatch.setenv("ISTRUTTORIA_ENGINE_PORT", str(small_engine.port))
    open_desk(Settings()).engine.dispose()
    told = CliRunner().invoke(app, ["doctor", "--json"])
    found = json.loads(told.stdout)
    remedy = "riavviate «istruttoria up»; se non basta, leggete i file della cartella «registri» della casa: clock.log"
    assert (told.exit_code, found["ok"]) == (1, False)
    assert [check for check in found["checks"] if not check["ok"]] == [
        {"name": "orologio", "ok": False, "why": "non ha mai dato segno di vita", "remedy": remedy}
    ]
