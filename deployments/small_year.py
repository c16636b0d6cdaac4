"""A small city for the demo and the tests: Milan's definition with fewer letters and seats, and its residents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from domain.assembly.draw.sample_registry import csv_bytes, sample_registry

DEFINITION = Path(__file__).parent / "milano" / "climate-assembly.yaml"
RESIDENTS, SEED = 4_000, 2025


def small_definition(
    *, letters: int = 400, size: int = 10, cohorts: int = 4, groups: int = 3, plenaries: int = 6
) -> str:
    """Milan's definition made small: with an allowance, and quotas as loose as small groups need."""
    found: dict[str, Any] = yaml.load(DEFINITION.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    found["city"] = "Comune di prova"
    found["first_draw"]["letters"] = str(letters)
    found["terms"] |= {"size": str(size), "cohorts": str(cohorts), "allowance_eur": "30"}
    found["meetings"]["groups"] = found["meetings"]["groups"][:groups]
    found["meetings"]["plenaries"] = str(plenaries)
    found["meetings"]["table_size"] = "5"
    found["selection"]["tickets"] = "100"
    for criterion in found["selection"]["criteria"]:
        criterion["tolerance"] = "2"
    return str(yaml.safe_dump(found, allow_unicode=True, sort_keys=False))


def small_registry(size: int = RESIDENTS) -> bytes:
    """The registry of the small city (CSV)."""
    return csv_bytes(sample_registry(size, SEED))
