"""The last chapters of the observatory's annual report: what changed, what retrofits did, where visits reach whom."""

from __future__ import annotations

from templates.observatory_figures import chart
from templates.paper import Paper


def change(paper: Paper) -> None:
    """Write what changed since the last edition."""
    paper.chapter("Che cosa è cambiato{% if anno_prima %} dal {{ anno_prima }}{% endif %}")
    paper.loop("frase", "variazione", "{{ frase }}", "Normal")
    paper.tag("if variazioni")
    chart(paper, "grafico_variazioni", "alt_variazioni", "Variazione della quota in ogni municipio, in punti")
    paper.table(
        "Città, municipi, e NIL con una differenza provata",
        ("riga", "variazioni"),
        [
            ("Area", "{{ riga.nome }}", 4.2),
            ("Allora", "{{ riga.allora }}", 1.6),
            ("Oggi", "{{ riga.oggi }}", 1.6),
            ("Punti", "{{ riga.differenza }}", 1.5),
            ("Intervallo", "{{ riga.intervallo }}", 3.2),
            ("Esito della prova", "{{ riga.esito }}", 3.9),
        ],
    )
    paper.tag("endif")
    paper.tag("if scomposizione")
    paper.section("Da che cosa viene il cambiamento della città")
    chart(paper, "grafico_scomposizione", "alt_scomposizione", "Quanto ogni causa sposta la quota, in punti")
    paper.table(
        "Le cause e la loro somma",
        ("riga", "scomposizione"),
        [("Causa", "{{ riga.causa }}", 12.4), ("Punti", "{{ riga.punti }}", 3.6)],
        numbers=1,
    )
    paper.tag("endif")


def action(paper: Paper) -> None:
    """Write what retrofits did and where visits reach whom."""
    paper.chapter("Le riqualificazioni")
    paper.loop("frase", "riqualificazioni", "{{ frase }}", "Normal")
    paper.tag("if guida")
    paper.chapter("Guida all'azione: {{ visite }}")
    paper.text("{{ guida_in_breve }}")
    chart(paper, "grafico_guida", "alt_guida", "Nuclei poveri raggiunti da ogni criterio")
    paper.table(
        "Che cosa raggiunge ogni criterio",
        ("riga", "guida"),
        [
            ("Criterio", "{{ riga.criterio }}", 5.2),
            ("Aree", "{{ riga.aree }}", 1.4),
            ("Certi", "{{ riga.certi }}", 1.8),
            ("Fra i calcolabili", "{{ riga.calcolati }}", 2.4),
            ("Possibili", "{{ riga.possibili }}", 2),
            ("Certi fuori dalle aree", "{{ riga.fuori }}", 3.2),
        ],
        numbers=5,
    )
    paper.note("Nessun criterio raggiunge tutti: chi abita fuori dalle aree scelte si raggiunge con gli sportelli.")
    paper.tag("endif")
