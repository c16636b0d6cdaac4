"""An edition of the observatory: its files under one hash, what they come from and replace, how to verify it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from domain.errors import Fault, Refusal

MANIFEST = "edizione.json"
"""The name of the manifest among the files of an edition; its bytes are what the edition's hash is of."""
_FORMAT = 1
_DIFFERENT = "le impronte non sono quelle che l'edizione dichiara"
_ANEW = "riprendere l'edizione dall'archivio, o pubblicarne una revisione"


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the log of what was corrected after publication (registro delle revisioni)."""

    number: int
    decided_on: date
    reason: str
    replaces: str
    """Hash of the edition that it replaces."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One year's edition (edizione): never changed; a correction is a new edition of the same year that says so.

    `inputs` and `methods`: hash of each extract, version of each rule, by name. `previous_hash`: of the last edition of
    an earlier year, None for the first.
    """

    city: str
    year: int
    inputs: Mapping[str, str]
    methods: Mapping[str, str]
    previous_hash: str | None = None
    revisions: tuple[Revision, ...] = field(default=())


def sha256_of(content: bytes) -> str:
    """Return the hash of a file as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def seal(edition: Edition, files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Return the manifest of an edition's files, and the edition's hash, which is the manifest's.

    Raises: Refusal when there are no files, when one bears the manifest's name, or when the log of revisions has gaps.
    """
    if not files or MANIFEST in files:
        raise Refusal("l'edizione non ha file, o uno si chiama come il suo indice", "rifare l'edizione", MANIFEST)
    if [one.number for one in edition.revisions] != list(range(1, len(edition.revisions) + 1)):
        raise Refusal("le revisioni non sono numerate di seguito da 1", "completare il registro", "revisioni")
    told = asdict(edition) | {
        "format": _FORMAT,
        "inputs": dict(edition.inputs),
        "methods": dict(edition.methods),
        "files": {name: {"bytes": len(content), "sha256": sha256_of(content)} for name, content in files.items()},
        "revisions": [asdict(one) | {"decided_on": one.decided_on.isoformat()} for one in edition.revisions],
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    manifest = text.encode()
    return manifest, sha256_of(manifest)


def verify(files: Mapping[str, bytes], edition_hash: str | None = None) -> list[Fault]:
    """Return a fault for each file of an edition that is altered, missing or too many; none when not a byte differs.

    Without `edition_hash`, from the register or the last page of the report, the manifest vouches for itself only.
    """
    manifest = files.get(MANIFEST)
    if manifest is None:
        return [Fault("manca l'indice dell'edizione", _ANEW, MANIFEST)]
    if edition_hash is not None and sha256_of(manifest) != edition_hash:
        return [Fault("l'indice non è quello dell'edizione registrata", _ANEW, MANIFEST)]
    listed = _listed(manifest)
    if listed is None:
        return [Fault("l'indice non si legge", _ANEW, MANIFEST)]
    faults = []
    for name in sorted({*listed, *files} - {MANIFEST}):
        if name not in files:
            faults.append(Fault("il file manca", _ANEW, name))
        elif name not in listed:
            faults.append(Fault("il file non fa parte dell'edizione", "toglierlo dalla cartella", name))
        elif sha256_of(files[name]) != listed[name]:
            faults.append(Fault(f"il file è stato alterato: {_DIFFERENT}", _ANEW, name))
    return faults


def _listed(manifest: bytes) -> dict[str, str] | None:
    try:
        told: Any = json.loads(manifest)
        return {name: entry["sha256"] for name, entry in told["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def verify_chain(manifests: Iterable[bytes]) -> list[Fault]:
    """Return a fault for each edition, oldest first, that does not name the one before it by its hash.

    An edition of a later year names the last of the earlier; a revision names, in its last line, the one that it
    replaces.
    """
    faults, last = [], None
    for manifest in manifests:
        told = json.loads(manifest)
        place = f"edizione {told['year']}"
        if last is None:
            is_next = told["previous_hash"] is None
        elif told["year"] == last[0]:
            is_next = bool(told["revisions"]) and told["revisions"][-1]["replaces"] == last[1]
        else:
            is_next = told["year"] > last[0] and told["previous_hash"] == last[1]
        if not is_next:
            faults.append(Fault("non richiama l'edizione che la precede", "controllare l'archivio", place))
        last = (told["year"], sha256_of(manifest))
    return faults


def revise(edition: Edition, replaced_hash: str, *, reason: str, decided_on: date) -> Edition:
    """Return the edition that corrects one already published: same year, one more line in its log.

    Raises: Refusal without a reason.
    """
    if not reason.strip():
        raise Refusal("una revisione senza motivo", "scrivere che cosa cambia e perché", "revisioni")
    line = Revision(len(edition.revisions) + 1, decided_on, reason.strip(), replaced_hash)
    return Edition(
        edition.city,
        edition.year,
        edition.inputs,
        edition.methods,
        edition.previous_hash,
        (*edition.revisions, line),
    )
