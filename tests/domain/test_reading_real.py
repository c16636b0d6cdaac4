"""Real exports, when they are there, are read to the last row."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from reading_desk import read

from domain.inquiry.views import ReadFile

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "inquiry"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"REAL EXPORTS NOT FOUND under {DATA}: nothing real was read")


def real(name: str) -> ReadFile:
    return read((DATA / name).read_bytes(), name)


def test_the_693_comments_of_lille_hang_from_its_29_debates() -> None:
    comments, debates = real("mel-commentaires_debats.csv"), real("mel-debats.csv")
    assert (comments.rows_in, len(comments.comments), comments.set_aside) == (693, 693, [])
    assert (debates.rows_in, len(debates.sections), debates.set_aside) == (29, 29, [])
    assert {one.section for one in comments.comments} == {section.id for section in debates.sections}
    depths = [one.depth for one in comments.comments]
    assert [depths.count(level) for level in range(4)] == [545, 120, 21, 7]
    keys = {one.key for one in comments.comments}
    assert all(one.parent_key in keys for one in comments.comments if one.depth)
    assert all(section.title and "<" not in section.text for section in debates.sections)
    assert len({one.author_code for one in comments.comments}) == 118


def test_the_proposals_of_lille_are_sections_of_a_layout_without_osservazioni() -> None:
    file = real("mel-propositions-libres.csv")
    assert (file.rows_in, len(file.sections), file.set_aside) == (196, 196, [])
    assert sum(section.supports or 0 for section in file.sections) > 0
    assert not any("\r" in section.text for section in file.sections)


def test_the_44_comments_on_proposals_name_nobody_who_was_mentioned() -> None:
    file = real("mel-commentaires_propositions_libres.csv")
    assert (file.rows_in, len(file.comments), file.set_aside) == (44, 44, [])
    assert sum("[utente]" in one.text for one in file.comments) == 1
    assert not any("gid://" in one.text for one in file.comments)


def test_a_large_file_cut_in_the_middle_of_a_comment_loses_that_comment_only() -> None:
    with gzip.open(DATA / "scale-comments-100k.csv.gz") as packed:
        data = packed.read(4_000_000)
    opening = data.rindex(b' +0100;"')
    file = read(data[: opening + 40])
    assert len(file.comments) == file.rows_in - 1
    assert file.rows_in > 9_000
    (cut,) = file.set_aside
    assert cut.fault.problem == "le virgolette di una cella non si chiudono: il file è interrotto"
    assert cut.raw == str(file.rows_in)
