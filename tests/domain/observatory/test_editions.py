"""An edition does not change: every altered byte is found, and each edition names the one before."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.observatory.editions import MANIFEST, Edition, revise, seal, sha256_of, verify, verify_chain

FILES = {"tabella.csv": b"area;poveri\ns1;4\n", "nota.txt": b"Quota di nuclei"}
FIRST = Edition("Milano", 2026, {"nuclei.parquet": "ab" * 32}, {"regole": "1"})


def sealed(edition: Edition) -> tuple[dict[str, bytes], str]:
    manifest, found = seal(edition, FILES)
    return FILES | {MANIFEST: manifest}, found


def test_an_edition_as_it_was_published_has_no_fault() -> None:
    files, found = sealed(FIRST)
    assert verify(files, found) == []
    assert seal(FIRST, dict(reversed(FILES.items())))[1] == found == sha256_of(files[MANIFEST])


@given(st.data())
def test_every_altered_byte_is_found_and_its_file_named(data: st.DataObject) -> None:
    files, found = sealed(FIRST)
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    altered = bytearray(files[name])
    altered[at] ^= data.draw(st.integers(1, 255))
    assert [fault.place for fault in verify(files | {name: bytes(altered)}, found)] == [name]


def test_files_missing_and_files_added_are_named() -> None:
    files, found = sealed(FIRST)
    del files["nota.txt"]
    faults = verify(files | {"altro.csv": b""}, found)
    assert [(fault.place, fault.problem) for fault in faults] == [
        ("altro.csv", "il file non fa parte dell'edizione"),
        ("nota.txt", "il file manca"),
    ]
    assert [fault.problem for fault in verify({MANIFEST: b"{"})] == ["l'indice non si legge"]
    assert [fault.problem for fault in verify({})] == ["manca l'indice dell'edizione"]


def test_each_edition_names_the_one_before_and_a_revision_the_one_it_replaces() -> None:
    manifest, found = seal(FIRST, FILES)
    revised = revise(FIRST, found, reason="prezzi del gas corretti", decided_on=date(2027, 2, 1))
    again, corrected = seal(revised, FILES)
    later, _ = seal(Edition("Milano", 2027, {}, {}, corrected), FILES)
    skipping, _ = seal(Edition("Milano", 2027, {}, {}, found), FILES)
    assert verify_chain([manifest, again, later]) == []
    assert [fault.place for fault in verify_chain([manifest, again, skipping])] == ["edizione 2027"]
    with pytest.raises(Refusal, match="senza motivo"):
        revise(FIRST, found, reason=" ", decided_on=date(2027, 2, 1))
