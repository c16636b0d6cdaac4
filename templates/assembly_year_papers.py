"""The words of the year: periodic and annual report, response dossier, minutes of the erasure."""

from __future__ import annotations

from templates.assembly_tables import (
    assembly_paper,
    contact,
    files_table,
    groups_table,
    meetings_table,
    write_actions,
    write_recommendations,
)
from templates.paper import Paper


def periodic_report() -> Paper:
    """Write the periodic report."""
    paper = assembly_paper("Rapporto periodico", "Rapporto periodico")
    paper.callout(
        "Dal {{ dal }} al {{ al }}, giorni compresi. Membri in carica alla fine del periodo: **{{ membri }}** su "
        "**{{ posti }}** posti."
    )
    paper.chapter("In breve")
    paper.loop("frase", "in_breve", "{{ frase }}")
    paper.facts(
        ("Membri entrati", "{{ entrati }}"),
        ("Membri usciti", "{{ usciti }}"),
        ("Posti surrogati", "{{ surrogati }}"),
    )
    paper.chapter("Le sedute")
    _if_any(paper, "sedute", "Nel periodo non si sono tenute sedute.")
    meetings_table(paper, "Sedute del periodo, con le presenze in numero")
    paper.tag("endif")
    paper.chapter("I gruppi di lavoro")
    _if_any(paper, "gruppi", "Non ci sono ancora gruppi di lavoro.")
    groups_table(paper, "gruppi")
    paper.tag("endif")
    paper.chapter("Le Azioni scelte")
    _if_any(paper, "azioni", "L'assemblea non ha ancora scelto Azioni.")
    write_actions(paper)
    paper.tag("endif")
    paper.chapter("Le raccomandazioni votate")
    _if_any(paper, "raccomandazioni", "Nel periodo non sono state votate raccomandazioni.")
    write_recommendations(paper, "raccomandazioni")
    paper.tag("endif")
    paper.tag("if prossimi")
    paper.chapter("Prossimi appuntamenti")
    paper.loop("voce", "prossimi", "{{ voce }}")
    paper.tag("endif")
    contact(paper)
    return paper


def annual_report() -> Paper:
    """Write the annual report."""
    paper = assembly_paper("Rapporto annuale", "Rapporto annuale")
    paper.callout(
        "Che cosa ha fatto l'assemblea dal {{ dal }} al {{ al }} e che cosa raccomanda alla città. Entro "
        "{{ termine }} da quando lo riceve, il Comune risponde a ogni raccomandazione con un esito e una motivazione."
    )
    paper.chapter("L'anno in breve")
    paper.loop("frase", "in_breve", "{{ frase }}")
    paper.chapter("Le raccomandazioni")
    _if_any(paper, "approvate", "Nell'anno non sono state approvate raccomandazioni.")
    paper.chart("grafico_voti", "alt_voti", "Voti sulle raccomandazioni approvate")
    write_recommendations(paper, "approvate")
    paper.tag("endif")
    paper.tag("if considerazioni")
    paper.chapter("Le considerazioni dell'assemblea")
    paper.loop("frase", "considerazioni", "{{ frase }}", "Normal")
    paper.tag("endif")
    paper.chapter("Le Azioni scelte")
    _if_any(paper, "azioni", "L'assemblea non ha scelto Azioni del piano.")
    write_actions(paper)
    paper.tag("endif")
    _people(paper)
    _work(paper)
    paper.tag("if non_approvate")
    paper.chapter("Le proposte che non hanno avuto i voti")
    write_recommendations(paper, "non_approvate")
    paper.tag("endif")
    paper.chapter("Come si rifanno i conti")
    paper.facts(("Biglietto estratto", "{{ biglietto }}"))
    paper.text("Seme del primo sorteggio:")
    paper.text("{{ seme_sorteggio }}", "Impronta")
    files_table(paper, "File pubblicati")
    contact(paper)
    return paper


def _people(paper: Paper) -> None:
    paper.chapter("Come si è formata l'assemblea")
    paper.facts(
        ("Inviti spediti", "{{ invitati }}"),
        ("Risposte", "{{ risposte }}"),
        ("Persone disponibili", "{{ disponibili }}"),
    )
    paper.tag("if risposte_per_classe")
    paper.chart("grafico_risposte", "alt_risposte", "Persone disponibili per classe")
    paper.table(
        "Inviti e disponibilità per classe",
        ("riga", "risposte_per_classe"),
        [
            ("Criterio", "{{ riga.criterio }}", 3.6),
            ("Classe", "{{ riga.classe }}", 5.4),
            ("Inviti", "{{ riga.invitati }}", 2.3),
            ("Disponibili", "{{ riga.disponibili }}", 2.6),
            ("Quota", "{{ riga.quota }}", 2.1),
        ],
        numbers=3,
    )
    paper.note("Le classi in cui si contano meno di cinque persone sono accorpate, perché nessuno sia riconoscibile.")
    paper.tag("endif")
    paper.table(
        "I gruppi dell'anno",
        ("gruppo", "gruppi"),
        [
            ("Gruppo", "{{ gruppo.numero }}", 1.8),
            ("In carica dal", "{{ gruppo.entra_il }}", 3.5),
            ("Fino al, compreso", "{{ gruppo.ultimo_giorno }}", 3.5),
            ("Posti", "{{ gruppo.posti }}", 1.4),
            ("Usciti", "{{ gruppo.usciti }}", 1.6),
            ("Surrogati", "{{ gruppo.surrogati }}", 2.1),
            ("Presenza", "{{ gruppo.presenza }}", 2.1),
        ],
        numbers=4,
    )


def _work(paper: Paper) -> None:
    paper.chapter("Come ha lavorato l'assemblea")
    _if_any(paper, "sedute", "Nell'anno non si sono tenute sedute.")
    paper.chart("grafico_presenze", "alt_presenze", "Membri presenti per seduta")
    meetings_table(paper, "Sedute dell'anno, con le presenze in numero")
    paper.tag("endif")
    paper.tag("if gruppi_di_lavoro")
    groups_table(paper, "gruppi_di_lavoro")
    paper.tag("endif")


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


def _if_any(paper: Paper, many: str, otherwise: str) -> None:
    """Open a block for a list that has something in it; say so when it has not."""
    paper.tag(f"if not {many}")
    paper.text(otherwise)
    paper.tag("endif")
    paper.tag(f"if {many}")
