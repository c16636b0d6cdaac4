"""Years of an observatory: editions that repeat to the byte, stand when the next one fails, and are corrected aloud."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from small_observatory_years import FIRST, ID, LAST, OFFICER, SCRIPT, copied, played
from sqlmodel import col, select

from domain.errors import Refusal
from domain.models import Letter
from domain.observatory.editions import MANIFEST, verify
from domain.observatory.synthetic_files import yearly_files
from domain.store import registry
from domain.vocabulary import EntryKind, ExtractKind
from flows.edges import Desk
from flows.observatory_acts import checking, comparing, delivering, erasing, preparing, publishing
from flows.observatory_acts.case import load_case

AFTER = datetime(2026, 9, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    yield played(tmp_path_factory.mktemp("osservatorio") / "casa")


@pytest.fixture
def desk(whole: Desk, tmp_path: Path) -> Iterator[Desk]:
    copy = copied(whole, tmp_path / "casa")
    yield copy
    copy.engine.dispose()


def households(year: int, folder: Path, *, price: float = 1.0, broken: int = 0) -> Path:
    """A year's extract, with other electricity bills or rows that break a rule."""
    files = dict(yearly_files(SCRIPT.city, SCRIPT.seed, FIRST, year - FIRST + 1))[year]
    (data,) = (one.data for one in files if one.kind is ExtractKind.HOUSEHOLDS)
    head, *rows = data.decode().splitlines()
    place = head.split(",").index("elettricita_eur")
    told = []
    for number, row in enumerate(rows):
        cells = row.split(",")
        if cells[place] and price != 1.0:
            cells[place] = f"{float(cells[place]) * price:.2f}"
        told.append(",".join(["", *cells[1:]] if number < broken else cells))
    path = folder / f"nuclei-{year}-corretti.csv"
    path.write_text("\n".join([head, *told]) + "\n", encoding="utf-8")
    return path


def mail(desk: Desk, kind: str) -> list[str]:
    with desk.reading() as session:
        written = select(Letter.body).where(col(Letter.key).contains(f"{kind}:")).order_by(col(Letter.id))
        return list(session.exec(written))


def test_two_years_end_published_verified_and_with_every_row_accounted_for(whole: Desk) -> None:
    verdict = checking.verify(whole, ID)
    assert verdict.faults == []
    assert (verdict.editions, verdict.files) == (2, 5)
    progress = load_case(whole, ID).progress
    assert [one.year for one in progress.editions] == [FIRST, LAST]
    for one in progress.handed_in:
        assert one.rows_in == one.rows_accepted + one.rows_set_aside
    (this_year,) = [one for one in progress.handed_in if one.kind is ExtractKind.HOUSEHOLDS and one.year == LAST]
    assert this_year.rows_set_aside == 4
    assert len(mail(whole, "observatory-request")) == 3  # of two senders; the bases of the first year hold on
    assert len(mail(whole, "observatory-faults")) == 2
    assert len(mail(whole, "observatory-published")) == 2 * 3


def test_an_edition_is_a_folder_that_anybody_can_verify_and_that_names_the_one_before(whole: Desk) -> None:
    folder = whole.home / "documenti" / ID / "edizioni" / str(LAST)
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    first, last = (one.manifest_sha256 for one in load_case(whole, ID).progress.editions)
    assert verify(files, last) == []
    assert {"cruscotto.html", "rapporto.docx", MANIFEST, "dati-aperti/aree.csv", "dati-aperti/aree.parquet"} <= set(
        files
    )
    assert json.loads(files[MANIFEST])["previous_hash"] == first
    for name in files:
        altered = files | {name: files[name] + b" "}
        assert verify(altered, last) != [], name


def test_the_same_files_give_the_same_editions_to_the_byte(whole: Desk, tmp_path: Path) -> None:
    again = played(tmp_path / "altra")
    assert [one.manifest_sha256 for one in load_case(again, ID).progress.editions] == [
        one.manifest_sha256 for one in load_case(whole, ID).progress.editions
    ]


def test_playing_again_on_what_is_there_changes_nothing(desk: Desk) -> None:
    with desk.reading() as session:
        before = registry.head(session, ID).number
    played(desk.home)
    with desk.reading() as session:
        assert registry.head(session, ID).number == before


def test_a_preparation_that_fails_leaves_the_last_edition_standing_and_tells_the_office_why(
    desk: Desk, tmp_path: Path
) -> None:
    year = LAST + 1
    path = households(LAST, tmp_path, broken=2_000)
    handed = delivering.deliver(desk, ID, [path], kind=ExtractKind.HOUSEHOLDS, year=year, as_of=AFTER)
    assert handed[0].checked.set_aside >= 2_000
    before = load_case(desk, ID).progress.editions
    for _ in range(2):
        with pytest.raises(Refusal, match="righe anomale oltre il 5,0 % ammesso"):
            preparing.prepare(desk, ID, year, officer=OFFICER, as_of=AFTER)
    assert load_case(desk, ID).progress.editions == before
    (told, *_) = mail(desk, "observatory-failed")
    assert "righe anomale oltre il 5,0 % ammesso" in told and str(LAST) in told
    assert len(mail(desk, "observatory-failed")) == len(set(mail(desk, "observatory-failed")))
    assert checking.verify(desk, ID).faults == []


