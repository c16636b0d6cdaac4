"""What anybody can check of a draw: sources named before, a seed that follows from them, files left unaltered."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from draw_desk import COMMITTED_AT, NUMBERS, ROUND, SIGNATURE, laid_out, played, registry, selection, sources
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assembly.draw import beacon, publication, verify_draw
from domain.assembly.draw.axes import Stratum
from domain.assembly.draw.canonical import canonical
from domain.assembly.draw.commitment import commitment, future_sources, read_commitment
from domain.assembly.draw.first_draw import drawn_waves
from domain.assembly.draw.publication import published_first_draw
from domain.assembly.draw.seed import PublicValues, read_values, seed_of
from domain.assembly.draw.selection_draw import index, panels_record
from domain.assembly.draw.strata import SMALL
from domain.errors import Refusal
from domain.vocabulary import DrawKind

PUBLISHED_ROUNDS = {
    1_000: (
        "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
        "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
    ),
    657_413: (
        "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
        "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
    ),
}
POOL = [f"p{number:03}" for number in range(40)]
PANELS = [(tuple(POOL[at : at + 4]), tuple(POOL[at + 4 : at + 8])) for at in range(30)]


@cache
def first_draw() -> tuple[dict[str, bytes], bytes, tuple[str, ...], tuple[str, ...]]:
    """Return the published files, the frame's file, the drawn codes and all codes."""
    with TemporaryDirectory() as folder:
        later: dict[Stratum, int] = {("16-34", "F", "1"): 3}
        done = played(registry(Path(folder), 800), 90, [later])
    codes = tuple(code for wave in done.waves for code in wave.codes)
    return done.published(), b"".join(done.frame.chunks()), codes, tuple(done.frame.rows["code"])


@cache
def group_draw() -> dict[str, bytes]:
    return selection(POOL, PANELS)


def test_rounds_that_quicknet_published_are_verified_offline() -> None:
    for number, (signature, value) in PUBLISHED_ROUNDS.items():
        assert beacon.randomness(number, signature) == value
        for wrong in (number + 1, number):
            altered = signature if wrong != number else signature[:-1] + ("0" if signature[-1] != "0" else "1")
            with pytest.raises(Refusal, match="non è quella del giro"):
                beacon.randomness(wrong, altered)
    with pytest.raises(Refusal, match="96 cifre"):
        beacon.randomness(1, "zz")


def test_a_round_is_named_by_the_instant_from_which_it_is_published() -> None:
    assert beacon.round_from(beacon.GENESIS) == 1
    assert beacon.round_from(beacon.GENESIS + timedelta(seconds=1)) == 2
    assert beacon.published_at(beacon.round_from(beacon.published_at(ROUND))) == beacon.published_at(ROUND)
    with pytest.raises(Refusal):
        beacon.round_from(beacon.GENESIS - timedelta(seconds=1))


def test_a_source_that_has_already_spoken_is_refused() -> None:
    at = beacon.published_at(ROUND)
    with pytest.raises(Refusal) as refused:
        future_sources(at, "Lotto", at.date(), ["Milano", "Milano"], committed_at=at)
    assert [fault.problem for fault in refused.value.faults] == [
        "il giro è già uscito",
        "l'estrazione non è futura",
        "le ruote non sono scritte bene",
    ]
    assert sources().drand_round == ROUND


