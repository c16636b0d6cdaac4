"""What a manager can start about an inquiry: its acts, in the order in which they come."""

from __future__ import annotations

from deployments.desk_act import DeskAct

INQUIRY_ACTS = (
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
)
