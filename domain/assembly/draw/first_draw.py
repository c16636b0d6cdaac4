"""The first draw after its commitment: the same list, the seed that belongs to it, the waves mailed so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.assembly.draw.axes import Stratum
from domain.assembly.draw.commitment import Commitment
from domain.assembly.draw.frame import Frame
from domain.assembly.draw.seed import Seed
from domain.assembly.draw.tickets import Wave, draw
from domain.errors import Refusal


def drawn_waves(
    commitment: Commitment, frame: Frame, seed: Seed, later: Sequence[Mapping[Stratum, int]] = ()
) -> list[Wave]:
    """Return the wave of the commitment and the `later` ones, each with the additional letters of its strata.

    Raises: Refusal when the list or the seed is not that of the commitment, or a later wave names an unknown stratum.
    """
    manifest = commitment.manifest
    if manifest["frame"]["sha256"] != frame.sha256:
        raise Refusal(
            "la lista non è quella dell'impegno: la sua impronta è diversa",
            "riprendete il file del registro e i criteri di allora, senza modifiche",
            frame.place,
        )
    if seed.manifest_sha256 != commitment.sha256:
        raise Refusal("il seme è di un altro impegno", "ricalcolatelo da questo impegno", "seed.json")
    first = {tuple(row["classes"]): row["letters"] for row in manifest["strata"]}
    if any(stratum not in first or letters < 0 for wave in later for stratum, letters in wave.items()):
        raise Refusal("una tornata nomina uno strato che non c'è o toglie lettere", "correggete la tornata", "tornate")
    return draw(frame, seed.value, [first, *later])
