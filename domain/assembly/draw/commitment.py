"""What is promised before chance is known: list, strata, rules and two future sources, in one file with one hash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.assembly.draw import beacon
from domain.assembly.draw.canonical import RULE, canonical, fingerprint
from domain.assembly.draw.frame import Frame
from domain.assembly.draw.strata import Share, published_counts
from domain.errors import Fault, Refusal
from domain.vocabulary import DrawKind

ROME = ZoneInfo("Europe/Rome")
HOUSEHOLDS = "una lettera per famiglia: vale il biglietto più basso, subentra il successivo dello strato"
WAVES = "le tornate successive alzano la soglia degli strati, con gli stessi biglietti"


@dataclass(frozen=True, slots=True)
class Sources:
    """The two public sources that are named before anybody can know them (fonti pubbliche del caso)."""

    drand_round: int
    lottery: str
    lottery_on: date
    wheels: tuple[str, ...]
    chain: str = beacon.CHAIN

    def as_dict(self) -> dict[str, Any]:
        return {
            "drand": {
                "chain": self.chain,
                "round": self.drand_round,
                "published_at": beacon.published_at(self.drand_round).strftime("%Y-%m-%dT%H:%M:%SZ"),
            },
            "lottery": {"name": self.lottery, "on": self.lottery_on.isoformat(), "wheels": list(self.wheels)},
        }


@dataclass(frozen=True, slots=True)
class Commitment:
    """A published promise (impegno): the file, byte by byte, and its fingerprint."""

    manifest: Mapping[str, Any]
    data: bytes

    @property
    def sha256(self) -> str:
        return fingerprint(self.data)


def future_sources(
    drand_from: datetime,
    lottery: str,
    lottery_on: date,
    wheels: Sequence[str],
    *,
    committed_at: datetime,
    chain: str = beacon.CHAIN,
) -> Sources:
    """Return the sources, named by when they will speak.

    Raises: Refusal with a fault for each one that is not wholly after the day (in Rome) of the commitment.
    """
    faults = []
    sources = Sources(beacon.round_from(drand_from), lottery.strip(), lottery_on, tuple(wheels), chain)
    today = committed_at.astimezone(ROME).date()
    if beacon.published_at(sources.drand_round) <= committed_at:
        faults.append(
            Fault("il giro è già uscito", "indicate un'ora futura", f"fonte drand, giro {sources.drand_round}")
        )
    if lottery_on <= today:
        remedy = f"indicate un'estrazione dopo il {today.isoformat()}"
        faults.append(Fault("l'estrazione non è futura", remedy, f"fonte {lottery}, {lottery_on.isoformat()}"))
    names = [wheel for wheel in wheels if not wheel.isalpha() or not wheel.isascii()]
    if names or not wheels or len(set(wheels)) != len(wheels):
        faults.append(
            Fault("le ruote non sono scritte bene", "scrivete nomi come Milano, ognuno una volta sola", "ruote")
        )
    if faults:
        raise Refusal("l'impegno non si può pubblicare con queste fonti", "correggete le fonti", "", tuple(faults))
    return sources


def commit_first_draw(
    process: str,
    frame: Frame,
    table: Sequence[Share],
    sources: Sources,
    *,
    committed_at: datetime,
    deadline: date,
) -> Commitment:
    """Return the commitment of a first draw; counts of people from 1 to 4 are withheld, the frame's hash binds them."""
    people = published_counts([(share.stratum, share.people) for share in table])
    content = {
        "frame": {
            "sha256": frame.sha256,
            "rows": frame.rows.height,
            "read": frame.rows_read,
            "set_aside": frame.aside.height,
            "columns": list(frame.rule.columns),
        },
        "letters": sum(share.letters for share in table),
        "reference_year": frame.rule.reference_year,
        "minimum_age": frame.rule.minimum_age,
        "axes": [{"code": axis.code, "title": axis.title, "classes": list(axis.classes)} for axis in frame.rule.axes],
        "strata": [
            {"classes": list(share.stratum), "people": count, "letters": share.letters}
            for share, count in zip(table, people, strict=True)
        ],
        "households": HOUSEHOLDS,
        "waves": WAVES,
        "deadline": deadline.isoformat(),
    }
    return commitment(process, DrawKind.FIRST, sources, content, committed_at=committed_at)


def commitment(
    process: str, kind: DrawKind, sources: Sources, content: Mapping[str, Any], *, committed_at: datetime
) -> Commitment:
    """Return the commitment of any draw: what all have in common, and its own content.

    Raises: Refusal when a source is already past.
    """
    if beacon.published_at(sources.drand_round) <= committed_at or sources.lottery_on <= (
        committed_at.astimezone(ROME).date()
    ):
        raise Refusal("una fonte del caso è già nota all'ora dell'impegno", "nominate fonti future", "impegno")
    manifest = {
        **content,
        "rule": RULE,
        "kind": kind.value,
        "process": process,
        "committed_at": committed_at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sources": sources.as_dict(),
    }
    return Commitment(manifest, canonical(manifest))


def read_commitment(data: bytes) -> Commitment:
    """Return any commitment from its published bytes.

    Raises: Refusal when they are not canonical.
    """
    try:
        manifest = json.loads(data)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or canonical(manifest) != data or manifest.get("rule") != RULE:
        raise Refusal("il file dell'impegno è stato alterato", "riprendete quello pubblicato", "manifest.json")
    return Commitment(manifest, data)