@pytest.mark.parametrize(
    "text",
    [
        f"round: {ROUND}\nsignature: {SIGNATURE}\nlottery:\n  Milano: 45 3 90 17 66\n",
        json.dumps({"round": ROUND, "signature": SIGNATURE, "lottery": {"Milano": ["03", "17", "45", "66", "90"]}}),
        f"signature: {SIGNATURE.upper()}\nlottery: {{Milano: 3-17-45-66-90}}",
    ],
)
def test_the_same_values_however_they_are_written_give_the_same_seed(text: str) -> None:
    promise = read_commitment(first_draw()[0]["manifest.json"])
    seed = seed_of(promise, read_values(text, "fonti.yaml"))
    assert canonical(seed.as_dict()) == first_draw()[0]["seed.json"]
    assert seed.lottery == "Milano=3.17.45.66.90./"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (PublicValues(SIGNATURE, NUMBERS, ROUND + 1), "il giro letto è"),
        (PublicValues(PUBLISHED_ROUNDS[1_000][0], NUMBERS), "non è quella del giro"),
        (PublicValues(SIGNATURE, NUMBERS, ROUND, "00" * 32), "non segue dalla firma"),
        (PublicValues(SIGNATURE, {}), "manca la ruota"),
        (PublicValues(SIGNATURE, {**NUMBERS, "Bari": (1, 2, 3, 4, 5)}), "non è fra quelle dell'impegno"),
        (PublicValues(SIGNATURE, {"Milano": (1, 2, 3, 4, 4)}), "5 numeri diversi da 1 a 90"),
        (PublicValues(SIGNATURE, {"Milano": (1, 2, 3, 4, 91)}), "5 numeri diversi da 1 a 90"),
        (PublicValues(SIGNATURE, {"Milano": (1, 2, 3, 4)}), "5 numeri diversi da 1 a 90"),
    ],
)
def test_a_value_that_is_not_the_sources_is_refused(values: PublicValues, problem: str) -> None:
    with pytest.raises(Refusal, match=problem):
        seed_of(read_commitment(first_draw()[0]["manifest.json"]), values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "solo parole",
        "signature: ab",
        "round: tre\nsignature: a\nlottery: {Milano: 1 2 3 4 5}",
        "signature: a\nlottery: {Milano: uno due}",
        "signature: a\nlottery: {Milano: [[1]]}",
    ],
)
def test_a_file_of_values_without_its_shape_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_values(text, "fonti.yaml")
    assert refused.value.remedy and refused.value.place.startswith("fonti.yaml")


def test_a_published_first_draw_is_verified_by_the_file_that_ships_in_it(tmp_path: Path) -> None:
    files, frame, codes, _ = first_draw()
    folder = laid_out(files, tmp_path / "sorteggio")
    (tmp_path / "lista.csv").write_bytes(frame)
    command = [sys.executable, "-I", str(folder / "verify_draw.py"), str(folder)]
    told = subprocess.run(
        [*command, "--frame", str(tmp_path / "lista.csv")], capture_output=True, text=True, check=True
    )
    seed = json.loads(files["seed.json"])["seed"]
    manifest = json.loads(files["manifest.json"])
    assert told.stdout.splitlines() == [
        f"Seme: {seed}",
        "Confrontate a mano (il programma non usa la rete):",
        f"  la firma: {beacon.ADDRESS}{ROUND}",
        f"  i numeri: Lotto, estrazione del {manifest['sources']['lottery']['on']}: Milano=3.17.45.66.90./",
        f"Lista: {manifest['frame']['rows']} righe; rifatto l'intero sorteggio, {len(codes)} codici sorteggiati:"
        " tutto torna.",
        "VERIFICATO: i file pubblicati sono integri e i conti tornano.",
    ]
    (tmp_path / "lista.csv").write_bytes(frame.replace(b"F", b"M", 1))
    told = subprocess.run(
        [*command, "--frame", str(tmp_path / "lista.csv")], capture_output=True, text=True, check=False
    )
    assert (told.returncode, "la lista non è quella dell'impegno" in told.stdout) == (1, True)


def test_a_resident_finds_the_own_code_on_the_right_side_of_the_cut_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files, frame, codes, everybody = first_draw()
    folder = laid_out(files, tmp_path / "sorteggio")
    strata = {row.split(",")[0]: ", ".join(row.split(",")[1:-1]) for row in frame.decode().splitlines()}
    others = [code for code in everybody if code not in codes]
    for code, is_in in [(codes[0], "sì"), (others[0], "no")]:
        assert verify_draw.main([str(folder), code]) == 0
        assert f"  {strata[code]}: {is_in}" in capsys.readouterr().out.splitlines()


def test_no_code_of_a_resident_and_no_small_count_is_published() -> None:
    files, _, _, everybody = first_draw()
    text = b"".join(files.values()).decode()
    assert [code for code in everybody if code in text] == []
    shown = [row["people"] for row in json.loads(files["manifest.json"])["strata"]]
    shown += [row["people"] for row in json.loads(files["margins.json"])]
    assert [count for count in shown if count is not None and 0 < count < SMALL] == []


