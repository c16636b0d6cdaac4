"""What a manager can start about a cycle of the assembly: its acts, in the order in which a year meets them."""

from __future__ import annotations

from deployments.desk_act import DeskAct
from flows.engine_room import ASSEMBLY_TAG


def _act(flow: str, name: str, why: str) -> DeskAct:
    return DeskAct(f"flows.assembly_cycle:{flow}", name, ASSEMBLY_TAG, why)


ASSEMBLY_ACTS = (
    _act(
        "open_assembly",
        "A01 · Apri un ciclo",
        "Mette agli atti la definizione dell'anno e prepara il calendario. Prima caricate il file della definizione "
        "allo sportello: qui se ne scrive il nome. Ripetere l'apertura non cambia nulla.",
    ),
    _act(
        "commit",
        "A02 · Impegno",
        "Prima che le fonti pubbliche si conoscano: impronta della lista anagrafica, strati, lettere, fonti. Si "
        "pubblica e non si cambia più.",
    ),
    _act(
        "draw",
        "A03 · Sorteggia",
        "Dopo l'estrazione delle due fonti: ne riceve i valori e sorteggia chi invitare. Nella cartella pubblica c'è "
        "il programma con cui chiunque rifà il conto.",
    ),
    _act(
        "invite",
        "A04 · Inviti",
        "Prepara le lettere per la stampa, a lotti, e mette in coda quelle di posta elettronica. Con «Sollecito», "
        "scrive solo a chi non ha risposto.",
    ),
    _act(
        "more_letters",
        "A05 · Inviti in più",
        "Se le disponibilità non bastano: sposta le soglie dello stesso sorteggio. Chi era sorteggiato lo resta.",
    ),
    _act(
        "read_availability",
        "A06 · Disponibilità",
        "Legge le schede dello sportello e le esportazioni del modulo in rete; ogni riga che non si può prendere è "
        "elencata. Lo stesso file, due volte, non cambia nulla.",
    ),
    _act(
        "prepare_selection",
        "A07 · Biglietti",
        "Calcola e pubblica i biglietti numerati da cui uscirà la composizione dei gruppi. Se le quote non si possono "
        "rispettare, propone gli allentamenti fra cui scegliere.",
    ),
    _act(
        "select",
        "A08 · Componi i gruppi",
        "Con i valori delle due fonti sorteggia un biglietto: i gruppi di tutto l'anno e la riserva, in ordine.",
    ),
    _act(
        "end_seat",
        "A09 · Cessazione",
        "Registra dimissioni, assenze o perdita dei requisiti. Da quel giorno il posto è vacante.",
    ),
    _act(
        "replace",
        "A10 · Surroga",
        "Per ogni posto vacante chiama chi tocca secondo la regola pubblicata, e dice l'effetto su ogni quota.",
    ),
    _act(
        "reply",
        "A11 · Risposta",
        "Registra se chi è stato chiamato in surroga accetta. Se rifiuta si può chiamare chi segue.",
    ),
    _act(
        "convene",
        "A12 · Convoca",
        "Convoca una seduta con ordine del giorno, lettere e inviti per le agende. Con il numero di una seduta la "
        "sposta o la annulla.",
    ),
    _act(
        "attend",
        "A13 · Presenze",
        "Registra chi non è venuto a una seduta: da qui numero legale, foglio presenze e gettoni.",
    ),
    _act(
        "recommend",
        "A14 · Raccomandazione",
        "Mette agli atti testo, gruppo e voto di una raccomandazione; la soglia della definizione dice se è approvata.",
    ),
    _act(
        "record_minutes",
        "A15 · Verbale",
        "Scrive il verbale di una seduta. Dopo il verbale presenze e voti di quella seduta non cambiano più.",
    ),
    _act(
        "write_report",
        "A16 · Rapporto annuale",
        "Scrive il rapporto dagli atti dell'anno e lo consegna al Comune. Prima servono i verbali di tutte le sedute.",
    ),
    _act(
        "record_receipt",
        "A17 · Ricezione",
        "Registra il giorno in cui il Comune ha ricevuto il rapporto. Partono le schede alle direzioni e il termine "
        "per rispondere.",
    ),
    _act(
        "read_answers",
        "A18 · Leggi le risposte",
        "Legge le schede di risposta restituite. Chi ha sbagliato una riga la riceve per posta, da correggere.",
    ),
    _act(
        "approve_dossier",
        "A19 · Dossier",
        "Registra l'atto che approva il dossier di risposta: da quel momento è pubblico. È rifiutato finché una "
        "raccomandazione è senza risposta.",
    ),
    _act(
        "list_allowances",
        "A20 · Gettoni",
        "Scrive l'elenco dei gettoni di presenza di un periodo, per chi li paga.",
    ),
    _act(
        "open_biennial",
        "A21 · Sessione biennale",
        "Apre la sessione aperta a tutti: i commenti si raccolgono come in un'istruttoria, con una definizione sua.",
    ),
    _act(
        "erase",
        "A22 · Cancella i dati",
        "Finita la conservazione cancella nomi, recapiti e risposte, con verbale. Parte anche da sola, alla sua data; "
        "il sorteggio resta verificabile. Con un codice cancella subito i dati di chi revoca il consenso.",
    ),
    _act(
        "assign_groups",
        "A23 · Gruppi di lavoro",
        "Dà un gruppo di lavoro a ogni membro in carica che non lo ha: secondo le preferenze, in gruppi pari.",
    ),
    _act(
        "lay_tables",
        "A24 · Tavoli",
        "Scrive per chi facilita la disposizione ai tavoli di una seduta: misti, con persone nuove a ogni sessione.",
    ),
    _act(
        "verify",
        "A25 · Verifica",
        "Confronta con il protocollo ogni fatto, documento e lettera del ciclo, e rifà i due sorteggi dalle fonti.",
    ),
    _act(
        "forecast",
        "A26 · Previsione",
        "Prima di spedire: quanti gruppi comporranno poche, giuste e molte risposte, che cosa manca e a quali strati "
        "servirebbero altre lettere.",
    ),
)