def test_a_correction_is_decided_with_its_reason_and_stands_beside_what_it_corrects(desk: Desk, tmp_path: Path) -> None:
    path = households(LAST, tmp_path, price=1.1)
    delivering.deliver(desk, ID, [path], kind=ExtractKind.HOUSEHOLDS, year=LAST, as_of=AFTER)
    decision = {"act": "Det. 7", "act_on": date(2026, 9, 18), "officer": OFFICER, "as_of": AFTER}
    made = preparing.correct(desk, ID, LAST, reason="Bollette doppie", **decision)
    assert made.is_new
    assert preparing.correct(desk, ID, LAST, reason="Bollette doppie", **decision).is_new is False
    assert publishing.publish(desk, ID, LAST, **decision)
    assert publishing.publish(desk, ID, LAST, **decision) is False
    first, last = (one for one in load_case(desk, ID).progress.editions if one.year == LAST)
    assert (first.revision, last.revision) == (0, 1)
    folder = desk.home / "documenti" / ID / "edizioni" / f"{LAST}-r1"
    (revision,) = json.loads((folder / MANIFEST).read_bytes())["revisions"]
    assert (revision["reason"], revision["replaces"]) == ("Bollette doppie", first.manifest_sha256)
    assert checking.verify(desk, ID).faults == []


def test_what_came_after_the_preparation_must_be_prepared_before_it_is_published(desk: Desk, tmp_path: Path) -> None:
    year = LAST + 1
    for price in (1.0, 1.1):
        path = households(LAST, tmp_path, price=price)
        delivering.deliver(desk, ID, [path], kind=ExtractKind.HOUSEHOLDS, year=year, as_of=AFTER)
        if price == 1.0:
            preparing.prepare(desk, ID, year, officer=OFFICER, as_of=AFTER)
    decision = {"act": "Det. 8", "act_on": AFTER.date(), "officer": OFFICER, "as_of": AFTER}
    with pytest.raises(Refusal, match="dopo la preparazione sono arrivati altri dati"):
        publishing.publish(desk, ID, year, **decision)


def test_extracts_are_gone_after_the_next_edition_and_the_record_still_verifies(whole: Desk) -> None:
    progress = load_case(whole, ID).progress
    (gone,) = [one for one in progress.handed_in if one.kind is ExtractKind.HOUSEHOLDS and one.year == FIRST]
    assert not any(gone.sha256 in path.name for path in (whole.home / "acquisiti").rglob("*"))
    assert list((whole.home / "documenti" / ID / "righe-da-correggere").rglob(f"{FIRST}/*.xlsx")) == []
    with whole.reading() as session:
        assert [one.subject for one in registry.entries_of_kind(session, ID, EntryKind.ERASURE)] == [
            f"estrazioni {FIRST}"
        ]
    with pytest.raises(Refusal, match=f"le estrazioni del {LAST} servono ancora"):
        erasing.erase_now(whole, ID, LAST, officer=OFFICER, as_of=AFTER)


def test_two_editions_are_compared_from_what_they_publish(whole: Desk) -> None:
    found = comparing.compare(whole, ID, FIRST, LAST)
    assert found.in_words[0].startswith(("Morosità", "Spesa", "Quota"))
    city = found.table.filter((found.table["level"] == "city") & (found.table["definition"] == "ten-percent"))
    assert city["difference"].item() > 0  # prices rose by eight percent
    for first, second, problem in ((LAST, FIRST, "gli anni non sono in ordine"), (2023, LAST, "2023 non è fra quelle")):
        with pytest.raises(Refusal, match=problem):
            comparing.compare(whole, ID, first, second)


def test_a_stranger_decides_nothing_and_nothing_is_prepared_without_its_bases(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Passante"):
        preparing.prepare(desk, ID, LAST + 1, officer="Passante", as_of=AFTER)
    with pytest.raises(Refusal, match="non c'è un'estrazione con nuclei"):
        preparing.prepare(desk, ID, LAST + 1, officer=OFFICER, as_of=AFTER)
    shutil.rmtree(desk.home / "acquisiti")
    path = households(LAST, tmp_path)
    with pytest.raises(Refusal, match="non si trova più nell'archivio"):
        delivering.deliver(desk, ID, [path], kind=ExtractKind.HOUSEHOLDS, year=LAST + 1, as_of=AFTER)


def test_the_year_stands_in_letters_as_people_write_it(whole: Desk) -> None:
    for kind in ("request", "faults", "ready", "published"):
        for body in mail(whole, f"observatory-{kind}"):
            assert "2.024" not in body and "2.025" not in body
            assert str(FIRST) in body or str(LAST) in body
