"""The seed: what the two public sources said, checked, and the one number that follows from them and the commitment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import yaml

from domain.assembly.draw import beacon
from domain.assembly.draw.canonical import RULE
from domain.assembly.draw.commitment import Commitment
from domain.errors import Fault, Refusal

TAG = f"istruttoria/{RULE}"
DRAWN, HIGHEST = 5, 90
"""A wheel of the Lotto gives five of the numbers from 1 to 90."""
_EXAMPLE = "scrivete per esempio «round: 123», «signature: 9f0c…», «lottery: {Milano: 3 17 45 66 90}»"


@dataclass(frozen=True, slots=True)
class PublicValues:
    """What the sources said, as somebody copied it (valori letti)."""

    signature: str
    numbers: Mapping[str, Sequence[int]]
    round: int | None = None
    randomness: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed with everything from which it is made (seme)."""

    manifest_sha256: str
    round: int
    signature: str
    randomness: str
    lottery: str
    value: bytes

    def as_dict(self) -> dict[str, Any]:
        return {
            "manifest_sha256": self.manifest_sha256,
            "drand": {"round": self.round, "signature": self.signature, "randomness": self.randomness},
            "lottery": self.lottery,
            "seed": self.value.hex(),
        }


def read_values(text: str, place: str) -> PublicValues:
    """Return the values written in a small JSON, YAML or «name: value» file.

    Shape: `round`, `signature`, optionally `randomness` (as drand's address gives them), and `lottery`: wheel by wheel
    the five numbers.

    Raises: Refusal when the file has another shape; whether the values are true, `seed_of` says.
    """
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but text
    except yaml.YAMLError as wrong:
        raise Refusal("il file delle fonti non si legge", _EXAMPLE, place) from wrong
    wheels = found.get("lottery") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(wheels, dict) or "signature" not in found:
        raise Refusal("mancano «signature» o «lottery» con le sue ruote", _EXAMPLE, place)
    number = str(found.get("round", "")).strip()
    if number and not re.fullmatch(r"[0-9]{1,12}", number):
        raise Refusal("il giro di drand non è un numero intero", _EXAMPLE, f"{place}, «round»")
    return PublicValues(
        str(found["signature"]).strip().lower(),
        {str(wheel).strip(): _numbers(cells, f"{place}, ruota {wheel}") for wheel, cells in wheels.items()},
        int(number) if number else None,
        str(found.get("randomness", "")).strip().lower(),
    )


def _numbers(cells: Any, place: str) -> tuple[int, ...]:
    words = cells if isinstance(cells, list) else re.split(r"[\s,;.\-]+", str(cells).strip())
    if not all(isinstance(word, str) and re.fullmatch(r"[0-9]{1,3}", word.strip()) for word in words):
        raise Refusal("i numeri estratti non sono numeri", "scriveteli separati da spazi: 3 17 45 66 90", place)
    return tuple(int(word) for word in words)


def seed_of(commitment: Commitment, values: PublicValues) -> Seed:
    """Return the seed of a commitment: SHA-256 over its length-prefixed parts.

    Raises: Refusal when a value is not that of the named source, or cannot have come out of it.
    """
    named = commitment.manifest["sources"]
    number = int(named["drand"]["round"])
    if values.round not in (None, number):
        raise Refusal(
            f"il giro letto è {values.round}, l'impegno nomina il {number}",
            f"leggete {beacon.ADDRESS}{number}",
            "fonte drand",
        )
    drawn = beacon.randomness(number, values.signature, chain=named["drand"]["chain"])
    if values.randomness not in ("", drawn):
        raise Refusal("il valore «randomness» non segue dalla firma", "copiateli dallo stesso giro", "fonte drand")
    lottery = lottery_text(named["lottery"]["wheels"], values.numbers)
    value = mixed(bytes.fromhex(commitment.sha256), number, bytes.fromhex(drawn), lottery)
    return Seed(commitment.sha256, number, values.signature, drawn, lottery, value)


def mixed(manifest: bytes, number: int, randomness: bytes, lottery: str) -> bytes:
    """Return SHA-256 of the parts, each after its length in eight bytes, most significant first."""
    digest = sha256()
    for part in (TAG.encode(), manifest, str(number).encode(), randomness, lottery.encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def lottery_text(wheels: Sequence[str], numbers: Mapping[str, Sequence[int]]) -> str:
    """Return the draw as one text: wheels in the order named, numbers rising, each ended by «.», the wheel by «/».

    Source: the canonical form of RFC 3797, section 4: order does not count, no leading zeros, marks after each.

    Raises: Refusal with a fault for each wheel that is missing, not named, or impossible.
    """
    faults = [
        Fault("la ruota non è fra quelle dell'impegno", "toglietela", f"ruota {wheel}")
        for wheel in numbers
        if wheel not in wheels
    ]
    for wheel in wheels:
        drawn = numbers.get(wheel)
        if drawn is None:
            faults.append(Fault("manca la ruota", "aggiungete i suoi cinque numeri", f"ruota {wheel}"))
        elif len(drawn) != DRAWN or len(set(drawn)) != DRAWN or not all(1 <= n <= HIGHEST for n in drawn):
            problem = f"servono {DRAWN} numeri diversi da 1 a {HIGHEST}"
            faults.append(Fault(problem, "ricopiateli dall'estrazione ufficiale", f"ruota {wheel}"))
    if faults:
        raise Refusal("i numeri della lotteria non vanno bene", "correggete i punti", "", tuple(faults))
    return "".join(f"{wheel}={''.join(f'{n}.' for n in sorted(numbers[wheel]))}/" for wheel in wheels)
