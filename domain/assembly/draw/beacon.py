"""The drand beacon «quicknet»: which round is published when, and whether a round's signature is genuine."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import drand_verify

from domain.errors import Refusal

CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
REHEARSAL = "prova"
"""The chain of rehearsals: its signatures are invented, whoever verifies a draw reads so."""
PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510"
    "d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
GENESIS = datetime.fromtimestamp(1_692_803_367, UTC)
PERIOD = timedelta(seconds=3)
ADDRESS = f"https://api.drand.sh/{CHAIN}/public/"
"""Where anybody reads a round: its number goes at the end."""


def round_from(instant: datetime) -> int:
    """Return the first round that is published at or after the instant."""
    if instant < GENESIS:
        raise Refusal("il faro drand non esisteva ancora in quella data", "indicate un giorno futuro", "fonte drand")
    return -((GENESIS - instant) // PERIOD) + 1


def published_at(number: int) -> datetime:
    """Return the instant at which a round is published."""
    return GENESIS + (number - 1) * PERIOD


def randomness(number: int, signature: str, *, chain: str = CHAIN) -> str:
    """Return the randomness of a round, once its signature has been verified against the chain's public key.

    A rehearsal's chain has no key: there is nothing to verify in what was invented.

    Raises: Refusal when the signature is not that of the round.
    """
    place = f"fonte drand, giro {number}"
    if not re.fullmatch(r"[0-9a-f]{96}", signature):
        # The library panics instead of raising on what is not hexadecimal.
        raise Refusal("la firma non ha 96 cifre esadecimali", f"copiatela da {ADDRESS}{number}", place)
    if chain == REHEARSAL:
        return sha256(bytes.fromhex(signature)).hexdigest()
    try:
        drand_verify.verify_quicknet(number, signature, PUBLIC_KEY)
    except ValueError as wrong:
        raise Refusal("la firma non è quella del giro indicato", f"copiatela da {ADDRESS}{number}", place) from wrong
    return sha256(bytes.fromhex(signature)).hexdigest()
