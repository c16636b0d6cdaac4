"""What is said in a rehearsal: invented recommendations, what is told in meetings, and reasons of departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.vocabulary import AnswerOutcome, MeetingKind

RECOMMENDATIONS: Sequence[tuple[str, str]] = (
    ("Ombra nelle piazze", "Il Comune pianti alberi nelle piazze assolate, cominciando da quelle vicine alle scuole."),
    ("Corsie per gli autobus", "Il Comune completi le corsie riservate sulle linee che portano più persone."),
    ("Sportello casa in ogni municipio", "In ogni municipio uno sportello aiuti chi vuole ridurre i consumi di casa."),
    ("Scuole senza traffico", "Davanti alle scuole le strade siano chiuse alle auto all'entrata e all'uscita."),
    ("Acqua nei quartieri", "Il Comune installi fontanelle e zone d'acqua nei quartieri più caldi."),
    ("Tetti pubblici fotovoltaici", "Gli edifici comunali con il tetto adatto producano energia entro il piano."),
    ("Consegne con mezzi leggeri", "Le consegne nelle zone dense si facciano con bici da carico e mezzi elettrici."),
    ("Orti e cortili aperti", "I cortili delle scuole siano aperti al quartiere nelle ore senza lezione."),
    ("Dati comprensibili", "I dati sull'aria siano pubblicati ogni mese in una pagina che tutti possano capire."),
    ("Manutenzione degli alberi", "Per ogni albero piantato siano previste acqua e cure per almeno cinque anni."),
    ("Riqualificare le case popolari", "Le case popolari con i consumi più alti siano riqualificate per prime."),
    ("Marciapiedi continui", "I percorsi a piedi verso fermate e servizi siano continui e senza gradini."),
)
REASONS: Mapping[AnswerOutcome, Sequence[tuple[str, str]]] = {
    AnswerOutcome.ACCEPTED: (
        (
            "La proposta è coerente con il piano e le risorse ci sono.",
            "L'intervento entra nel programma triennale, con un elenco pubblico dei luoghi.",
        ),
        (
            "Il rilievo è fondato: mancava proprio la misura indicata.",
            "Si affida il progetto e se ne pubblica l'avanzamento ogni sei mesi.",
        ),
    ),
    AnswerOutcome.PARTLY_ACCEPTED: (
        (
            "Il principio è accolto; non ovunque ci sono gli spazi.",
            "Si comincia da sei luoghi, scelti con i municipi.",
        ),
        (
            "La parte che dipende dal Comune è accolta; per il resto serve un accordo con la Regione.",
            "Si avvia una sperimentazione di un anno.",
        ),
    ),
    AnswerOutcome.NOT_ACCEPTED: (
        ("La competenza è statale: il Comune può solo segnalare la richiesta.", ""),
        ("La spesa prevista toglierebbe fondi agli interventi per le famiglie più fragili.", ""),
    ),
    AnswerOutcome.UNDER_WAY: (
        ("Il servizio è già attivo in cinque municipi e si estende agli altri entro l'anno.", ""),
        ("I lavori sono in corso e il calendario è pubblicato sul sito del Comune.", ""),
    ),
}
AGENDAS: Mapping[MeetingKind, Sequence[str]] = {
    MeetingKind.TRAINING: ("Come funziona l'assemblea", "Il piano e le Azioni", "Domande"),
    MeetingKind.PLENARY: ("Apertura e approvazione dell'ordine del giorno", "Lavori dei gruppi", "Voto"),
    MeetingKind.WORKING_GROUP: ("Incontro con gli esperti", "Bozza delle raccomandazioni"),
    MeetingKind.HANDOVER: ("Che cosa ha fatto chi esce", "Che cosa resta da fare"),
}
TOLD: Sequence[str] = (
    "Il gruppo di facilitazione illustra il punto e raccoglie le domande.",
    "Gli uffici rispondono sui tempi e sulle risorse.",
    "I tavoli discutono e riportano in assemblea due proposte ciascuno.",
    "Si conviene di riprendere il punto nella seduta successiva con i dati richiesti.",
    "Più interventi chiedono che le misure arrivino prima dove fa più caldo.",
)
