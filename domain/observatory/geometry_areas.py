"""The list of areas (elenco delle aree): a CSV that says which neighborhood and district each section lies in."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from domain.errors import Fault, Refusal
from domain.observatory.section_codes import is_fictitious

if TYPE_CHECKING:
    from domain.observatory.geometry import Layout

_MOST_BYTES = 100_000_000
_TOLD = 50
_PLACES = ("nil", "nil_name", "district", "district_name")


def read_areas(path: Path, sections: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return the sections with the areas of the list, which go before those of the bases.

    Sections that the list alone knows are kept: fictitious ones have no shape that the bases could hold.

    Raises: Refusal when the list cannot be read, says two areas of one section, or lacks a section that is not
    fictitious.
    """
    name, listed = path.name, _read(path, layout)
    twice = listed.filter(pl.col("section").is_duplicated())["section"].unique().sort()
    faults = [Fault("la sezione ha aree diverse in righe diverse", "lasciate una riga", f"sezione {c}") for c in twice]
    missing = sections.filter(~pl.col("is_fictitious")).join(listed, on="section", how="anti")["section"].sort()
    faults += [Fault("la sezione non è nell'elenco delle aree", "aggiungetela", f"sezione {c}") for c in missing]
    if faults:
        problem = f"l'elenco delle aree ha {len(faults)} anomalie; le prime {len(faults[:_TOLD])}:"
        raise Refusal(problem, "correggete l'elenco e consegnatelo di nuovo", name, tuple(faults[:_TOLD]))
    joined = sections.join(listed, on="section", how="full", suffix="_listed", coalesce=True)
    return joined.select(
        "section",
        *(pl.coalesce(f"{place}_listed", place).alias(place) for place in _PLACES),
        is_fictitious=is_fictitious(pl.col("section")),
    )


def _read(path: Path, layout: Layout) -> pl.DataFrame:
    name = path.name
    try:
        return _listed(_text(path), layout, name)
    except csv.Error as broken:
        raise Refusal(f"l'elenco delle aree non è un CSV leggibile: {broken}", "salvatelo di nuovo", name) from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refusal("l'elenco delle aree supera 100 MB", "lasciate le colonne che servono", path.name)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("l'elenco delle aree non è in UTF-8", "salvatelo come CSV UTF-8", path.name) from None
    except OSError as broken:
        remedy = "controllate che ci sia e che si possa leggere"
        raise Refusal("l'elenco delle aree non si apre", remedy, path.name) from broken


def _listed(text: str, layout: Layout, name: str) -> pl.DataFrame:
    first = text.partition("\n")[0]
    separator = max((";", ",", "\t"), key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    headings = {heading.strip().casefold(): heading for heading in reader.fieldnames or () if heading}
    wanted = {place: headings.get(getattr(layout, place).casefold()) for place in ("section", *_PLACES)}
    if wanted["section"] is None:
        raise Refusal(
            f"l'elenco delle aree non ha la colonna «{layout.section}»",
            f"aggiungetela, o dite nella definizione come si chiama; ci sono {', '.join(headings.values())}",
            name,
        )
    rows = [
        {place: (row.get(heading) or "").strip() or None if heading else None for place, heading in wanted.items()}
        for row in reader
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(wanted, pl.String))
    codes = pl.col("section").str.zfill(layout.digits) if layout.digits else pl.col("section")
    return frame.with_columns(codes).filter(pl.col("section").is_not_null()).unique(maintain_order=True)
