"""The departments of a rehearsal: what each would answer, row by row, decided by the row itself and never by chance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.inquiry.definition import InquiryDefinition
from domain.lots import chance, pick
from domain.vocabulary import CHANGES_THE_PLAN, Outcome

_LIKELIHOOD = (
    *[Outcome.ACCEPTED] * 3,
    *[Outcome.PARTLY_ACCEPTED] * 5,
    *[Outcome.NOT_ACCEPTED] * 5,
    *[Outcome.ALREADY_PROVIDED] * 5,
    *[Outcome.NOT_PERTINENT] * 2,
)
_REASONS: dict[Outcome, Sequence[str]] = {
    Outcome.ACCEPTED: (
        "La proposta migliora l'efficacia della misura e si può attuare con le risorse già previste.",
        "Il rilievo è fondato: la bozza lasciava scoperto proprio il caso descritto.",
        "L'indicazione è coerente con gli obiettivi e non comporta oneri aggiuntivi.",
    ),
    Outcome.PARTLY_ACCEPTED: (
        "Si accoglie il principio; tempi e modalità proposti vanno adattati agli uffici disponibili.",
        "La parte sull'informazione ai cittadini è accolta; quella sui contributi richiede una norma regionale.",
        "Si accoglie per gli alloggi comunali; per gli altri il Comune può solo promuovere accordi.",
        "L'esigenza è riconosciuta e si avvia una sperimentazione prima di estenderla a tutta la città.",
    ),
    Outcome.NOT_ACCEPTED: (
        "La competenza è statale: il Comune può segnalare la richiesta ma non disporla.",
        "La misura richiederebbe risorse non disponibili nel triennio e toglierebbe fondi alle famiglie più fragili.",
        "I dati raccolti non confermano il presupposto indicato; la scelta resta quella della bozza.",
        "La proposta riduce le garanzie di accesso che il piano vuole assicurare a tutti.",
    ),
    Outcome.ALREADY_PROVIDED: (
        "Quanto richiesto è già contenuto nella bozza, nella stessa parte a cui il contributo si riferisce.",
        "La misura è già attiva presso gli sportelli comunali e il piano la conferma.",
        "Il monitoraggio annuale previsto dal piano risponde già a questa richiesta.",
    ),
    Outcome.NOT_PERTINENT: (
        "L'argomento riguarda un altro piano comunale: la segnalazione è stata trasmessa all'ufficio competente.",
        "Il testo non contiene proposte sulla bozza in consultazione.",
    ),
}
_CHANGES = (
    "Si aggiunge un capoverso che prevede la misura e ne indica l'ufficio responsabile.",
    "Si riscrive il secondo capoverso precisando destinatari e tempi di attuazione.",
    "Si inserisce un indicatore nel monitoraggio annuale.",
    "Si integra l'elenco dei soggetti coinvolti.",
    "Si precisa che la misura vale anche per chi abita in affitto o in subaffitto.",
    "Si aggiunge un termine entro cui l'ufficio deve rispondere a chi chiede.",
    "Si prevede una verifica dopo il primo anno, con i risultati resi pubblici.",
    "Si sostituisce la definizione con una più semplice e si aggiunge un esempio.",
    "Si indica una sede in ogni municipio e se ne pubblicano gli orari.",
    "Si aggiunge il rinvio all'accordo con gli enti del terzo settore.",
)
_GROUP = re.compile(r"Gruppo (\d+)")


@dataclass(frozen=True, slots=True)
class Office:
    """How one department works in a rehearsal: how much it fills in this time, and whether it slips."""

    definition: InquiryDefinition
    department: str
    share: float = 1.0
    """Which part of the rows it fills in (0 to 1)."""
    slips: bool = False
    """Whether some rows are filled in badly, as hurried people do."""
    passes_on: bool = False
    """Whether a few rows are passed on to another department."""

    def answer(self, row: Mapping[str, str]) -> Mapping[str, str]:
        """Return what the office types into a row; nothing into the rows of members that follow their group."""
        number, group = row.get("N.", ""), row.get("Gruppo", "")
        if "salvo risposta propria" in group or chance(number, "quota") >= self.share:
            return {}
        if self.passes_on and chance(number, "altri") < 0.02 and (other := self._other()):
            return {"Altra direzione competente": other, "Motivazione": "Riguarda competenze dell'altra direzione."}
        in_group = _GROUP.search(group)
        outcome = self._outcome(f"gruppo {in_group[1]}" if in_group else number)
        if self.slips and chance(number, "svista") < 0.05:
            return _slip(number, outcome)
        return _whole(number, outcome)

    def _outcome(self, seed: str) -> Outcome:
        allowed = [outcome for outcome in _LIKELIHOOD if outcome in self.definition.outcomes]
        return pick(allowed or list(self.definition.outcomes), seed, "esito")

    def _other(self) -> str:
        others = [one.name for one in self.definition.departments if one.code != self.department]
        return others[0] if others else ""


def _whole(number: str, outcome: Outcome) -> dict[str, str]:
    typed = {"Esito": outcome.value, "Motivazione": pick(_REASONS[outcome], number, "motivo")}
    if outcome in CHANGES_THE_PLAN:
        typed["Modifica al piano"] = pick(_CHANGES, number, "modifica")
    return typed


def _slip(number: str, outcome: Outcome) -> dict[str, str]:
    slips: Sequence[dict[str, str]] = (
        {"Esito": outcome.value},
        {"Esito": "da vedere", "Motivazione": pick(_REASONS[outcome], number, "motivo")},
        {"Motivazione": pick(_REASONS[outcome], number, "motivo")},
        {"Esito": Outcome.ACCEPTED.value, "Motivazione": "ok"},
    )
    return pick(slips, number, "quale svista")


def deliveries(
    proposals: Sequence[tuple[str, bytes]], comments: Sequence[tuple[str, bytes]], *, together: bool = False
) -> list[list[tuple[str, bytes]]]:
    """Pair exports into deliveries: the last of each kind comes after the close, the earlier ones before.

    `together`: the files are parts of one export, not snapshots of several moments.
    """
    if together:
        return [[*proposals, *comments]]
    count = max(len(proposals), len(comments))
    paired: list[list[tuple[str, bytes]]] = [[] for _ in range(count)]
    for files in (proposals, comments):
        for place, file in enumerate(files, start=count - len(files)):
            paired[place].append(file)
    return paired
