"""Files are taken from the folder of arrivals, and from nowhere else on the machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.errors import Refusal
from flows.archive import ObjectArchive
from flows.arrivals import arrival_on_disk, keep_arrival, read_arrival, read_text
from flows.edges import Desk


def test_a_file_is_read_from_the_folder_of_arrivals_and_known_by_its_name(house: Callable[[str], Desk]) -> None:
    desk = house("casa")
    (desk.home / "arrivi" / "marzo").mkdir(parents=True)
    (desk.home / "arrivi" / "marzo" / "commenti.csv").write_bytes(b"id;body\r\n")
    assert read_arrival(desk, "marzo/commenti.csv") == ("commenti.csv", b"id;body\r\n")


@pytest.mark.parametrize("file", ["assente.csv", "../segreto.key", "marzo/../../segreto.key", "/etc/hostname", ".", ""])
def test_no_other_file_of_the_machine_is_read(house: Callable[[str], Desk], file: str) -> None:
    desk = house("casa")
    (desk.home / "arrivi" / "marzo").mkdir(parents=True)
    with pytest.raises(Refusal) as refused:
        read_arrival(desk, file)
    assert refused.value.as_dict() == {
        "problem": "il file non è tra quelli arrivati",
        "remedy": "copiate il file nella cartella «arrivi» del programma e indicate il percorso a partire da lì",
        "place": file,
        "faults": [],
    }


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Scheda Casa (1).XLSX", "scheda-casa-1.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("...", "allegato"),
        ("è.tar.gz", "e-tar.gz"),
        ("a" * 300 + ".csv", "a" * 60 + ".csv"),
        ("x.'; rm -rf", "x.rm-rf"),
    ],
)
def test_a_file_that_came_by_mail_lies_under_a_plain_name_and_is_found_there(
    house: Callable[[str], Desk], name: str, kept: str
) -> None:
    desk = house("casa")
    places = {keep_arrival(desk, "tetti", name, b"id;body") for _ in range(2)}
    assert places == {f"tetti/{hashlib.sha256(b'id;body').hexdigest()[:8]}-{kept}"}
    assert [read_arrival(desk, place)[1] for place in places] == [b"id;body"]


def test_a_definition_that_is_no_text_is_refused(house: Callable[[str], Desk]) -> None:
    path = house("casa").home / "energia.yaml"
    path.write_bytes("città".encode("latin-1"))
    with pytest.raises(Refusal, match=r"energia\.yaml: la definizione non è un testo UTF-8 → salvatela come UTF-8"):
        read_text(path)


def test_a_file_is_lent_on_disk_where_it_lies_or_as_a_copy_that_is_gone_afterwards(
    house: Callable[[str], Desk],
) -> None:
    desk = house("casa")
    (desk.home / "arrivi").mkdir()
    (desk.home / "arrivi" / "lista.csv").write_bytes(b"code\n1\n")
    with arrival_on_disk(desk, "lista.csv") as path:
        assert path == desk.home / "arrivi" / "lista.csv"
    far = replace(desk, archive=ObjectArchive("memory://casa"))
    far.archive.write("arrivi/lista.csv", b"code\n2\n")
    with arrival_on_disk(far, "lista.csv") as path:
        assert (path.name, path.read_bytes()) == ("lista.csv", b"code\n2\n")
    assert not path.exists()
    for file in ("assente.csv", "../segreto.key", "/etc/hostname", ""):
        with pytest.raises(Refusal, match="non è tra quelli arrivati"), arrival_on_disk(desk, file):
            pass
