"""The parts of an observatory's definition that its numbers go by: indicators, protection, seasons, guide, places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from domain.definition_file import Inconsistent, Mismatch
from domain.definition_parts import Line, Written, repeated
from domain.observatory.class_estimates import DISPERSION, FROM_CLASSES, INDICATORS
from domain.observatory.indicators import TEN_PERCENT, Lines
from domain.observatory.protection.rules import Rules
from domain.observatory.retrofits import Season

Finest = Literal["section", "nil", "district", "city"]
_SECTIONS = (TEN_PERCENT, FROM_CLASSES)
_DISTRICTS = ("persistent", "precarious")
_BY_DEFAULT: Mapping[str, Finest] = {
    code: "section" if code in _SECTIONS else "district" if code in _DISTRICTS else "nil"
    for code in (one.code for one in INDICATORS)
}
"""What few households share is told of larger areas: of sections nearly all of it would be hidden, and hide more along.

One indicator alone is told of sections and complexes: each further one there makes the audit a hundred times longer.
"""

LICENCE = (
    "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/deed.it"
)
"""Of the open data, where the definition names no other."""


class Indicators(Written):
    """Which indicators are published, and their lines (indicatori e soglie)."""

    published: dict[str, Finest] = Field(
        default_factory=lambda: dict(_BY_DEFAULT), description="each indicator and the finest areas it is told of"
    )
    main: str = Field(default=TEN_PERCENT, description="that the guide to action goes by")
    ten_percent: float = Field(default=0.10, gt=0, lt=1, description="share of income")
    median_share: float | None = Field(default=None, ge=0, le=1, description="that 2M refers to; none: this extract's")
    median_spend_eur: float | None = Field(default=None, ge=0, description="that M/2 refers to; none: this extract's")
    medians_of: str = Field(default="", description="whose medians they are, as people read it")
    estimate_error: float = Field(default=0.5, ge=0, le=1, description="how far the truth may be from an estimate")
    dispersion: float = Field(default=DISPERSION, gt=0, le=3, description="within an income class, of the fallback")
    sections_cover: Literal["tutti", "altri"] = Field(
        default="tutti", description="whether counts by section speak of all households, or of those in no other file"
    )

    @model_validator(mode="after")
    def _known(self) -> Indicators:
        wrong = [
            Mismatch(("published", code), f"nessun indicatore si chiama «{code[:40]}»", f"usate: {', '.join(_KNOWN)}")
            for code in self.published
            if code not in _BY_DEFAULT
        ]
        if self.main not in self.published:
            wrong.append(Mismatch(("main",), f"«{self.main[:40]}» non è fra gli indicatori pubblicati", "aggiungetelo"))
        if (self.median_share or self.median_spend_eur) and not self.medians_of.strip():
            wrong.append(
                Mismatch(("medians_of",), "non si dice di chi sono le mediane", "scrivetelo: chi legge lo cerca")
            )
        if wrong:
            raise Inconsistent(*wrong)
        return self

    def lines(self, share: float | None, spend_eur: float | None) -> Lines:
        """Return the lines of an edition, with these medians of the extract where the definition gives none."""
        given = self.median_share is not None, self.median_spend_eur is not None
        whose = self.medians_of if all(given) else "; ".join(filter(None, (self.medians_of, OF_THE_EXTRACT)))
        return Lines(
            self.ten_percent,
            self.median_share if given[0] else share,
            self.median_spend_eur if given[1] else spend_eur,
            whose,
            self.estimate_error,
        )


_KNOWN = tuple(_BY_DEFAULT)
OF_THE_EXTRACT = "i nuclei di questa estrazione con tutti i dati misurati"


class Protection(Written):
    """What may not be told of small groups (riservatezza dei risultati)."""

    threshold: int = Field(default=10, ge=3, le=1000, description="households under which an area is hidden")
    small: int = Field(default=3, ge=3, le=1000, description="households under which a cell is hidden")
    largest_share: float = Field(default=0.9, gt=0, le=1, description="of an amount, by its two largest contributors")
    turnover_share: float = Field(
        default=0.05, ge=0, le=1, description="of an area's households that surely change in a year"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Protection:
        if self.threshold < self.small:
            problem = "la soglia delle famiglie è minore di quella delle celle"
            raise Inconsistent(Mismatch(("threshold",), problem, f"scrivete almeno {self.small}"))
        return self

    @property
    def rules(self) -> Rules:
        """The rules as protection takes them."""
        return Rules(self.threshold, self.small, self.largest_share)


class YearSeason(Written):
    """How cold a year was and what energy cost in it (stagione)."""

    degree_days: float = Field(gt=0, le=10_000)
    price_index: float = Field(gt=0, le=100, description="any base, the same for all years")

    @property
    def season(self) -> Season:
        """The season as retrofits take it."""
        return Season(self.degree_days, self.price_index)


class Retrofits(Written):
    """How the retrofits are evaluated (riqualificazioni)."""

    heating_share: float = Field(default=0.6, ge=0, le=1, description="of spend that follows the degree days")


class Extracts(Written):
    """How extracts are read (estrazioni)."""

    decimal: Literal[".", ","] = Field(default=".", description="what precedes the decimals in a CSV")
    most_faults_share: float = Field(
        default=0.05, ge=0, le=1, description="of a file's rows: above it there is no edition"
    )


class Guide(Written):
    """The guide to action (guida alle visite)."""

    visits: int = Field(default=1_000, ge=1, le=1_000_000)


class Complex(Written):
    """A complex of social housing (complesso ERP)."""

    code: Line
    name: Line


class SectionPair(Written):
    """A section of the former base and one of this base that share ground (corrispondenza)."""

    then: Line
    now: Line


class Places(Written):
    """How the territorial bases are laid out (basi territoriali): the property that holds what."""

    base_year: int = Field(default=2021, ge=1991, le=2100)
    section: Line = "SEZ21_ID"
    nil: Line = "NIL"
    nil_name: Line = "NIL_NOME"
    district: Line = "MUNICIPIO"
    district_name: Line = "MUNICIPIO_NOME"
    crs: Line = "EPSG:32632"
    digits: int = Field(default=0, ge=0, le=20, description="of a section's code, where the bases lose zeros in front")
    town: Line = "PRO_COM"
    only_town: Line | None = Field(default=None, description="the municipality's code, where the bases are a region's")
    complexes: list[Complex] = Field(default_factory=list, description="where no list of areas names them")
    pairs: list[SectionPair] = Field(default_factory=list, description="of the codes before this base; empty: the same")

    @property
    def layout(self) -> dict[str, str | int | None]:
        """The layout of the bases by field, as whoever reads the geometry takes it."""
        return self.model_dump(exclude={"complexes", "pairs"})

    @model_validator(mode="after")
    def _once(self) -> Places:
        twice = repeated([one.code for one in self.complexes])
        wrong = [Mismatch(("complexes", at, "code"), f"«{code}» c'è già", "lasciatene uno") for at, code in twice]
        if wrong:
            raise Inconsistent(*wrong)
        return self
