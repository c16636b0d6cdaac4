"""What the shipped sample is known to hold: which texts to moderate and why, which rows are awkward."""

from __future__ import annotations

from dataclasses import dataclass

from domain.vocabulary import Ground


@dataclass(frozen=True, slots=True)
class ToModerate:
    """A text of the sample that the rehearsal moderates, and why."""

    key: str
    ground: Ground
    why: str


TO_MODERATE = (
    ToModerate("comment:702", Ground.INSULT, "Offende chi ha scritto la bozza, senza dire nulla del piano."),
    ToModerate("proposal:2488", Ground.THREAT, "Annuncia una ritorsione contro gli addetti dello sportello."),
    ToModerate("comment:755", Ground.INSULT, "Insulta gli altri partecipanti."),
)
LATE = ("proposal:2724", "comment:854", "comment:855", "comment:856")
"""Sent minutes after the window closed."""
CHANGED = ("comment:571", "proposal:2356")
"""The final export shows another text."""
ANSWERED = (
    "proposal:2203",
    "proposal:2208",
    "proposal:2299",
    "proposal:2302",
    "proposal:2312",
    "proposal:2338",
    "proposal:2343",
    "proposal:2352",
    "proposal:2362",
    "proposal:2419",
    "proposal:2422",
    "proposal:2427",
)
"""Answered in between: the platform appends a space to the text, which is no change."""
VANISHED = ("comment:620",)
"""In the first export only."""
ORPHANS = ("comment:638",)
"""Replies to a comment that no export holds."""
UNKNOWN_SECTION = ("comment:554",)
"""Comments on a proposal that no export holds."""
BAD_DATE = ("comment:508",)
"""Rows whose date does not exist: set aside."""
CAMPAIGN_SIZES = {
    "caldo-estivo": 25,
    "morosi-incolpevoli": 18,
    "sportello-sera": 14,
    "verbali-pubblici": 10,
    "parole-semplici": 8,
}
