"""A copy of the whole house gives the same house back, on either database, whoever writes, dies or damages it."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_case import HelpfulHands, small_case
from sqlalchemy import Engine
from stopping import Interrupted, stops_before

from domain.errors import Fault, Refusal
from domain.minutes import Minutes
from domain.outbox.message import Mailbox
from domain.store import copying, database, registry
from domain.vocabulary import DocumentKind, ProcessKind
from flows import safekeeping
from flows.archive import FolderArchive, write_whole
from flows.checking import Verdict
from flows.copy_file import MANIFEST, Manifest
from flows.edges import Desk, open_desk, open_rehearsal
from flows.inquiry_acts.checking import verify
from flows.post_folder import FolderPostOffice
from flows.rehearsal import Rehearsal
from flows.safekeeping import back_up, restore
from flows.settings import Settings
from tests.conftest import DATABASES
from tests.people import keep, open_house

CASE = small_case()
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUSE = Path(__file__).resolve().parents[2]

Left = tuple[list[str], dict[str, bytes | None]]


@dataclass(frozen=True)
class Story:
    """A house copied before the Council's vote, what was in it then, and what it holds after the vote."""

    file: Path
    manifest: Manifest
    rows: dict[str, list[str]]
    archive: dict[str, bytes | None]
    secret: bytes
    in_the_end: Left


def play_on(desk: Desk, *, until: str = "") -> None:
    Rehearsal(desk, HelpfulHands(desk), CASE.script, stops_before(until)).play()


