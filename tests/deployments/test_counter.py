"""The counter over a real server: what it shows, what it hands out and takes in, and whom it turns away."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
import structlog
from counter_desk import OpenCounter, counter_over, house_with_an_inquiry
from icalendar import Calendar
from prometheus_client.parser import text_string_to_metric_families
from small_assembly import CYCLE, composed

from domain.store import processes
from flows.almanac import coming_steps
from flows.arrivals import read_arrival
from flows.edges import Desk, now, open_desk
from flows.journal import keep_journal
from flows.office import open_office
from flows.receiving import arrived, drop_old_drafts
from flows.settings import Settings

ROOT = Path(__file__).parents[2]
AT = datetime(2025, 2, 21, 6, tzinfo=UTC)
"""The window has closed, and nobody has done it."""
PAGES = ("/", "/procedimenti/tetti", "/consegne", "/calendario.ics", "/metrics", "/salute", "/vivo", "/x")
DOCUMENT = "/documenti/tetti/1-regole/avviso-pubblico.docx"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sportello") / "casa"
    desk = house_with_an_inquiry(home)
    desk.engine.dispose()
    return home


@pytest.fixture
def desk(played: Path, tmp_path: Path) -> Iterator[Desk]:
    """A house of one's own in which an inquiry has its window open."""
    home = Path(shutil.copytree(played, tmp_path / "casa"))
    opened = open_desk(Settings(home=home))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def counter(desk: Desk) -> Iterator[OpenCounter]:
    with counter_over(desk, at=AT) as opened:
        yield opened


def raw_get(counter: OpenCounter, target: bytes, host: str = "127.0.0.1") -> bytes:
    """Ask with a path as it stands: clients would tidy it."""
    port = urlsplit(counter.url).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        wire.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: " + host.encode() + b"\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := wire.recv(65536):
            answer += piece
    return answer


def document_of(desk: Desk) -> str:
    with desk.reading() as session:
        return next(one.name for one in processes.documents(session, "tetti") if one.name.endswith("pubblico.docx"))


# Pages


def test_the_index_tells_where_every_process_stands_and_what_comes_next(counter: OpenCounter) -> None:
    text = counter.get("/").text
    for words in (
        'href="/procedimenti/tetti"',
        "Istruttoria pubblica sul piano dei tetti",
        "raccolta dei commenti",
        "Chiusura della finestra dei commenti",
        "21/02/2025, 00:00",
        "(in ritardo)",
        'href="/consegne"',
        'href="/calendario.ics"',
    ):
        assert words in text


def test_a_cycle_of_the_assembly_stands_beside_the_inquiry_on_pages_and_in_the_calendar(desk: Desk) -> None:
    composed(desk)
    with counter_over(desk, at=AT) as counter:
        index, page = counter.get("/").text, counter.get(f"/procedimenti/{CYCLE}").text
        agenda = counter.get("/calendario.ics").text
    assert f'href="/procedimenti/{CYCLE}"' in index and "gruppi composti" in index
    for words in ("gruppi composti", "Ingresso del gruppo 2", "Conclusione del ciclo", "Cancellazione dei dati"):
        assert words in page
    assert "Ingresso del gruppo 2" in agenda and "Chiusura della finestra" in agenda
    assert "Persona" not in index + page + agenda, "whoever is a member is on no page"


def test_the_page_of_a_process_links_its_documents_and_counts_rows_and_letters(counter: OpenCounter) -> None:
    text = counter.get("/procedimenti/tetti").text
    with counter.desk.reading() as session:
        documents = processes.documents(session, "tetti")
    assert len(documents) == 3
    for one in documents:
        assert f'href="/documenti/tetti/{one.name}"' in text
        assert counter.get(f"/documenti/tetti/{one.name}").content == counter.desk.read("tetti", one.name)
    for step in coming_steps(counter.desk, process_id="tetti"):
        assert step.title in text
    assert "commenti-prima.csv" in text and "inviata" in text


def test_the_office_has_a_page_like_every_process_although_nothing_is_planned_for_it(desk: Desk) -> None:
    open_office(desk, as_of=AT)
    with counter_over(desk, at=AT) as counter:
        assert 'href="/procedimenti/ufficio"' in counter.get("/").text
        page = counter.get("/procedimenti/ufficio")
        assert page.status_code == 200 and "Nessun adempimento è in calendario." in page.text
        assert "Ufficio partecipazione" not in counter.get("/consegne").text  # nobody hands in files for the office


