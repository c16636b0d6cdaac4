"""What the next edition must know of this one and nobody else may: counts before protection, tables, lines, means."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import polars as pl

from domain.documents.package import read_zip, write_zip
from domain.errors import Refusal
from domain.observatory.indicators import Lines
from domain.observatory.table import COUNTS, PROTECTED_SCHEMA, SCHEMA

SPENDS = pl.Schema({"complex": pl.String(), "households": pl.Int64(), "spend_eur": pl.Float64()})
"""Mean yearly spend a household of each complex, of the households whose spend is known."""
PARTS = pl.Schema(
    {"section": pl.String(), "complex": pl.String(), "definition": pl.String(), **dict.fromkeys(COUNTS, pl.Int64())}
)
_FORMAT = 2
_TABLE = "tabella-{}.csv"


@dataclass(frozen=True, slots=True)
class Kept:
    """The private part of an edition (parte riservata).

    Shape: `counts` AreaCounts of what the edition publishes, before protection; `parts` PARTS, the same per section and
    complex; `tables` the protected tables by year, earlier years' too; `spends` SPENDS; `sections` every code of the
    base then.
    """

    year: int
    base_year: int
    lines: Lines
    counts: pl.DataFrame
    parts: pl.DataFrame
    tables: Mapping[int, pl.DataFrame]
    spends: pl.DataFrame
    sections: tuple[str, ...]

    @property
    def table(self) -> pl.DataFrame:
        """The protected table of that year."""
        return self.tables[self.year]

    def to_bytes(self) -> bytes:
        """Return it as one file: the same for the same edition."""
        told = {
            "format": _FORMAT,
            "year": self.year,
            "base_year": self.base_year,
            "lines": asdict(self.lines),
            "years": sorted(self.tables),
            "sections": list(self.sections),
        }
        frames = {_TABLE.format(year): self.tables[year] for year in sorted(self.tables)}
        frames |= {"conteggi.csv": self.counts, "parti.csv": self.parts, "spese.csv": self.spends}
        head = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        written = ((name, frame.write_csv().encode()) for name, frame in frames.items())
        return write_zip([("parte.json", head), *written])

    @classmethod
    def from_bytes(cls, data: bytes) -> Kept:
        """Return what was written.

        Raises: Refusal when the bytes are not such a file.
        """
        try:
            parts = read_zip(data)
            told = json.loads(parts["parte.json"])
            if told["format"] != _FORMAT:
                raise ValueError
            tables = {year: _read(parts[_TABLE.format(year)], PROTECTED_SCHEMA) for year in told["years"]}
            return cls(
                told["year"],
                told["base_year"],
                Lines(**told["lines"]),
                _read(parts["conteggi.csv"], SCHEMA),
                _read(parts["parti.csv"], PARTS),
                tables,
                _read(parts["spese.csv"], SPENDS),
                tuple(told["sections"]),
            )
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, pl.exceptions.PolarsError):
            remedy = "riprendere il file dall'archivio dell'edizione, o rifare l'edizione dell'anno prima"
            raise Refusal("la parte riservata dell'edizione precedente non si legge", remedy, "edizione") from None


def _read(data: bytes, schema: pl.Schema) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(data), schema=schema)