LATER = [("16-34", "F", "1"), ("65 e oltre", "M", "5")]


@settings(max_examples=8, deadline=None)
@given(
    size=st.integers(40, 120),
    letters=st.integers(1, 20),
    later=st.lists(st.dictionaries(st.sampled_from(LATER), st.integers(1, 9)), max_size=2),
    order=st.randoms(use_true_random=False),
)
def test_every_first_draw_verifies_as_published_and_is_the_same_in_any_order_of_the_rows(
    size: int, letters: int, later: list[dict[Stratum, int]], order: random.Random
) -> None:
    with TemporaryDirectory() as place:
        path = registry(Path(place), size, seed=size)
        done = played(path, letters, later)
        heading, *rows = path.read_bytes().splitlines(keepends=True)
        order.shuffle(rows)
        path.write_bytes(b"".join([heading, *rows]))
        assert played(path, letters, later).published() == done.published()
        folder, frame = laid_out(done.published(), Path(place) / "pubblicato"), Path(place) / "lista.csv"
        frame.write_bytes(b"".join(done.frame.chunks()))
        assert verify_draw.main([str(folder), "--frame", str(frame)]) == 0


@settings(max_examples=10, deadline=None)
@given(st.permutations(POOL), st.integers(1, 12), st.integers(1, 3), st.integers(1, 6))
def test_every_draw_of_groups_verifies_as_published_and_is_the_same_in_any_order_of_the_pool(
    pool: list[str], tickets: int, cohorts: int, seats: int
) -> None:
    one = [POOL[at * seats : (at + 1) * seats] for at in range(cohorts)]
    turned = {code: [*POOL[at:], *POOL[:at]] for at, code in enumerate(POOL)}
    panels = [tuple(tuple(turned[code][at] for code in codes) for codes in one) for at in range(tickets)]
    published = selection(pool, panels)
    assert published == selection(POOL, panels)
    with TemporaryDirectory() as place:
        assert verify_draw.main([str(laid_out(published, Path(place)))]) == 0


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([lambda: first_draw()[0], group_draw]), st.data())
def test_any_altered_byte_of_any_published_file_fails(
    files: Callable[[], dict[str, bytes]], data: st.DataObject
) -> None:
    whole = files()
    name = data.draw(st.sampled_from(sorted(whole)))
    place = data.draw(st.integers(0, len(whole[name]) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[name][place]))
    altered = whole[name][:place] + bytes([byte]) + whole[name][place + 1 :]
    with TemporaryDirectory() as folder:
        assert verify_draw.main([str(laid_out(whole, Path(folder)))]) == 0
        assert verify_draw.main([str(laid_out({**whole, name: altered}, Path(folder)))]) == 1


def forged(files: dict[str, bytes], name: str, change: Callable[[dict], object]) -> dict[str, bytes]:
    """Return the files with one record changed and all fingerprints made again, as a forger would."""
    record = json.loads(files[name])
    change(record)
    kept = {key: data for key, data in files.items() if key != publication.SUMS}
    return publication._folder({**kept, name: canonical(record)})


def test_a_forger_who_makes_the_fingerprints_again_is_caught_by_the_sums(tmp_path: Path) -> None:
    files, frame, _, _ = first_draw()
    (tmp_path / "lista.csv").write_bytes(frame)
    listed = ["--frame", str(tmp_path / "lista.csv")]
    lies: list[tuple[dict[str, bytes], str, Callable[[dict], object], list[str]]] = [
        (files, "manifest.json", lambda record: record.update(letters=91), []),
        (files, "seed.json", lambda record: record.update(lottery="Milano=3.17.45.66.89./"), []),
        (files, "seed.json", lambda record: record["drand"].update(randomness="00" * 32), []),
        (files, "seed.json", lambda record: record.update(seed="00" * 32), []),
        (files, "draw.json", lambda record: record["waves"][0]["cutoffs"][0].update(letters=50), []),
        (files, "draw.json", lambda record: record["waves"][0]["cutoffs"][0].update(cutoff="ff" * 32), listed),
        (files, "draw.json", lambda record: record["waves"][1].update(passed_over=99), listed),
        (group_draw(), "draw.json", lambda record: record.update(number="00"), []),
        (group_draw(), "draw.json", lambda record: record["reserve"].reverse(), []),
        (group_draw(), "panels.json", lambda record: record["tickets"].reverse(), []),
    ]
    for number, (whole, name, change, words) in enumerate(lies):
        folder = laid_out(whole, tmp_path / str(number))
        assert verify_draw.main([str(folder), *words]) == 0
        laid_out(forged(whole, name, change), folder)
        assert verify_draw.main([str(folder), *words]) == 1, (name, number)


