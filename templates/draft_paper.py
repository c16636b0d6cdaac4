"""The words of the draft synthesis: what is missing, then the report as it stands."""

from __future__ import annotations

from templates.paper import Paper
from templates.synthesis_papers import write_groups, write_more, write_report


def draft_synthesis() -> Paper:
    """Write the draft: first what is missing, then the report as it stands."""
    paper = Paper("Bozza del documento di sintesi", "Bozza, non per la pubblicazione")
    paper.lead("{{ istruttoria }}")
    paper.callout(
        "Questa è una bozza per gli uffici. Contributi ammessi: **{{ ammessi }}**; con risposta completa: "
        "**{{ valutati }}**; ancora senza: **{{ da_valutare }}**. Il documento definitivo si scrive quando non ne "
        "manca nessuno."
    )
    paper.chapter("Che cosa manca")
    paper.tag("if not mancanze")
    paper.text("Ogni contributo ammesso ha direzione, esito e motivazione.")
    paper.tag("endif")
    paper.tag("if mancanze")
    paper.table(
        "Contributi senza risposta completa, per direzione",
        ("voce", "mancanze_per_direzione"),
        [("Direzione", "{{ voce.voce }}", 12), ("Contributi", "{{ voce.numero }}", 4)],
        numbers=1,
    )
    paper.table(
        "Contributi senza risposta completa, con i numeri di protocollo",
        ("voce", "mancanze"),
        [
            ("Direzione", "{{ voce.direzione }}", 3.2),
            ("Parte del piano", "{{ voce.parte }}", 3.6),
            ("Che cosa manca", "{{ voce.manca }}", 2.8),
            ("Numeri di protocollo", "{{ voce.protocollo }}", 4.6),
            ("Quanti", "{{ voce.numero }}", 1.8),
        ],
        numbers=1,
    )
    write_more(paper, "altre_mancanze")
    paper.tag("endif")
    paper.tag("if gruppi_discordi")
    paper.section("Gruppi con esiti diversi")
    paper.text("Testi quasi uguali hanno avuto esiti diversi: prima di chiudere, le direzioni li confrontano.")
    write_groups(paper, "Gruppi con esiti diversi", "gruppi_discordi")
    paper.tag("endif")
    write_report(paper)
    return paper
