"""What is published of a draw: a folder that anyone can check, in which no list of the invited appears."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from domain.assembly.draw.canonical import canonical, fingerprint
from domain.assembly.draw.commitment import Commitment
from domain.assembly.draw.seed import Seed
from domain.assembly.draw.strata import Share, published_counts
from domain.assembly.draw.tickets import Wave
from domain.errors import Refusal

SUMS = "SHA256SUMS"
VERIFIER = "verify_draw.py"
CONTENTS = {
    "LEGGIMI.txt": "che cosa c'è nella cartella e come si verifica",
    SUMS: "impronte di tutti i file della cartella",
    "draw.json": "esito del sorteggio",
    "manifest.json": "impegno, come fu pubblicato prima del caso",
    "margins.json": "persone, lettere e sorteggiati per classe",
    "panels.json": "biglietti numerati, soli codici",
    "seed.json": "valori delle due fonti e seme che ne deriva",
    VERIFIER: "programma di verifica",
}
"""What each published file holds, in the words of the papers that list them."""

_COMMON = """
Che cosa c'è
  manifest.json   l'impegno, pubblicato prima che il caso fosse noto
  seed.json       i valori delle due fonti pubbliche e il seme che ne deriva
  draw.json       l'esito
  verify_draw.py  il programma di verifica (basta Python 3.8 o successivo, nient'altro)
  SHA256SUMS      le impronte di questi file; la sua impronta è scritta nel verbale
"""
README_FIRST = f"""PRIMO SORTEGGIO: COME VERIFICARLO
{_COMMON}  margins.json    persone, lettere e sorteggiati per classe; «null» nasconde i numeri da 1 a 4

Come si verifica
  python3 verify_draw.py CARTELLA                       i file sono integri e il seme nasce dalle fonti
  python3 verify_draw.py CARTELLA CODICE                il biglietto del vostro codice e le soglie
  python3 verify_draw.py CARTELLA --frame LISTA.csv     l'intero sorteggio (per chi ha la lista: revisori)

La firma di drand si confronta sul sito che il programma indica; i numeri della lotteria con l'estrazione ufficiale.
Non si pubblica l'elenco dei sorteggiati: ognuno confronta il proprio biglietto con la soglia del proprio strato.
Una sola lettera per famiglia: vale il biglietto più basso; al posto dell'altro subentra il successivo dello strato.
"""
README_SELECTION = f"""COMPOSIZIONE DEI GRUPPI: COME VERIFICARLA
{_COMMON}  panels.json     i biglietti numerati (soli codici), pubblicati con l'impegno

Come si verifica
  python3 verify_draw.py CARTELLA            il biglietto sorteggiato, i membri e l'ordine delle riserve
  python3 verify_draw.py CARTELLA CODICE     se il vostro codice è fra i membri o fra le riserve

La firma di drand si confronta sul sito che il programma indica; i numeri della lotteria con l'estrazione ufficiale.
"""


def published_first_draw(
    commitment: Commitment, seed: Seed, table: Sequence[Share], waves: Sequence[Wave]
) -> dict[str, bytes]:
    """Return the files of a first draw by name, in the order of their names.

    Raises: Refusal when seed or table are not those of the commitment.
    """
    _belong(commitment, seed)
    if [share.letters for share in table] != [row["letters"] for row in commitment.manifest["strata"]]:
        raise Refusal("la tabella degli strati non è quella dell'impegno", "ricalcolatela sulla stessa lista", "strati")
    outcome = {"waves": [_wave(wave) for wave in waves]}
    return _folder(
        {
            "LEGGIMI.txt": README_FIRST.encode(),
            "draw.json": canonical(outcome),
            "manifest.json": commitment.data,
            "margins.json": canonical(margins(commitment, table, waves[-1])),
            "seed.json": canonical(seed.as_dict()),
        }
    )


def published_selection(
    commitment: Commitment, seed: Seed, panels: bytes, outcome: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return the files of a selection by name, in the order of their names.

    Raises: Refusal when seed or panels are not those of the commitment.
    """
    _belong(commitment, seed)
    if commitment.manifest["panels_sha256"] != fingerprint(panels):
        raise Refusal("i biglietti non sono quelli dell'impegno", "riprendete quelli pubblicati", "panels.json")
    return _folder(
        {
            "LEGGIMI.txt": README_SELECTION.encode(),
            "draw.json": canonical(outcome),
            "manifest.json": commitment.data,
            "panels.json": panels,
            "seed.json": canonical(seed.as_dict()),
        }
    )


def margins(commitment: Commitment, table: Sequence[Share], last: Wave) -> list[dict[str, Any]]:
    """Return people, letters and drawn codes of every class of every criterion, small counts of people withheld."""
    rows = []
    for place, axis in enumerate(commitment.manifest["axes"]):
        of_class = [[share for share in table if share.stratum[place] == name] for name in axis["classes"]]
        sizes = [
            ((name,), sum(share.people for share in own)) for name, own in zip(axis["classes"], of_class, strict=True)
        ]
        people = published_counts(sizes)
        for name, count in zip(axis["classes"], people, strict=True):
            cutoffs = [cutoff for cutoff in last.cutoffs if cutoff.stratum[place] == name]
            rows.append(
                {
                    "axis": axis["code"],
                    "class": name,
                    "people": count,
                    "letters": sum(cutoff.letters for cutoff in cutoffs),
                    "drawn": sum(cutoff.drawn for cutoff in cutoffs),
                }
            )
    return rows


def verifier() -> bytes:
    """Return the stand-alone program that ships inside every published draw."""
    return importlib.resources.files("domain.assembly.draw").joinpath(VERIFIER).read_bytes()


def _belong(commitment: Commitment, seed: Seed) -> None:
    if seed.manifest_sha256 != commitment.sha256:
        raise Refusal("il seme è di un altro impegno", "ricalcolatelo da questo impegno", "seed.json")


def _wave(wave: Wave) -> dict[str, Any]:
    return {
        "drawn": len(wave.codes),
        "passed_over": wave.passed_over,
        "codes_sha256": sha256("".join(f"{code}\n" for code in wave.codes).encode()).hexdigest(),
        "cutoffs": [
            {"classes": list(cut.stratum), "letters": cut.letters, "drawn": cut.drawn, "cutoff": cut.ticket}
            for cut in wave.cutoffs
        ],
    }


def _folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    whole = dict(sorted({**files, VERIFIER: verifier()}.items()))
    sums = "".join(f"{fingerprint(data)}  {name}\n" for name, data in whole.items())
    return dict(sorted({**whole, SUMS: sums.encode()}.items()))
