"""The first draw: what the registry's rows become, how letters are shared out, who is drawn."""

from __future__ import annotations

import hmac
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from draw_desk import RULE, played, registry
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assembly.draw.axes import Axis, FrameRule, checked
from domain.assembly.draw.frame import read_frame
from domain.assembly.draw.sample_registry import csv_bytes, parquet_bytes, sample_addresses, sample_registry
from domain.assembly.draw.strata import SMALL, notable, published_counts, shares
from domain.assembly.draw.tickets import draw, ticket
from domain.errors import Refusal

ROOT = Path(__file__).parents[2]
SMALL_RULE = FrameRule(
    (Axis("age", "età", bands=((16, 40), (41, 130))), Axis("gender", "genere", ("F", "M"))), 2025, 16
)
HEADING = "code;birth_year;gender;household\n"


def frame_of(tmp_path: Path, text: str):
    path = tmp_path / "registro.csv"
    path.write_text(text, encoding="utf-8")
    return read_frame(path, SMALL_RULE)


def test_every_row_is_accepted_or_set_aside_by_name_with_the_reason_and_the_remedy(tmp_path: Path) -> None:
    rows = [
        "aaaa;1980;F;h1",
        "bbbb;1990;M;",
        "bbbb;1990;M;",
        "cccc;1970;F;h2",
        "cccc;1971;F;h2",
        "d d;1970;F;h2",
        "eeee;1800;F;h2",
        "ffff;2010;F;h2",
        "gggg;1970;Q;h2",
        "hhhh;1970;F;h 2",
        "iiii;;F;h2",
        "",
    ]
    frame = frame_of(tmp_path, HEADING + "\n".join(rows))
    assert b"".join(
        frame.chunks()
    ).decode() == "code,age,gender,household\naaaa,41-e oltre,F,h1\nbbbb,16-40,M,\n".replace("41-e", "41 e")
    assert frame.rows_read == 11 == frame.rows.height + frame.aside.height
    assert [str(fault) for fault in frame.faults()] == [
        "registro.csv, riga 4, colonna «code»: la riga è ripetuta: conta la prima → togliete la copia",
        *(
            f"registro.csv, riga {row}, colonna «code»: lo stesso codice ha righe diverse: nessuna conta"
            " → tenete la riga giusta"
            for row in (5, 6)
        ),
        "registro.csv, riga 7, colonna «code»: il codice manca o è malformato"
        " → scrivete da 4 a 64 fra lettere, cifre, «-» e «_»",
        "registro.csv, riga 8, colonna «birth_year»: l'anno di nascita (o l'età) manca o è impossibile"
        " → scrivete quattro cifre, come 1984",
        "registro.csv, riga 9, colonna «birth_year»: età inferiore a 16 anni"
        " → nessuno: la regola esclude chi è più giovane",
        "registro.csv, riga 10, colonna «gender»: genere: valore fuori dalle classi → scrivete uno fra: F, M",
        "registro.csv, riga 11, colonna «household»: il codice di famiglia è malformato"
        " → scrivete lettere, cifre, «-» e «_», o lasciate vuoto",
        "registro.csv, riga 12, colonna «birth_year»: l'anno di nascita (o l'età) manca o è impossibile"
        " → scrivete quattro cifre, come 1984",
    ]
    assert sum(frame.aside_counts().values()) == frame.aside.height


