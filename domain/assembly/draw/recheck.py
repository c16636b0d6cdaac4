"""A draw on record made again: the seed from its sources, the cut-offs from the codes invited, the ticket from both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from domain.assembly.draw.canonical import fingerprint
from domain.assembly.draw.commitment import read_commitment
from domain.assembly.draw.seed import PublicValues, Seed, seed_of
from domain.assembly.draw.selection_draw import drawn_ticket
from domain.assembly.draw.tickets import ticket
from domain.errors import Fault, Refusal

_REMEDY = "riprendete dalla copia di sicurezza i file pubblicati e la base di dati, e confrontateli con il verbale"


def recheck_seed(manifest: bytes, manifest_sha256: str, sources: str, seed: str) -> tuple[Seed | None, list[Fault]]:
    """Make the seed again from the sources on record; nothing, with the faults, when it is another one."""
    if fingerprint(manifest) != manifest_sha256:
        return None, [Fault("l'impegno non è quello a protocollo", _REMEDY, "manifest.json")]
    try:
        said = json.loads(sources)
        commitment = read_commitment(manifest)
        again = seed_of(commitment, _values(said))
    except (Refusal, ValueError, KeyError, TypeError, AttributeError) as wrong:
        problem = wrong.problem if isinstance(wrong, Refusal) else "i valori delle fonti non si leggono"
        return None, [Fault(f"il seme non nasce dalle fonti: {problem}", _REMEDY, "seme")]
    if again.value.hex() != seed or again.as_dict() != said:
        return None, [Fault("il seme non è quello che nasce dalle fonti", _REMEDY, "seme")]
    return again, []


def recheck_first(seed: Seed, draw: bytes, invited: Sequence[tuple[int, str, tuple[str, ...]]]) -> Iterator[Fault]:
    """Compare those invited (wave, code, stratum) with what is published: codes, counts and cut-offs of the last wave.

    The strata are those on record: only who holds the list can tell that they are true, with the published verifier.
    """
    waves: Sequence[Mapping[str, Any]] = json.loads(draw)["waves"]
    for number, wave in enumerate(waves, start=1):
        codes = sorted(code for own, code, _ in invited if own == number)
        told = sha256("".join(f"{code}\n" for code in codes).encode()).hexdigest()
        if (told, len(codes)) != (wave["codes_sha256"], wave["drawn"]):
            yield Fault("i codici sorteggiati non sono quelli pubblicati", _REMEDY, f"tornata {number}")
    highest: dict[tuple[str, ...], str] = {}
    count: dict[tuple[str, ...], int] = {}
    for _, code, stratum in invited:
        count[stratum] = count.get(stratum, 0) + 1
        highest[stratum] = max(highest.get(stratum, ""), ticket(seed.value, code))
    for cut in waves[-1]["cutoffs"]:
        stratum = tuple(cut["classes"])
        if (count.pop(stratum, 0), highest.get(stratum, "")) != (cut["drawn"], cut["cutoff"]):
            yield Fault("la soglia non segue dai codici sorteggiati", _REMEDY, f"strato {', '.join(stratum)}")
    for stratum in sorted(count):
        yield Fault("ci sono sorteggiati di uno strato che non è pubblicato", _REMEDY, f"strato {', '.join(stratum)}")


def recheck_selection(
    manifest: bytes, seed: Seed, panels: bytes, draw: bytes, seated: Sequence[Sequence[str]]
) -> Iterator[Fault]:
    """Draw the ticket again and compare it with what is published and with who was seated, cohort by cohort."""
    try:
        again = drawn_ticket(read_commitment(manifest), json.loads(panels), seed)
    except (Refusal, ValueError, KeyError) as wrong:
        problem = wrong.problem if isinstance(wrong, Refusal) else "i biglietti non si leggono"
        yield Fault(f"il biglietto non si può sorteggiare di nuovo: {problem}", _REMEDY, "panels.json")
        return
    if again != json.loads(draw):
        yield Fault("il biglietto pubblicato non è quello del seme", _REMEDY, "draw.json")
    if [list(codes) for codes in seated] != again["cohorts"]:
        yield Fault("i mandati non sono quelli del biglietto sorteggiato", _REMEDY, f"biglietto {again['number']}")


def _values(said: Mapping[str, Any]) -> PublicValues:
    """Read the sources as they were kept: wheels ended by «/», numbers by «.»."""
    wheels = [wheel.partition("=") for wheel in said["lottery"].split("/")[:-1]]
    numbers = {name: tuple(int(number) for number in text.split(".")[:-1]) for name, _, text in wheels}
    drand = said["drand"]
    return PublicValues(drand["signature"], numbers, drand["round"], drand["randomness"])
