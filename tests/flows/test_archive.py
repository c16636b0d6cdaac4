"""Documents, collected files and arrivals lie in a folder or in a store of objects, and nobody sees a difference."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_case import HelpfulHands, play, small_case

from domain.errors import Refusal
from domain.store import registry
from flows.archive import Archive, FolderArchive, ObjectArchive, open_archive
from flows.arrivals import read_arrival
from flows.edges import Desk, open_desk, open_rehearsal
from flows.inquiry_acts.checking import verify
from flows.rehearsal import Rehearsal
from flows.settings import Settings

BUCKET = "archivio-di-prova"


@pytest.fixture(scope="module")
def bucket_url() -> Iterator[str]:
    """A bucket on a real server on loopback; whoever writes to it finds credentials in the environment."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "prova")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "prova")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import fsspec

        fsspec.filesystem("s3").mkdir(BUCKET)
        yield f"s3://{BUCKET}"
        fsspec.filesystem("s3").clear_instance_cache()
    server.stop()


@pytest.fixture(params=["folder", "objects"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Archive:
    if request.param == "folder":
        return open_archive("", tmp_path)
    return open_archive(f"{request.getfixturevalue('bucket_url')}/{tmp_path.name}/", tmp_path)


def test_what_is_kept_is_read_back_replaced_whole_and_listed(archive: Archive) -> None:
    assert archive.names() == []
    assert archive.read("documenti/tetti/patto.docx") is None
    archive.write("documenti/tetti/patto.docx", b"prima")
    archive.write("documenti/tetti/patto.docx", b"poi")
    archive.write("arrivi/marzo/commenti però.csv", b"id;body\r\n")
    archive.write("acquisiti/tetti/0a", b"")
    assert archive.read("documenti/tetti/patto.docx") == b"poi"
    assert archive.read("documenti/tetti") is None
    assert archive.read("acquisiti/tetti/0a") == b""
    assert archive.names() == ["acquisiti/tetti/0a", "arrivi/marzo/commenti però.csv", "documenti/tetti/patto.docx"]
    assert archive.place("documenti/tetti/patto.docx").endswith("/documenti/tetti/patto.docx")


@pytest.mark.parametrize(
    "name",
    [
        "../segreto.key",
        "documenti/../segreto.key",
        "/etc/hostname",
        "segreto.key",
        "documenti",
        "documenti//a",
        "",
        "\0",
    ],
)
def test_a_name_that_leads_out_is_refused(archive: Archive, name: str) -> None:
    for act in (lambda: archive.read(name), lambda: archive.write(name, b""), lambda: archive.place(name)):
        with pytest.raises(Refusal, match="il nome porta fuori dall'archivio"):
            act()


def test_a_folder_that_a_url_names_is_a_folder(tmp_path: Path) -> None:
    archive = open_archive(f"file://{tmp_path}/altrove", tmp_path)
    archive.write("arrivi/a.csv", b"a")
    assert isinstance(archive, FolderArchive)
    assert (tmp_path / "altrove" / "arrivi" / "a.csv").read_bytes() == b"a"


def test_a_store_that_does_not_answer_or_is_not_known_is_refused_with_what_to_do(bucket_url: str) -> None:
    gone = ObjectArchive("s3://non-esiste/casa")
    with pytest.raises(Refusal, match=r"non risponde come dovuto .* → controllate ISTRUTTORIA_DOCUMENTS_URL"):
        gone.write("documenti/a/b", b"")
    with pytest.raises(Refusal, match="non si può aprire"):
        ObjectArchive("inventato://casa")


def left_by(desk: Desk) -> tuple[list[str], dict[str, bytes | None]]:
    """The hash of every register entry, and the bytes of all that is in the archive."""
    with desk.transaction() as session:
        hashes = [entry.hash for entry in registry.entries(session, "tetti")]
    return hashes, {name: desk.archive.read(name) for name in desk.archive.names()}


def test_the_same_inquiry_leaves_the_same_in_a_folder_and_in_a_store_and_verify_names_what_is_wrong(
    bucket_url: str, tmp_path: Path
) -> None:
    case = small_case()
    folder, _ = play(tmp_path / "folder", case)
    bare = open_rehearsal(tmp_path / "objects", seed=case.definition_text)
    objects = replace(bare, archive=open_archive(f"{bucket_url}/casa", bare.home))
    assert Rehearsal(objects, HelpfulHands(objects), case.script).play() == "tetti"

    expected = left_by(folder)
    assert left_by(objects) == expected
    assert len(expected[0]) > 60 and len(expected[1]) > 30
    assert sorted(path.name for path in objects.home.iterdir() if path.is_dir()) == ["posta"]
    for desk in (folder, objects):
        assert verify(desk, "tetti").faults == []
        altered = "4-consiglio/documento-di-sintesi.docx"
        names = [name for name in desk.archive.names() if name.startswith("documenti/tetti/")]
        missing = names[0].removeprefix("documenti/tetti/")
        with_it = desk.read("tetti", altered)
        desk.archive.write(f"documenti/tetti/{altered}", with_it[:-1] + bytes([with_it[-1] ^ 1]))
        collected = next(name for name in desk.archive.names() if name.startswith("acquisiti/"))
        desk.archive.write(collected, b"altro")
        take_away(desk, f"documenti/tetti/{missing}")
        faults = {(fault.place, fault.problem) for fault in verify(desk, "tetti").faults}
        assert (missing, "il documento manca dall'archivio") in faults
        assert (altered, "i byte del documento sono cambiati dopo la registrazione") in faults
        assert [problem for _, problem in faults].count("i byte del file acquisito sono cambiati") == 1
        assert len(faults) == 3


def take_away(desk: Desk, name: str) -> None:
    place = desk.archive.place(name)
    if place.startswith("s3://"):
        import fsspec

        fsspec.filesystem("s3").rm_file(place)
    else:
        Path(place).unlink()


def test_a_house_whose_settings_name_a_store_finds_arrivals_there(bucket_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, documents_url=f"{bucket_url}/arrivati")
    desk = open_desk(settings)
    desk.archive.write("arrivi/marzo/commenti.csv", b"id;body\r\n")
    assert read_arrival(desk, "marzo/commenti.csv") == ("commenti.csv", b"id;body\r\n")
    assert not (tmp_path / "arrivi").exists()


def test_a_house_with_a_folder_does_not_wait_for_the_library_of_stores(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from flows.archive import open_archive; "
        "open_archive('', Path(sys.argv[1])).write('arrivi/a', b'a'); "
        "raise SystemExit('fsspec' in sys.modules or 's3fs' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, tmp_path]).returncode == 0