def test_a_file_that_cannot_be_read_is_refused_with_its_lines(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as ragged:
        frame_of(tmp_path, HEADING + "aaaa;1980;F;h1\nbbbb;1980;F;h1;di troppo\n")
    assert [fault.place for fault in ragged.value.faults] == ["registro.csv, riga 3"]
    with pytest.raises(Refusal, match="mancano le colonne: household"):
        frame_of(tmp_path, "code;birth_year;gender\naaaa;1980;F\n")
    with pytest.raises(Refusal, match="vuoto"):
        frame_of(tmp_path, "")
    (tmp_path / "registro.csv").write_bytes(HEADING.encode() + "aaaa;1980;F;hà\n".encode("latin-1"))
    with pytest.raises(Refusal, match="non è in UTF-8"):
        read_frame(tmp_path / "registro.csv", SMALL_RULE)
    (tmp_path / "registro.csv").write_bytes(b"PAR1 non un parquet")
    with pytest.raises(Refusal, match="non si legge"):
        read_frame(tmp_path / "registro.csv", SMALL_RULE)
    with pytest.raises(Refusal, match="non c'è"):
        read_frame(tmp_path / "altro.csv", SMALL_RULE)


def test_an_unclosed_quotation_mark_swallows_no_row(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, HEADING + 'aaaa;1980;F;"h1\nbbbb;1980;"M";h2\ncccc;1980;F;h3\n')
    assert frame.rows["code"].to_list() == ["aaaa", "bbbb", "cccc"]


def test_the_frame_is_the_same_from_csv_and_parquet_and_from_any_order_of_rows(tmp_path: Path) -> None:
    rows = sample_registry(2_000, 3)
    prints = set()
    for number, (order, write) in enumerate(
        [(rows, csv_bytes), (rows.reverse(), csv_bytes), (rows.sample(fraction=1, shuffle=True, seed=5), parquet_bytes)]
    ):
        path = tmp_path / f"{number}"
        path.write_bytes(write(order))
        done = played(path)
        prints.add((done.frame.sha256, done.commitment.sha256, done.waves[0]))
    assert len(prints) == 1


def test_criteria_that_make_no_strata_are_refused_together() -> None:
    rule = FrameRule(
        (
            Axis("age", "età", bands=((16, 30), (30, 40))),
            Axis("gender", "genere", ("F", "F")),
            Axis("code", "codice", ("a,b",)),
            Axis("district", "municipio"),
        ),
        2025,
        16,
    )
    with pytest.raises(Refusal) as refused:
        checked(rule)
    assert [fault.place for fault in refused.value.faults] == [
        f"criterio {code}" for code in ("age", "gender", "code", "district", "code")
    ]
    with pytest.raises(Refusal, match="strati, più dei"):
        checked(
            FrameRule(
                (Axis("age", "età", tuple(map(str, range(400)))), Axis("x", "x", tuple(map(str, range(400))))), 2025, 0
            )
        )


@given(st.lists(st.integers(0, 500), min_size=1, max_size=30).filter(sum), st.data())
def test_letters_follow_the_people_by_largest_remainder(people: list[int], data: st.DataObject) -> None:
    total = sum(people)
    letters = data.draw(st.integers(1, total))
    table = shares({(str(at),): count for at, count in enumerate(people)}, letters)
    assert sum(share.letters for share in table) == letters
    assert all(abs(share.letters * total - share.people * letters) < total for share in table)
    assert all(share.letters <= share.people for share in table)
    up = [share for share in table if share.letters * total > share.people * letters]
    down = [share for share in table if share.letters * total < share.people * letters]
    assert all(letters * a.people % total >= letters * b.people % total for a in up for b in down)


def test_equal_remainders_go_to_the_first_class_and_strata_to_look_at_are_shown() -> None:
    table = shares({("a",): 10, ("b",): 10, ("c",): 0, ("d",): 3}, 1)
    assert [(share.letters, share.note) for share in table] == [
        (1, ""),
        (0, "strato troppo piccolo per una lettera"),
        (0, "strato vuoto"),
        (0, "strato troppo piccolo per una lettera"),
    ]
    assert [share.stratum for share in notable(table)] == [("b",), ("c",), ("d",)]
    with pytest.raises(Refusal, match="non si possono assegnare"):
        shares({("a",): 2}, 3)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 30)), max_size=6))
def test_no_small_count_can_be_found_by_subtraction(cells: list[tuple[str, str, int]]) -> None:
    counts = list({cell[:2]: cell[2] for cell in cells}.items())
    shown = published_counts(counts)
    assert all(told in (None, people) for told, (_, people) in zip(shown, counts, strict=True))
    assert all(told is None for told, (_, people) in zip(shown, counts, strict=True) if 0 < people < SMALL)
    for at, name in [(-1, ""), (0, "a"), (0, "b"), (1, "x"), (1, "y"), (1, "z")]:
        group = [place for place, (key, people) in enumerate(counts) if people and (at < 0 or key[at] == name)]
        withheld = [counts[place][1] for place in group if shown[place] is None]
        if withheld and len(withheld) < len(group):
            assert len(withheld) > 1 and sum(withheld) >= SMALL