@pytest.mark.parametrize("address", ["/x", "/procedimenti/nessuno", "/documenti/tetti/nessuno.docx", "/procedimenti"])
def test_what_is_not_there_is_told_with_a_remedy(counter: OpenCounter, address: str) -> None:
    answer = counter.get(address)
    assert answer.status_code == 404
    assert "Rimedio: " in answer.text and '<html lang="it">' in answer.text


def test_what_people_wrote_reaches_a_page_as_words_only(desk: Desk) -> None:
    with desk.transaction() as session:
        process = processes.get(session, "tetti")
        process.title = "<script>alert(1)</script> & «tetti»"
        session.add(process)
    (desk.home / "arrivi").mkdir()
    (desk.home / "arrivi" / "<img src=x onerror=alert(1)>.csv").write_bytes(b"a")
    with counter_over(desk, at=AT) as counter:
        for page in ("/", "/procedimenti/tetti", "/consegne"):
            text = counter.get(page).text
            assert "<script>alert" not in text and "<img" not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; «tetti»" in text
        assert "&lt;img src=x onerror=alert(1)&gt;.csv" in counter.get("/consegne").text


@pytest.mark.parametrize("address", [*PAGES, DOCUMENT])
def test_every_answer_tells_the_browser_to_trust_nothing_else(counter: OpenCounter, address: str) -> None:
    headers = counter.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in policy
    assert (headers["referrer-policy"], headers["x-frame-options"]) == ("no-referrer", "DENY")
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert "server" not in headers


# Documents


def test_a_document_comes_with_its_type_and_name(counter: OpenCounter) -> None:
    name = document_of(counter.desk)
    answer = counter.get(f"/documenti/tetti/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == ("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"avviso-pubblico.docx\"; filename*=UTF-8''avviso-pubblico.docx"
    )


def test_altered_bytes_are_not_handed_out(counter: OpenCounter) -> None:
    name = document_of(counter.desk)
    path = counter.desk.home / "documenti" / "tetti" / name
    path.write_bytes(path.read_bytes() + b"x")
    altered = counter.get(f"/documenti/tetti/{name}")
    assert altered.status_code == 409
    assert "I byte del documento non sono più quelli registrati" in altered.text and "inquiry verify" in altered.text
    path.unlink()
    gone = counter.get(f"/documenti/tetti/{name}")
    assert gone.status_code == 409 and "ripristinate" in gone.text


@pytest.mark.parametrize(
    "target",
    [
        b"/documenti/tetti/../../segreto.key",
        b"/documenti/tetti/..%2f..%2fsegreto.key",
        b"/documenti/..%2f/segreto.key",
        b"/documenti/tetti/%2e%2e/%2e%2e/segreto.key",
        b"/documenti/tetti//etc/passwd",
        b"/documenti/tetti/1-regole/avviso-pubblico.docx%00",
        b"/documenti/tetti/%00",
        b"/documenti/%00/x",
        b"/documenti/tetti/..%5c..%5csegreto.key",
        b"/documenti/tetti/%ff%fe",
        b"/procedimenti/%0d%0aX:%20y",
    ],
)
def test_a_path_leads_nowhere_but_to_what_is_on_record(counter: OpenCounter, target: bytes) -> None:
    answer = raw_get(counter, target)
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert (counter.desk.home / "segreto.key").read_bytes() not in answer and b"root:" not in answer


# Deliveries


