"""An invented registry and its address file, from a seed: residents as many as asked, Milan-like, nobody real."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import polars as pl

LAST_BIRTH_YEAR = 2009
_AGE_WEIGHTS = ((16, 24, 10), (25, 34, 15), (35, 49, 24), (50, 64, 25), (65, 74, 12), (75, 100, 14))
"""Ages and their share: invented figures with the outline of a large city."""
_DISTRICTS = (7, 12, 11, 12, 9, 11, 13, 13, 12)
_NATIONALITIES = {"ITA": 80, "UE": 5, "extra-UE": 15}
_GENDERS = {"F": 5_180, "M": 4_810, "X": 10}
_LANGUAGES = {"ITA": ("it",), "UE": ("ro", "fr", "es", "en"), "extra-UE": ("ar", "zh", "es", "en", "uk")}
_SYLLABLES = ("ba", "cre", "do", "fi", "glu", "lo", "mi", "nu", "pra", "ri", "sto", "tel", "vo", "zi")


def sample_registry(size: int, seed: int, *, reference_year: int = LAST_BIRTH_YEAR + 16) -> pl.DataFrame:
    """Return `size` residents, two to a household on average; the same rows for the same seed.

    Shape: `code`, `birth_year`, `gender`, `nationality`, `district`, `household`, all text.
    """
    chance = np.random.default_rng(seed)
    household = chance.integers(0, max(1, size * 54 // 100), size)
    of_household = np.random.default_rng(seed + 1)
    districts = _picked(of_household, [str(n) for n in range(1, 10)], _DISTRICTS, int(household.max(initial=0)) + 1)
    lows, highs, weights = (np.array(column) for column in zip(*_AGE_WEIGHTS, strict=True))
    band = chance.choice(len(weights), size, p=weights / weights.sum())
    years = reference_year - chance.integers(lows[band], highs[band] + 1)
    numbers = np.arange(size, dtype=np.uint64)
    return pl.DataFrame(
        {
            "code": _codes(numbers, seed, "r"),
            "birth_year": pl.Series(years).cast(pl.String),
            "gender": _picked(chance, list(_GENDERS), list(_GENDERS.values()), size),
            "nationality": _picked(chance, list(_NATIONALITIES), list(_NATIONALITIES.values()), size),
            "district": districts[household],
            "household": _codes(household.astype(np.uint64), seed, "f"),
        }
    )


def sample_addresses(registry: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the office's address file for a registry: invented names, streets that no city has, domain «.example».

    Shape: `code`, `name`, `street`, `postcode`, `city`, `email` (a third has one), `language`.
    """
    chance = np.random.default_rng(seed)
    size = registry.height
    rows = []
    parts = chance.integers(0, len(_SYLLABLES), (size, 7)).tolist()
    numbers = chance.integers(1, 200, size).tolist()
    picks = chance.integers(0, 60, size).tolist()
    for place, (code, nationality, district) in enumerate(
        registry.select("code", "nationality", "district").iter_rows()
    ):
        word = [_SYLLABLES[part] for part in parts[place]]
        name = f"{''.join(word[:2]).title()} {''.join(word[2:5]).title()}"
        languages = _LANGUAGES[nationality]
        email = f"{code}@posta.example" if picks[place] % 3 == 0 else ""
        street = f"Via {''.join(word[5:]).title()} {numbers[place]}"
        language = languages[picks[place] % len(languages)]
        rows.append((code, name, street, f"0000{district}", "Città di prova", email, language))
    columns = ["code", "name", "street", "postcode", "city", "email", "language"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def csv_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as a CSV file in UTF-8."""
    target = BytesIO()
    rows.write_csv(target, line_terminator="\n")
    return target.getvalue()


def parquet_bytes(rows: pl.DataFrame) -> bytes:
    """Return the rows as a Parquet file."""
    target = BytesIO()
    rows.write_parquet(target)
    return target.getvalue()


def _picked(chance: np.random.Generator, values: Sequence[str], weights: Sequence[int], size: int) -> pl.Series:
    shares = np.array(weights) / sum(weights)
    places = pl.Series(chance.choice(len(values), size, p=shares))
    return pl.Series(values).gather(places)


def _codes(numbers: np.ndarray, seed: int, letter: str) -> pl.Series:
    """Return opaque codes: an odd multiplier modulo 2^48 gives every number another place, so none comes twice."""
    mixed = (numbers + np.uint64(seed % 1_000_003)) * np.uint64(0x9E3779B97F4B) & np.uint64((1 << 48) - 1)
    mixed ^= mixed >> np.uint64(23)
    return letter + pl.Series(mixed).cast(pl.String).str.zfill(15)
