"""The desk (scrivania): one table of all that a manager can start, and of what starts by itself, and why."""

from __future__ import annotations

from dataclasses import dataclass

POOL = "citta"
"""The work pool whose workers run the desk."""
ZONE = "Europe/Rome"


@dataclass(frozen=True, slots=True)
class DeskAct:
    """An act that the desk offers (atto della scrivania): a flow under the name that people read."""

    flow: str
    """Where the flow is: `module:name`."""
    name: str
    """The page of the desk shows some 23 characters of it on an office screen."""
    about: str
    """What it is about, as a tag beside that of the house."""
    why: str
    cron: str = ""
    """When it starts by itself, on the clocks of the city; months and weekdays in words."""
    needs: str = ""
    """Name of the setting without which it does not start by itself."""


ADVANCE = "Adempimenti dovuti"
PATROL = "Ronda su tutti i procedimenti"
SEND_MAIL = "Spedisci la posta"

DESK = (
    DeskAct(
        "flows.inquiry:open_inquiry",
        "1 · Apri un'istruttoria",
        "atti",
        "Mette agli atti la definizione e prepara il calendario. Prima caricate il file della definizione allo "
        "sportello: qui se ne scrive il nome. Ripetere l'apertura non cambia nulla.",
    ),
    DeskAct(
        "flows.inquiry:collect",
        "2 · Raccogli i contributi",
        "atti",
        "Acquisisce le esportazioni della piattaforma e le schede degli altri canali, oppure legge direttamente dalla "
        "piattaforma. Lo stesso file, due volte, non cambia nulla; ogni riga che non si può prendere è elencata.",
    ),
    DeskAct(
        "flows.inquiry:moderate",
        "3 · Modera un testo",
        "atti",
        "Toglie un testo dalle uscite pubbliche per uno dei motivi previsti dal patto. Il contributo resta contato e "
        "riceve risposta.",
    ),
    DeskAct(
        "flows.inquiry:extend",
        "4 · Proroga la finestra",
        "atti",
        "Registra l'atto che sposta la chiusura dei commenti: avviso e lettere partono da soli.",
    ),
    DeskAct(
        "flows.inquiry:sign_seal",
        "5 · Firma il sigillo",
        "atti",
        "Dopo la chiusura e l'esportazione finale. Dal sigillo partono raggruppamento e schede per le direzioni.",
    ),
    DeskAct(
        "flows.inquiry:read_back",
        "6 · Leggi le schede",
        "atti",
        "Legge le schede restituite. Chi ha sbagliato una riga la riceve per posta, da correggere.",
    ),
    DeskAct(
        "flows.inquiry:approve",
        "7 · Approvazione",
        "atti",
        "Registra l'atto del Consiglio. Da questo momento gli esiti sono pubblici: il programma scrive e spedisce gli "
        "avvisi.",
    ),
    DeskAct(
        "flows.inquiry:verify",
        "8 · Verifica",
        "atti",
        "Ricontrolla ogni registrazione, testo e documento, e dopo la pubblicazione anche le risposte in piattaforma.",
    ),
    DeskAct(
        "flows.rehearsing:rehearse",
        "0 · Prova generale",
        "atti",
        "Gioca un'istruttoria intera su un orologio simulato, in una cartella a parte: per vedere prima i documenti e "
        "le lettere. Nulla entra nel protocollo vero e nessuna lettera parte.",
    ),
    DeskAct(
        "flows.timekeeper:advance",
        ADVANCE,
        "calendario",
        "Compie, in ordine, ogni adempimento dovuto di un procedimento. Lo fa da solo l'orologio: serve solo per non "
        "aspettare.",
    ),
    DeskAct(
        "flows.timekeeper:patrol",
        PATROL,
        "calendario",
        "Raccoglie gli adempimenti che l'orologio avesse perso. Parte da sola, ogni ora.",
        cron="23 * * * *",
    ),
    DeskAct(
        "flows.timekeeper:morning",
        "Lettera del mattino",
        "calendario",
        "All'ufficio, nei giorni lavorativi: che cosa è stato fatto, che cosa non è riuscito, che cosa scade in "
        "settimana, chi è in ritardo.",
        cron="30 7 * * mon-fri",
    ),
    DeskAct(
        "flows.mailroom:mailroom",
        SEND_MAIL,
        "posta",
        "Un giro della posta in uscita. La fa partire l'orologio quando una lettera attende.",
    ),
    DeskAct(
        "flows.mailroom:incoming_mail",
        "Leggi la posta",
        "posta",
        "Legge la casella dell'ufficio: ricevute, avvisi di mancata consegna, schede e file restituiti. Parte da sola.",
        cron="*/5 * * * *",
        needs="imap_host",
    ),
    DeskAct(
        "flows.mailroom:settle",
        "Definisci una lettera",
        "posta",
        "Per le lettere di cui non si sa se sono arrivate: dite se è arrivata o se va rispedita.",
    ),
)
"""A new process joins the desk with rows of this table."""
