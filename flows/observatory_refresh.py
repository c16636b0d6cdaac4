"""The observatory's year as Prefect flows: each does what one form asks for, what is then due, then the mail."""

from __future__ import annotations

from flows import observatory_requests as of
from flows.engine import carrier, desk_flow
from flows.observatory_deeds import perform

_carry_out = carrier("atto dell'osservatorio", perform)


@desk_flow("osservatorio-apertura", "apertura dell'osservatorio")
def open_observatory(modulo: of.OpenObservatory) -> str:
    """Apre l'osservatorio descritto da una definizione; la stessa definizione, ripetuta, non cambia nulla."""
    return _carry_out(modulo)


@desk_flow("osservatorio-consegna", "consegna di estrazioni")
def deliver(modulo: of.Deliver) -> str:
    """Prende in consegna i file di un mittente; le righe sbagliate gli tornano per posta."""
    return _carry_out(modulo)


@desk_flow("osservatorio-prova", "prova di un'estrazione")
def check_extract(modulo: of.CheckExtract) -> str:
    """Controlla un file come se fosse consegnato; non si tiene nulla e non si scrive a nessuno."""
    return _carry_out(modulo)


@desk_flow("osservatorio-questionario", "questionario in bianco")
def blank_form(modulo: of.BlankForm) -> str:
    """Scrive il questionario di un ente, da compilare e restituire."""
    return _carry_out(modulo)


@desk_flow("osservatorio-preparazione", "preparazione dell'edizione")
def prepare(modulo: of.Prepare) -> str:
    """Prepara l'edizione di un anno; se non riesce, resta quella di prima e l'ufficio ne legge il motivo."""
    return _carry_out(modulo)


@desk_flow("osservatorio-pubblicazione", "pubblicazione dell'edizione")
def publish(modulo: of.Publish) -> str:
    """Pubblica l'edizione preparata, con il suo atto: da quel momento non cambia più."""
    return _carry_out(modulo)


@desk_flow("osservatorio-correzione", "correzione dell'edizione")
def correct(modulo: of.Correct) -> str:
    """Prepara la revisione dell'ultima edizione pubblicata; il motivo vi resta scritto."""
    return _carry_out(modulo)


@desk_flow("osservatorio-confronto", "confronto fra edizioni")
def compare(modulo: of.Compare) -> str:
    """Confronta due edizioni pubblicate, area per area, con la prova di ogni differenza."""
    return _carry_out(modulo)


@desk_flow("osservatorio-cancellazione", "cancellazione delle estrazioni")
def erase(modulo: of.EraseExtracts) -> str:
    """Cancella le estrazioni riservate che non servono più e mette a verbale che cosa è stato cancellato."""
    return _carry_out(modulo)


@desk_flow("osservatorio-verifica", "verifica dell'osservatorio")
def verify(modulo: of.VerifyObservatory) -> str:
    """Controlla protocollo, fatti, documenti e lettere, e ogni edizione con la sua impronta."""
    return _carry_out(modulo)