def all_rows(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table as it would be copied."""
    with database.reading(engine) as session:
        return {
            table.name: sorted(line.decode() for line in copying.rows(session, table))
            for table in copying.tables(session)
        }


def kept(desk: Desk) -> dict[str, bytes | None]:
    return {name: desk.archive.read(name) for name in desk.archive.names()}


def left_by(desk: Desk) -> Left:
    with desk.reading() as session:
        return [entry.hash for entry in registry.entries(session, "tetti")], kept(desk)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("story")
    desk = open_rehearsal(folder / "casa", seed=CASE.definition_text)
    with pytest.raises(Interrupted):
        play_on(desk, until="voto del Consiglio")
    desk.archive.write("arrivi/marzo/lettera però.eml", b"arrivata\r\n")
    manifest = back_up(desk, folder / "copia.tar.gz", as_of=NOW)
    rows, archive = all_rows(desk.engine), kept(desk)
    play_on(desk)
    desk.engine.dispose()
    return Story(folder / "copia.tar.gz", manifest, rows, archive, desk.secret, left_by(desk))


@pytest.fixture(params=DATABASES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty house, on each kind of database in turn."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else None
    return Settings(home=tmp_path / "nuova", database_url=url)


def test_the_copy_is_private_names_everything_and_repeats_itself(story: Story, tmp_path: Path) -> None:
    assert story.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in story.file.parent.iterdir() if path.is_file()] == ["copia.tar.gz"]
    with tarfile.open(story.file) as tar:
        names = tar.getnames()
    assert names[-1] == MANIFEST and names[:-1] == list(story.manifest.members)
    assert {name for name in names if name.startswith("archivio/")} == {f"archivio/{one}" for one in story.archive}
    assert story.manifest.rows == {f"tabelle/{name}.jsonl": len(rows) for name, rows in story.rows.items()}
    assert story.manifest.rows["tabelle/comment.jsonl"] == 41
    assert (story.manifest.schema, story.manifest.files) == ("0004", len(story.archive) + 1)
    restore(Settings(home=tmp_path / "nuova"), story.file)
    again = open_desk(Settings(home=tmp_path / "nuova"))
    back_up(again, tmp_path / "altra.tar.gz", as_of=NOW)
    assert (tmp_path / "altra.tar.gz").read_bytes() == story.file.read_bytes()
    with pytest.raises(Refusal, match=r"il file della copia esiste già"):
        back_up(again, tmp_path / "altra.tar.gz", as_of=NOW)


def test_a_restored_house_is_the_same_house_and_goes_on_to_the_same_end(story: Story, settings: Settings) -> None:
    restored = restore(settings, story.file)
    assert restored.is_sound and list(restored.verdicts) == ["tetti"]
    assert restored.manifest == story.manifest
    desk = open_desk(settings)
    assert (all_rows(desk.engine), kept(desk), desk.secret) == (story.rows, story.archive, story.secret)
    assert (settings.home / "segreto.key").stat().st_mode & 0o777 == 0o600
    play_on(desk)
    assert left_by(desk) == story.in_the_end
    assert verify(desk, "tetti").faults == []
    desk.engine.dispose()


def test_what_keeps_a_process_from_being_checked_is_told_of_it(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_desk: Desk, _process_id: str) -> Verdict:
        raise Refusal("l'archivio non risponde", "riprovate più tardi", "tetti")

    monkeypatch.setattr(safekeeping, "_CHECKS", {ProcessKind.INQUIRY: unreachable})
    restored = restore(Settings(home=tmp_path / "nuova"), story.file)
    assert not restored.is_sound
    assert restored.verdicts["tetti"].faults == [Fault("l'archivio non risponde", "riprovate più tardi", "tetti")]


@pytest.mark.postgres
def test_a_house_moves_to_postgresql_and_back(story: Story, postgres_url: str, tmp_path: Path) -> None:
    there = Settings(home=tmp_path / "server", database_url=postgres_url)
    restore(there, story.file)
    desk = open_desk(there)
    back_up(desk, tmp_path / "ritorno.tar.gz", as_of=NOW)
    desk.engine.dispose()
    back = Settings(home=tmp_path / "tornata")
    assert restore(back, tmp_path / "ritorno.tar.gz").is_sound
    desk = open_desk(back)
    assert (all_rows(desk.engine), kept(desk), desk.secret) == (story.rows, story.archive, story.secret)
    play_on(desk)
    assert left_by(desk) == story.in_the_end


def test_a_house_that_is_not_empty_is_left_alone(story: Story, settings: Settings, tmp_path: Path) -> None:
    restore(settings, story.file)
    desk = open_desk(settings)
    play_on(desk)
    before = all_rows(desk.engine), kept(desk)
    with pytest.raises(Refusal, match="la casa non è vuota: la base di dati contiene già registrazioni"):
        restore(settings, story.file)
    assert (all_rows(desk.engine), kept(desk)) == before
    desk.engine.dispose()
    other = Settings(home=tmp_path / "archivio-altrui")
    FolderArchive(other.home).write("documenti/altri/atto.docx", b"atto")
    with pytest.raises(Refusal, match=r"documenti/altri/atto\.docx: la casa non è vuota: l'archivio contiene"):
        restore(other, story.file)
    assert kept(open_desk(other)) == {"documenti/altri/atto.docx": b"atto"}


def test_who_writes_while_the_copy_is_made_is_in_it_wholly_or_not_at_all(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_house(engine)
    post = FolderPostOffice(tmp_path / "posta", Mailbox("Ufficio", "ufficio@citta.example"), write_whole)
    desk = Desk(engine, tmp_path, b"0" * 32, post, FolderArchive(tmp_path))
    written = []

    def an_act() -> None:
        name = f"atto-{len(written)}.txt"
        document = desk.file("orti", DocumentKind.PACT, name, name.encode())
        assert keep(engine, Minutes(documents=[document]))
        written.append(name)

    an_act()
    rows = copying.rows

    def rows_while_somebody_acts(session: object, table: object) -> object:
        an_act()
        return rows(session, table)  # type: ignore[arg-type]

    monkeypatch.setattr(copying, "rows", rows_while_somebody_acts)
    manifest = back_up(desk, tmp_path / "copia.tar.gz", as_of=NOW)
    assert len(written) == 1 + len(manifest.rows) > 20
    assert manifest.rows["tabelle/document.jsonl"] == 1
    assert manifest.rows["tabelle/register_entry.jsonl"] == 2  # the opening and the act
    monkeypatch.undo()
    restored = restore(Settings(home=tmp_path / "nuova"), tmp_path / "copia.tar.gz")
    # This house has no definition, and says so instead of stopping half-way.
    assert [fault.problem for fault in restored.verdicts["orti"].faults] == [
        "la definizione non è quella dell'apertura"
    ]
    desk = open_desk(Settings(home=tmp_path / "nuova"))
    assert desk.read("orti", "atto-0.txt") == b"atto-0.txt"
    assert len(all_rows(engine)["document"]) == len(written)


def repacked(story: Story, file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Write the same copy with members changed, or left out."""
    with tarfile.open(story.file) as tar, tarfile.open(file, "w:gz") as out:
        for member in tar:
            stream = tar.extractfile(member)
            assert stream
            data = change(member.name, stream.read())
            if data is not None:
                member.size = len(data)
                out.addfile(member, io.BytesIO(data))
    return file


@pytest.mark.parametrize(
    "member",
    ["tabelle/comment.jsonl", "segreto.key", "archivio/documenti/tetti/4-consiglio/documento-di-sintesi.docx"],
)
def test_an_altered_or_missing_member_is_named_and_nothing_is_written(
    story: Story, tmp_path: Path, member: str
) -> None:
    def altered(name: str, data: bytes) -> bytes:
        return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:] if name == member else data

    def without(name: str, data: bytes) -> bytes | None:
        return None if name == member else data

    for place, change in enumerate((altered, without)):
        file = repacked(story, tmp_path / f"{place}.tar.gz", change)
        with pytest.raises(Refusal) as refused:
            restore(Settings(home=tmp_path / "nuova"), file)
        assert refused.value.problem == "la copia è danneggiata o incompleta"
        assert refused.value.place == f"{file.name}: {member}"
    assert not (tmp_path / "nuova").exists()


