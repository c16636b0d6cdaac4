"""Numbers, days and lists as Italian readers expect them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.italian import counted, listed, percent, register_numbers


def test_register_numbers_are_cited_as_a_letter_cites_them() -> None:
    assert register_numbers([4]) == "n. 4"
    assert register_numbers([4, 9, 1204]) == "nn. 4, 9 e 1.204"
    assert register_numbers(range(1, 23)) == f"nn. {', '.join(map(str, range(1, 21)))} e 2 altri"
    assert register_numbers([1, 2, 3], most=2) == "nn. 1, 2 e 1 altro"


@given(st.lists(st.integers(1, 999), min_size=1, unique=True), st.integers(2, 30))
def test_no_register_number_is_cited_twice_nor_left_out_in_silence(numbers: list[int], most: int) -> None:
    said = register_numbers(numbers, most=most)
    shown = [word.strip(",") for word in said.split() if word.strip(",").isdigit()]
    rest = int(shown.pop()) if said.endswith(("altro", "altri")) else 0
    assert [int(one) for one in shown] == numbers[:most] and len(shown) + rest == len(numbers)


def test_plurals_lists_and_shares() -> None:
    assert [counted(count, "contributo", "contributi") for count in (0, 1, 2000)] == [
        "0 contributi",
        "1 contributo",
        "2.000 contributi",
    ]
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a e b", "a, b e c"]
    assert (percent(1, 8), percent(1, 0)) == ("12,5%", "–")