@pytest.mark.parametrize(
    ("told", "process_id", "name"),
    [
        ("commenti.csv", "tetti", "tetti/commenti.csv"),
        ("Piano.YAML", "", "piano.yaml"),
        ("Osservazioni è perché (2ª copia).CSV", "tetti", "tetti/osservazioni-e-perche-2a-copia.csv"),
        ("../../segreto.json", "tetti", "tetti/segreto.json"),
        ("C:\\Documenti\\scheda casa.xlsx", "", "scheda-casa.xlsx"),
        ("a\x00b.csv", "", "a-b.csv"),
        (".csv", "", "file.csv"),
        ("…/…/.zip", "", "file.zip"),
        ("NUL.csv", "", "file-nul.csv"),
        ("programma.exe.csv", "", "programma-exe.csv"),
        (f"{'è' * 300}.docx", "", f"{'e' * 80}.docx"),
        ("評価.xlsx", "", "file.xlsx"),
    ],
)
def test_a_file_handed_in_lies_under_a_safe_name_that_the_acts_find(
    counter: OpenCounter, told: str, process_id: str, name: str
) -> None:
    answer = counter.put(told, b"un;due\r\n", process_id)
    assert answer.status_code == 201
    assert answer.json() == {
        "name": name,
        "size_bytes": 8,
        "told": f"consegnato; nei moduli scrivete {name}",
    }
    assert counter.arrived() == {name: b"un;due\r\n"}
    assert read_arrival(counter.desk, name)[1] == b"un;due\r\n"
    assert not (counter.desk.home / "arrivi" / name).stat().st_mode & 0o111
    assert f'<code class="name">{name}</code>' in counter.get("/consegne").text


@pytest.mark.parametrize("told", ["virus.exe", "pagina.html", "dati.csv.sh", "senza", "", "csv", "dati.csv\x00.exe"])
def test_a_file_of_another_kind_is_refused_and_leaves_nothing(counter: OpenCounter, told: str) -> None:
    answer = counter.put(told, b"x")
    assert answer.status_code == 422
    assert answer.json()["problem"] == "un file con questa terminazione non si può consegnare"
    assert counter.arrived() == {}


def test_the_same_bytes_again_change_nothing_and_other_bytes_are_offered_a_free_name(counter: OpenCounter) -> None:
    assert counter.put("dati.csv", b"uno").status_code == 201
    again = counter.put("Dati.CSV", b"uno")
    assert (again.status_code, again.json()["told"]) == (200, "era già qui, identico; nei moduli scrivete dati.csv")
    other = counter.put("dati.csv", b"due")
    assert other.status_code == 409
    assert other.json() == {
        "problem": "con il nome «dati.csv» c'è già un altro file",
        "remedy": "nulla è stato sostituito: consegnatelo con un altro nome, per esempio «dati-2.csv»",
        "place": "dati-2.csv",
    }
    assert counter.put(other.json()["place"], b"due").status_code == 201
    assert counter.put("dati.csv", b"tre").json()["place"] == "dati-3.csv"
    assert counter.arrived() == {"dati.csv": b"uno", "dati-2.csv": b"due"}


def test_an_empty_file_and_an_unknown_process_are_refused(counter: OpenCounter) -> None:
    assert counter.put("dati.csv", b"").json()["problem"] == "il file è vuoto"
    for process_id in ("nessuno", "..", "../documenti", "\x00"):
        answer = counter.put("dati.csv", b"x", process_id)
        assert answer.status_code == 422 and "non esiste alcun procedimento" in answer.json()["problem"]
    assert counter.arrived() == {}


def test_a_file_that_is_too_large_is_refused_whether_or_not_it_says_so(desk: Desk) -> None:
    with counter_over(desk, largest_upload_mb=1) as counter:
        assert counter.put("giusto.csv", b"x" * 1_000_000).status_code == 201
        told = counter.put("dati.csv", b"x" * 1_000_001)
        assert told.status_code == 413
        assert told.json()["problem"] == "il file supera 1 MB, il massimo che lo sportello accetta"
        assert "Rimedio: " in counter.put("dati.csv", b"x" * 1_000_001, Accept="text/html").text
        pieces = iter([b"x" * 300_000] * 4)  # sent without telling how much there will be
        untold = httpx.put(
            f"{counter.url}/consegne?nome=dati.csv", content=pieces, headers={"Origin": counter.url}, trust_env=False
        )
        assert untold.status_code == 413
        assert set(counter.arrived()) == {"giusto.csv"}


def test_a_delivery_that_breaks_off_leaves_nothing(counter: OpenCounter) -> None:
    port = urlsplit(counter.url).port or 0
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        told = f"PUT /consegne?nome=dati.csv HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {counter.url}\r\n"
        wire.sendall(told.encode() + b"Content-Length: 900\r\n\r\n" + b"x" * 100)
    assert counter.put("altro.csv", b"y").status_code == 201
    for _ in range(200):
        if set(counter.arrived()) == {"altro.csv"}:
            break
        counter.get("/vivo")
    assert set(counter.arrived()) == {"altro.csv"}