def test_a_copy_that_was_cut_or_altered_anywhere_is_refused(story: Story, tmp_path: Path) -> None:
    whole, file = story.file.read_bytes(), tmp_path / "copia.tar.gz"
    step = len(whole) // 40
    damaged = [whole[:place] + bytes([whole[place] ^ 64]) + whole[place + 1 :] for place in range(20, len(whole), step)]
    damaged += [whole[:place] for place in (0, 5, len(whole) // 2, len(whole) - 9, len(whole) - 1)]
    damaged += [whole + b"altro", b"non e' una copia"]
    for data in damaged:
        file.write_bytes(data)
        with pytest.raises(Refusal, match="la copia è danneggiata o incompleta"):
            restore(Settings(home=tmp_path / "nuova"), file)
    assert not (tmp_path / "nuova").exists()


def test_a_newer_schema_is_refused(story: Story, tmp_path: Path) -> None:
    def newer(name: str, data: bytes) -> bytes:
        return json.dumps(json.loads(data) | {"schema": "9999"}).encode() if name == MANIFEST else data

    file = repacked(story, tmp_path / "futura.tar.gz", newer)
    with pytest.raises(Refusal, match=r"la copia ha uno schema che non conosciamo \(9999\)"):
        restore(Settings(home=tmp_path / "nuova"), file)
    assert not (tmp_path / "nuova").exists()


ASSEMBLY = {
    *("commitment", "public_seed", "invitation", "availability", "contact", "seat", "seat_ending", "replacement_call"),
    *("replacement_reply", "erasure", "meeting", "meeting_minutes", "attendance", "group_place", "action_choice"),
    *("recommendation", "answer_owner", "recommendation_answer"),
}
OBSERVATORY = {"extract", "edition_draft", "edition"}
LATER = {"due_step", "attempt", "beat", "incoming_message"} | ASSEMBLY | OBSERVATORY


def facts(engine: Engine) -> dict[str, list[str]]:
    """The rows of the tables that both schemas have, without the calendar's number, which 0001 lacks."""
    known = {name: rows for name, rows in all_rows(engine).items() if name not in LATER}
    known["process"] = [json.dumps(json.loads(row) | {"planned_number": 0}) for row in known["process"]]
    return known


def test_the_schema_goes_down_and_up_again_without_losing_a_fact(story: Story, settings: Settings) -> None:
    restore(settings, story.file)
    desk = open_desk(settings)
    before = facts(desk.engine)
    assert len(before["register_entry"]) > 50 and len(before["letter"]) > 5
    database.migrate(desk.engine, "0001")
    assert database.revision_of(desk.engine) == "0001"
    assert facts(desk.engine) == before
    older = desk.home / "vecchia.tar.gz"
    assert back_up(desk, older, as_of=NOW).schema == "0001"
    database.migrate(desk.engine)
    assert database.revision_of(desk.engine) == database.known_revisions()[-1] == "0004"
    assert facts(desk.engine) == before
    assert verify(desk, "tetti").faults == []
    play_on(desk)
    assert left_by(desk) == story.in_the_end
    desk.engine.dispose()

    from_older = Settings(home=desk.home / "da-vecchia")
    assert restore(from_older, older).is_sound
    desk = open_desk(from_older)
    assert facts(desk.engine) == before
    assert database.revision_of(desk.engine) == "0004"


DYING = """
import os, signal, sys
from pathlib import Path
from flows import archive, safekeeping
from flows.settings import Settings

home, file, point, url = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
left = int(point) if point.isdigit() else -1
write = archive.write_whole

def dangerous(path, data):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, data)

def before_commit(*_):
    os.kill(os.getpid(), signal.SIGKILL)

archive.write_whole = dangerous
if point == "before the rows are committed":
    safekeeping.copying.count_on = before_commit
if point == "before the secret":
    safekeeping.replace_secret = before_commit
safekeeping.restore(Settings(home=home, database_url=url or None), file)
"""


@pytest.mark.parametrize("point", ["1", "20", "before the secret", "before the rows are committed"])
def test_a_restore_that_was_killed_leaves_an_empty_house_and_is_done_again(
    story: Story, settings: Settings, point: str
) -> None:
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    arguments = [sys.executable, "-c", DYING, str(settings.home), str(story.file), point, url]
    assert subprocess.run(arguments, cwd=HOUSE).returncode == -signal.SIGKILL
    between = open_desk(settings)
    assert {name for name, rows in all_rows(between.engine).items() if rows} == set()
    between.engine.dispose()
    assert restore(settings, story.file).is_sound
    desk = open_desk(settings)
    assert (all_rows(desk.engine), kept(desk), desk.secret) == (story.rows, story.archive, story.secret)
    desk.engine.dispose()
