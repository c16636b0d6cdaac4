"""Names of files that come from outside: safe whatever they were, and told apart when they are taken."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Refusal
from domain.file_names import ENDINGS, free_name, safe_name

SAFE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\.[a-z]{3,7}")


@given(st.text(), st.sampled_from(ENDINGS), st.booleans())
def test_any_name_with_a_known_ending_becomes_a_safe_one_and_stays_so(stem: str, ending: str, is_loud: bool) -> None:
    name = safe_name(stem + (ending.upper() if is_loud else ending))
    assert SAFE.fullmatch(name) and name.endswith(ending)
    assert safe_name(name) == name


@given(st.text())
def test_any_other_ending_is_refused_with_the_list_of_the_known_ones(told: str) -> None:
    with pytest.raises(Refusal, match=r"\.csv, \.json, \.xlsx"):
        safe_name(f"{told}.exe")


def test_a_free_name_counts_from_two() -> None:
    assert free_name("dati.csv", {"dati.csv"}) == "dati-2.csv"
    assert free_name("dati.csv", {"dati.csv", "dati-2.csv", "dati-3.csv"}) == "dati-4.csv"
