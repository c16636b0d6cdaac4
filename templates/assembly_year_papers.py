"""The words of the year: periodic and annual report."""

from __future__ import annotations

from templates.assembly_tables import (
    assembly_paper,
    contact,
    files_table,
    fingerprint,
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
    paper.facts(
        ("Membri entrati", "{{ entrati }}"),
        ("Membri usciti", "{{ usciti }}"),
        ("Posti surrogati", "{{ surrogati }}"),
    )
    paper.chapter("In breve")
    paper.loop("frase", "in_breve", "{{ frase }}")
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
    fingerprint(paper, "Seme del primo sorteggio:", "{{ seme_sorteggio }}")
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


def _if_any(paper: Paper, many: str, otherwise: str) -> None:
    """Open a block for a list that has something in it; say so when it has not."""
    paper.tag(f"if not {many}")
    paper.text(otherwise)
    paper.tag("endif")
    paper.tag(f"if {many}")