def test_a_ticket_is_the_hmac_that_every_library_computes() -> None:
    seed = bytes(range(32))
    assert ticket(seed, "r1") == hmac.new(seed, b"ticket:r1", "sha256").hexdigest()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(0, 20))
def test_each_stratum_draws_its_lowest_tickets_and_no_household_twice(seed: int, letters: int, more: int) -> None:
    frame = FRAMES[seed % len(FRAMES)]
    key = seed.to_bytes(32, "big")
    first = {share.stratum: share.letters for share in shares(frame.counts(), letters)}
    later = dict.fromkeys(list(first)[:5], more)
    waves = draw(frame, key, [first, later])
    assert waves[0] == draw(frame, key, [first])[0]
    rows = {row[0]: row for row in frame.rows.iter_rows()}
    codes = [code for wave in waves for code in wave.codes]
    assert len(set(codes)) == len(codes)
    homes = [rows[code][-1] for code in codes if rows[code][-1]]
    assert len(set(homes)) == len(homes)
    drawn = Counter(rows[code][1:-1] for code in codes)
    holders = {rows[code][-1] for code in codes}
    for cut in waves[-1].cutoffs:
        assert drawn[cut.stratum] == cut.drawn <= cut.letters == first[cut.stratum] + later.get(cut.stratum, 0)
        own = [row for row in rows.values() if row[1:-1] == cut.stratum]
        below = [row for row in own if ticket(key, row[0]) <= cut.ticket]
        assert all(row[0] in codes or row[-1] in holders for row in below)
        if cut.drawn < cut.letters:
            assert all(row[0] in codes or row[-1] in holders for row in own)
        else:
            assert not {row[0] for row in own if ticket(key, row[0]) > cut.ticket} & set(codes)


def _frames() -> list:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return [read_frame(registry(Path(folder), size, size), RULE) for size in (60, 300, 1_000)]


FRAMES = _frames()


def test_the_same_bytes_whatever_the_hash_seed_of_python(tmp_path: Path) -> None:
    path = registry(tmp_path, 500)
    program = (
        "import sys; from pathlib import Path; from hashlib import sha256; from draw_desk import played;"
        "done = played(Path(sys.argv[1]), 50).published();"
        "print(*(name + sha256(data).hexdigest() for name, data in done.items() if name != 'verify_draw.py'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests/domain'}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert "draw.json" in said.pop()


def test_a_known_draw_comes_out_as_it_was_worked_out_by_hand(tmp_path: Path) -> None:
    text = HEADING + "".join(f"c{n:03};{1950 + n};F;{'h1' if n in (0, 1) else ''}\n" for n in range(40))
    frame = frame_of(tmp_path, text)
    key = b"k" * 32
    numbers = {code: hmac.new(key, b"ticket:" + code.encode(), "sha256").hexdigest() for code in frame.rows["code"]}
    old = sorted((code for code in numbers if int(code[1:]) + 1950 <= 1984), key=numbers.__getitem__)
    both = max(("c000", "c001"), key=numbers.__getitem__)
    expected = [code for code in old if code != both][:34]
    waves = draw(frame, key, [{("41 e oltre", "F"): 34}])
    assert waves[0].codes == tuple(sorted(expected))
    assert waves[0].passed_over == 1
    assert max(numbers[code] for code in expected) == next(cut.ticket for cut in waves[0].cutoffs if cut.drawn)


def test_the_sample_city_is_the_same_for_the_same_seed_and_names_nobody() -> None:
    rows = sample_registry(5_000, 11)
    assert rows.equals(sample_registry(5_000, 11)) and not rows.equals(sample_registry(5_000, 12))
    assert rows["code"].n_unique() == 5_000
    assert 1.7 < 5_000 / rows["household"].n_unique() < 2.4
    assert rows.group_by("household").agg(pl.col("district").n_unique())["district"].max() == 1
    addresses = sample_addresses(rows.head(50), 1)
    assert addresses.columns == ["code", "name", "street", "postcode", "city", "email", "language"]
    assert addresses["code"].to_list() == rows["code"].head(50).to_list()
    assert all(email == "" or email.endswith("@posta.example") for email in addresses["email"])
