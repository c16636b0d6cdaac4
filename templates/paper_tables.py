"""Tables that more than one paper holds."""

from __future__ import annotations

from templates.paper import Paper


def parts_table(paper: Paper) -> None:
    """Write the parts of the draft with who answers for each."""
    paper.table(
        "Parti della bozza aperte ai commenti",
        ("parte", "parti"),
        [
            ("Parte della bozza", "{{ parte.titolo }}", 6.5),
            ("Risponde", "{{ parte.direzione }}", 4.5),
            ("Si consultano", "{{ parte.consultate }}", 5),
        ],
    )


def phases_table(paper: Paper) -> None:
    """Write the phases with their terms and sources."""
    paper.table(
        "Fasi e termini, con i giorni estremi compresi",
        ("fase", "fasi"),
        [
            ("Fase", "{{ fase.nome }}", 5),
            ("Dal", "{{ fase.dal }}", 3.2),
            ("Al", "{{ fase.al }}", 3.2),
            ("Fonte", "{{ fase.fonte }}", 4.6),
        ],
    )