def test_a_missing_or_an_added_file_fails(tmp_path: Path) -> None:
    folder = laid_out(first_draw()[0], tmp_path / "a")
    (folder / "altro.txt").write_text("x")
    assert verify_draw.main([str(folder)]) == 1
    (folder / "altro.txt").unlink()
    (folder / "margins.json").unlink()
    assert verify_draw.main([str(folder)]) == 1
    assert verify_draw.main([]) == 1


def test_the_drawn_ticket_its_members_and_the_reserve_are_told_to_their_owner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = laid_out(group_draw(), tmp_path / "gruppi")
    drawn = json.loads(group_draw()["draw.json"])
    assert drawn["cohorts"] == [list(cohort) for cohort in PANELS[int(drawn["number"])]]
    members = {code for cohort in drawn["cohorts"] for code in cohort}
    assert sorted(drawn["reserve"]) == sorted(set(POOL) - members)
    for code, told in [
        (min(members), "membro"),
        (drawn["reserve"][2], "riserva n. 3"),
        ("zz", "non è fra i disponibili"),
    ]:
        assert verify_draw.main([str(folder), code]) == 0
        assert f"Codice {code}: {told}." in capsys.readouterr().out.splitlines()


@given(st.binary(min_size=32, max_size=32), st.integers(1, 1_000))
def test_an_index_is_within_its_range(seed: bytes, many: int) -> None:
    assert 0 <= index(seed, many) < many


def test_indexes_are_spread_evenly() -> None:
    counts = [0] * 10
    for turn in range(5_000):
        counts[index(turn.to_bytes(32, "big"), 10)] += 1
    assert sum((count - 500) ** 2 / 500 for count in counts) < 27.9  # chi square, 9 degrees, one in a thousand


def test_tickets_that_seat_somebody_twice_or_a_stranger_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        panels_record([(("p001",), ("p001",)), (("p002",), ("p003",)), (("zz",), ("p001",))], POOL)
    assert [fault.place for fault in refused.value.faults] == ["biglietto 0", "biglietto 2"]


def test_papers_of_different_draws_do_not_mix(tmp_path: Path) -> None:
    one, other = played(registry(tmp_path, 300), 20), played(registry(tmp_path, 300, 8), 20)
    with pytest.raises(Refusal, match="altro impegno"):
        published_first_draw(one.commitment, other.seed, one.table, one.waves)
    with pytest.raises(Refusal, match="altro impegno"):
        drawn_waves(one.commitment, one.frame, other.seed)
    with pytest.raises(Refusal, match="la lista non è quella dell'impegno"):
        drawn_waves(one.commitment, other.frame, one.seed)
    with pytest.raises(Refusal, match="strato che non c'è"):
        drawn_waves(one.commitment, one.frame, one.seed, [{("16-34", "F", "10"): 1}])
    with pytest.raises(Refusal, match="alterato"):
        read_commitment(one.commitment.data.replace(b"prova", b"prova ", 1) + b" ")
    with pytest.raises(Refusal, match="già nota"):
        commitment("prova", DrawKind.FIRST, sources(), {}, committed_at=COMMITTED_AT + timedelta(days=8))


def test_the_verifier_is_short_and_needs_nothing_but_the_standard_library() -> None:
    text = publication.verifier().decode()
    assert len(text.splitlines()) < 150
    imported = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imported if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in imported if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)