def test_what_a_killed_counter_left_half_written_goes_after_a_day(desk: Desk) -> None:
    folder = desk.home / "arrivi" / "tetti"
    folder.mkdir(parents=True)
    for name in (".0a1b.bozza", "dati.csv", ".nascosto"):
        (folder / name).write_bytes(b"x")
    assert [one.name for one in arrived(desk)] == ["tetti/dati.csv"]
    assert drop_old_drafts(desk, as_of=now()) == 0
    assert drop_old_drafts(desk, as_of=now() + timedelta(days=1, seconds=5)) == 1
    assert {path.name for path in folder.iterdir()} == {"dati.csv", ".nascosto"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://altrove.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "null"},
        {"Origin": "", "Sec_Fetch_Site": ""},
    ],
)
def test_a_file_from_another_page_is_refused(counter: OpenCounter, headers: dict[str, str]) -> None:
    answer = counter.put("dati.csv", b"x", **headers)
    assert answer.status_code == 403
    assert answer.json()["remedy"] == "aprite la pagina «Consegne» e consegnatelo da lì"
    assert counter.arrived() == {}


def test_behind_a_public_address_its_own_page_may_hand_files_in(desk: Desk) -> None:
    with counter_over(desk, counter_url="https://sportello.citta.example", desk_password="segreta") as counter:

        def put(origin: str) -> int:
            return httpx.put(
                f"{counter.url}/consegne?nome=dati.csv",
                content=b"x",
                headers={"Origin": origin},
                auth=("ufficio", "segreta"),
                trust_env=False,
            ).status_code

        assert [put("https://sportello.citta.example"), put("https://altro.citta.example")] == [201, 403]


# Who enters


def test_without_a_password_the_counter_answers_to_its_own_name_only(counter: OpenCounter) -> None:
    assert raw_get(counter, b"/", "localhost:4280").startswith(b"HTTP/1.1 200 ")
    # A page whose name was made to point at this machine would read whatever the counter shows.
    assert raw_get(counter, b"/", "altrove.example").startswith(b"HTTP/1.1 421 ")
    assert raw_get(counter, b"/vivo", "altrove.example").startswith(b"HTTP/1.1 200 ")


def test_with_a_password_everything_but_the_health_asks_for_it(desk: Desk) -> None:
    with counter_over(desk, at=AT, desk_password="pàrola:d'ordine") as counter:
        for address in (*PAGES, DOCUMENT):
            bare = counter.get(address).status_code
            assert bare == {"/salute": 503, "/vivo": 200}.get(address, 401), address
        right = httpx.BasicAuth("ufficio", "pàrola:d'ordine")
        assert counter.get("/", auth=right).status_code == 200
        assert counter.get("/metrics", auth=right).status_code == 200
        told = counter.get("/")
        assert told.headers["www-authenticate"] == 'Basic realm="Sportello", charset="UTF-8"'
        assert "tetti" not in told.text and told.headers["x-frame-options"] == "DENY"
        for user, password in (("ufficio", ""), ("ufficio", "parola"), ("altri", "pàrola:d'ordine"), ("", "")):
            assert counter.get("/", auth=(user, password)).status_code == 401
        for header in ("Basic", "Basic =", "Basic ///", "Bearer dWZmaWNpbw==", "Basic dWZmaWNpbw==", "Basic é"):
            assert counter.get("/", headers={"Authorization": header.encode("utf-8")}).status_code == 401
        assert counter.put("dati.csv", b"x").status_code == 401
        assert counter.arrived() == {}


# For machines


