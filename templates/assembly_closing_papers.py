"""The words of the end of the year: response dossier, minutes of the erasure."""

from __future__ import annotations

from templates.assembly_tables import assembly_paper, contact, files_table
from templates.paper import Paper


def response_dossier() -> Paper:
    """Write the response dossier."""
    paper = assembly_paper("Dossier di risposta", "Dossier di risposta")
    paper.tag("if bozza")
    paper.callout("**Bozza, non ancora approvata: non va diffusa.**")
    paper.tag("endif")
    paper.callout(
        "L'assemblea ha rivolto al Comune **{{ raccomandazioni }}** raccomandazioni. Con esito e motivazione: "
        "**{{ con_risposta }}**; senza risposta: **{{ senza_risposta }}**; con risposta in ritardo: "
        "**{{ in_ritardo }}**."
    )
    paper.facts(
        ("Rapporto ricevuto il", "{{ ricevuto_il }}"),
        ("Termine", "{{ termine }} dalla ricezione: {{ entro_il }}"),
        ("Approvazione", "{% if atto %}{{ atto }}{% else %}non ancora approvato{% endif %}"),
    )
    paper.tag("if mancanze")
    paper.chapter("Che cosa manca")
    paper.loop("voce", "mancanze", "{{ voce }}")
    paper.tag("endif")
    paper.chapter("Gli esiti")
    paper.tag("if con_risposta")
    paper.chart("grafico_esiti", "alt_esiti", "Raccomandazioni per esito")
    paper.tag("endif")
    paper.table(
        "Raccomandazioni per esito",
        ("esito", "esiti"),
        [
            ("Esito", "{{ esito.voce }}", 9),
            ("Raccomandazioni", "{{ esito.numero }}", 4),
            ("Quota", "{{ esito.quota }}", 3),
        ],
        numbers=2,
    )
    paper.table(
        "Risposte per direzione",
        ("riga", "direzioni"),
        [
            ("Direzione", "{{ riga.direzione }}", 6),
            ("Assegnate", "{{ riga.raccomandazioni }}", 2.5),
            ("Con risposta", "{{ riga.risposte }}", 2.6),
            ("In ritardo", "{{ riga.in_ritardo }}", 2.4),
            ("Mancanti", "{{ riga.mancanti }}", 2.5),
        ],
        numbers=4,
    )
    paper.chapter("Il quadro")
    paper.table(
        "Ogni raccomandazione con esito e date",
        ("voce", "risposte"),
        [
            ("N.", "{{ voce.numero }}", 1.1),
            ("Raccomandazione", "{{ voce.titolo }}", 5.2),
            ("Direzione", "{{ voce.direzione }}", 3.9),
            ("Esito", "{% if voce.esito %}{{ voce.esito }}{% else %}senza risposta{% endif %}", 2.6),
            (
                "Risposta del",
                "{% if voce.risposta_del %}{{ voce.risposta_del }}{% else %}–{% endif %}"
                "{% if voce.ritardo %} ({{ voce.ritardo }}){% endif %}",
                3.2,
            ),
        ],
    )
    _answers(paper)
    contact(paper)
    return paper


def _answers(paper: Paper) -> None:
    paper.chapter("Le risposte, una per una")
    paper.tag("for voce in risposte")
    paper.section("{{ voce.numero }}. {{ voce.titolo }}")
    paper.text("{{ voce.testo }}")
    paper.tag("if voce.esito")
    paper.facts(("Esito", "**{{ voce.esito }}**"), ("Risponde", "{{ voce.direzione }}"))
    paper.text("Motivazione", "Heading 3")
    paper.tag("for capoverso in voce.motivazione")
    paper.text("{{ capoverso }}")
    paper.tag("endfor")
    paper.tag("if voce.che_cosa_si_fa")
    paper.facts(("Che cosa cambia", "{{ voce.che_cosa_si_fa }}"))
    paper.tag("endif")
    paper.tag("if voce.entro")
    paper.facts(("Entro", "{{ voce.entro }}"))
    paper.tag("endif")
    paper.tag("endif")
    paper.tag("if not voce.esito")
    paper.callout("**Manca la risposta.** Competente: {{ voce.direzione }}.")
    paper.tag("endif")
    paper.tag("if voce.ritardo")
    paper.note("{{ voce.ritardo }} rispetto al termine.")
    paper.tag("endif")
    paper.tag("if voce.passaggi")
    paper.note("{{ voce.passaggi }}")
    paper.tag("endif")
    paper.tag("endfor")


def erasure_minutes() -> Paper:
    """Write the minutes of an erasure."""
    paper = assembly_paper("Verbale di cancellazione", "Verbale di cancellazione")
    paper.callout(
        "Il {{ cancellato_il }} {% if righe == 1 %}è stata cancellata **una** riga{% else %}sono state cancellate "
        "**{{ righe }}** righe{% endif %} di dati personali, perché il tempo della loro conservazione è finito."
    )
    paper.chapter("Che cosa è stato cancellato")
    paper.table(
        "Dati cancellati",
        ("riga", "cancellati"),
        [
            ("Dati", "{{ riga.che_cosa }}", 5.2),
            ("Regola", "{{ riga.fonte }}", 5.2),
            ("Conservati fino al", "{{ riga.conservati_fino_al }}", 3.4),
            ("Righe", "{{ riga.righe }}", 2.2),
        ],
        numbers=1,
    )
    paper.chapter("Che cosa resta")
    paper.table(
        "Dati che restano, e perché",
        ("riga", "conservati"),
        [("Dati", "{{ riga.che_cosa }}", 6.4), ("Perché restano", "{{ riga.perche }}", 9.6)],
    )
    paper.chapter("Il sorteggio si può ancora verificare")
    paper.text(
        "{% if verificabile %}Dopo la cancellazione il conto è stato rifatto: impegno, seme e soglie tornano, e chi ha "
        "ancora la propria lettera può controllare il proprio biglietto.{% else %}Il conto rifatto dopo la "
        "cancellazione **non torna**: l'ufficio ne cerca la causa e ne dà notizia su {{ sito }}.{% endif %}"
    )
    files_table(paper, "File che restano pubblici")
    paper.note("Questo verbale dice quante righe di che cosa sono state cancellate, mai di chi.")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper
