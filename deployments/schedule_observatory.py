"""What a manager can start about an observatory: its acts, in the order in which a year meets them."""

from __future__ import annotations

from deployments.desk_act import DeskAct
from flows.engine_room import OBSERVATORY_TAG


def _act(flow: str, name: str, why: str) -> DeskAct:
    return DeskAct(f"flows.observatory_refresh:{flow}", name, OBSERVATORY_TAG, why)


OBSERVATORY_ACTS = (
    _act(
        "open_observatory",
        "O01 · Apri l'osservatorio",
        "Mette agli atti la definizione e prepara il calendario di ogni anno: richieste ai mittenti, solleciti, "
        "preparazione. Ripetere l'apertura non cambia nulla.",
    ),
    _act(
        "check_extract",
        "O02 · Prova un file",
        "Controlla un'estrazione riga per riga senza tenerla: dice quante righe si prenderebbero e che cosa non va.",
    ),
    _act(
        "deliver",
        "O03 · Consegna",
        "Prende in consegna le estrazioni o le basi territoriali di un mittente. Le righe sbagliate tornano a lui per "
        "posta, in un foglio. Lo stesso file, due volte, non cambia nulla.",
    ),
    _act(
        "blank_form",
        "O04 · Questionario",
        "Scrive il questionario in bianco di un ente. Parte da solo con la richiesta: serve per averne un altro.",
    ),
    _act(
        "prepare",
        "O05 · Prepara l'edizione",
        "Calcola indicatori, riservatezza, cruscotto, rapporto e dati aperti. Alla sua data lo fa da solo il "
        "calendario. Se non riesce, resta l'edizione di prima e l'ufficio riceve il motivo.",
    ),
    _act(
        "publish",
        "O06 · Pubblica",
        "Con l'atto che lo decide, pubblica l'edizione preparata e la manda ai destinatari. Da lì non cambia più.",
    ),
    _act(
        "correct",
        "O07 · Correggi",
        "Prepara la revisione dell'ultima edizione, con il motivo. Poi si pubblica come un'edizione nuova.",
    ),
    _act(
        "compare",
        "O08 · Confronta",
        "Mette a fianco due edizioni pubblicate e dice che cosa è cambiato oltre il caso.",
    ),
    _act(
        "erase",
        "O09 · Cancella le estrazioni",
        "Cancella i file riservati che non servono più. A conservazione finita lo fa da solo il calendario.",
    ),
    _act(
        "verify",
        "O10 · Verifica",
        "Controlla protocollo, documenti, lettere, e ogni edizione con la sua impronta e la sua catena.",
    ),
)