def test_the_calendar_holds_every_dated_step_and_its_bytes_repeat(counter: OpenCounter) -> None:
    answer = counter.get("/calendario.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.content == counter.get("/calendario.ics").content
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    found = [(str(one["uid"]), one.decoded("dtstart"), str(one["summary"])) for one in events]
    dated = [step for step in coming_steps(counter.desk) if step.due_at is not None]
    assert found == [
        (f"tetti.{one.name}@comune.example", one.due_at, f"{one.title} · Istruttoria pubblica sul piano dei tetti")
        for one in dated
    ]
    assert found[0][:2] == ("tetti.close@comune.example", datetime(2025, 2, 20, 23, tzinfo=UTC))
    assert {one.decoded("dtstamp") for one in events} == {datetime(2025, 2, 11, 12, tzinfo=UTC)}


def test_the_numbers_are_read_by_prometheus_and_name_nobody(counter: OpenCounter) -> None:
    answer = counter.get("/metrics")
    series = {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }
    assert series["istruttoria_processes", "INQUIRY", "WINDOW_OPEN"] == 1
    assert series["istruttoria_due_steps", "overdue"] == 1
    assert series["istruttoria_due_steps", "within_7_days"] == 0
    assert series["istruttoria_letters", "SENT"] == 3 and series["istruttoria_letters", "REFUSED"] == 0
    assert series["istruttoria_oldest_due_letter_age_seconds",] == 0
    assert series["istruttoria_attempts", "DEAD"] == 0 and series["istruttoria_incoming_messages", "FAILED"] == 0
    assert series["istruttoria_documents",] == 3
    sizes = [path.stat().st_size for path in (counter.desk.home / "documenti").rglob("*") if path.is_file()]
    assert series["istruttoria_documents_bytes",] == sum(sizes)
    assert series["istruttoria_database_bytes",] >= 100_000
    with counter.desk.engine.connect() as connection:
        entries = connection.exec_driver_sql("SELECT count(*) FROM register_entry").scalar_one()
    assert series["istruttoria_register_entries",] == entries > 0
    assert "@" not in answer.text and "tetti" not in answer.text


def test_the_health_says_what_is_wrong_and_what_to_do(counter: OpenCounter) -> None:
    answer = counter.get("/salute")
    told = json.loads(answer.content)
    faulty = {check["name"] for check in told["checks"] if not check["ok"]}
    assert (answer.status_code, told["ok"]) == (503, False)
    assert {"orologio", "adempimenti", "motore"} <= faulty
    assert all(check["remedy"] for check in told["checks"] if not check["ok"])


@pytest.fixture
def journal_text() -> Iterator[StringIO]:
    """What the counter writes into its journal, as in service."""
    handlers, text = list(logging.getLogger().handlers), StringIO()
    keep_journal("counter", stream=text)
    yield text
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers[:] = handlers


def test_an_error_reaches_nobody_in_its_own_words(counter: OpenCounter, journal_text: StringIO) -> None:
    with counter.desk.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE letter RENAME TO lettera")
    answer = counter.get("/procedimenti/tetti")
    assert answer.status_code == 500
    assert "Lo sportello non è riuscito a rispondere" in answer.text and "no such table" not in answer.text
    line = json.loads(journal_text.getvalue())
    del line["timestamp"]
    where = line.pop("where")
    assert where.startswith("sqlalchemy.engine.default:")
    assert line == {"error": "OperationalError", "event": "the counter failed", "level": "error", "method": "GET"}


def test_other_verbs_are_turned_away(counter: OpenCounter) -> None:
    for method in ("POST", "DELETE"):
        answer = httpx.request(method, f"{counter.url}/consegne", headers={"Origin": counter.url}, trust_env=False)
        assert answer.status_code == 405 and "Rimedio" in answer.text
    assert httpx.head(f"{counter.url}{quote('/procedimenti/tetti')}", trust_env=False).status_code == 200


def test_the_program_listens_where_it_is_told_and_ends_when_it_is_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {**os.environ, "ISTRUTTORIA_HOME": str(tmp_path / "casa"), "ISTRUTTORIA_COUNTER_PORT": str(port)}
    command = [sys.executable, "-m", "deployments.counter"]
    program = subprocess.Popen(command, env=told, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert _answer_in_time(f"http://127.0.0.1:{port}/vivo") == "vivo\n"
        program.terminate()
        assert program.wait(timeout=20) in (0, -signal.SIGTERM)
        assert program.stderr is not None and program.stderr.read() == ""
    finally:
        program.kill()
        program.wait()


def test_the_program_refuses_to_stand_open_to_the_network(tmp_path: Path) -> None:
    told = {**os.environ, "ISTRUTTORIA_HOME": str(tmp_path / "casa"), "ISTRUTTORIA_HOST": "192.0.2.7"}
    command = [sys.executable, "-m", "deployments.counter"]
    ended = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Rifiutato (192.0.2.7): ") and "ISTRUTTORIA_DESK_PASSWORD" in ended.stderr


def _answer_in_time(url: str) -> str:
    for _ in range(300):
        try:
            return httpx.get(url, trust_env=False).text
        except httpx.ConnectError:
            time.sleep(0.1)
    return "nobody answers"
