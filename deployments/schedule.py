"""The desk (scrivania): one table of all that a manager can start, and of what starts by itself, and why."""

from __future__ import annotations

from deployments.desk_act import DeskAct
from deployments.schedule_assembly import ASSEMBLY_ACTS
from deployments.schedule_inquiry import INQUIRY_ACTS
from deployments.schedule_observatory import OBSERVATORY_ACTS

POOL = "citta"
"""The work pool whose workers run the desk."""
ZONE = "Europe/Rome"
ADVANCE = "Adempimenti dovuti"
PATROL = "Ronda su tutti i procedimenti"
SEND_MAIL = "Spedisci la posta"

HOUSE_ACTS = (
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
"""What concerns every process: calendar and mail."""

DESK = (*INQUIRY_ACTS, *ASSEMBLY_ACTS, *OBSERVATORY_ACTS, *HOUSE_ACTS)
"""A new process joins the desk with a table of its own acts."""
