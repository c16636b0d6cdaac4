"""The chapters of the observatory's annual report: the city, its areas, what is hidden, what is missing."""

from __future__ import annotations

from templates.observatory_figures import chart
from templates.paper import Paper

_LEVELS = ("municipi", "nil", "complessi")


def city(paper: Paper) -> None:
    """Write what every indicator says of the whole city."""
    paper.chapter("Tutta la città, indicatore per indicatore")
    paper.text(
        "Ogni indicatore risponde a una domanda diversa: nessuno da solo dice chi è in povertà energetica. Le "
        "definizioni sono in fondo al rapporto."
    )
    chart(paper, "grafico_fasce", "alt_fasce", "La fascia di ogni indicatore, per tutta la città")
    _rates(paper, "Tutta la città", "definizioni", "Indicatore")
    paper.tag("if non_dette")
    paper.text("Oscurati per tutta la città:", "Nota")
    paper.loop("nome", "non_dette", "{{ nome }}")
    paper.tag("endif")
    paper.tag("if redditi")
    paper.section("I redditi")
    paper.table(
        "Reddito medio dei nuclei con un reddito noto, con l'anno a cui si riferisce",
        ("riga", "redditi"),
        [
            ("Area", "{{ riga.nome }}", 5),
            ("Anno dei redditi", "{{ riga.anno }}", 3),
            ("Nuclei", "{{ riga.noti }}", 2.4),
            ("Di cui stimati", "{{ riga.stimati }}", 2.8),
            ("Reddito medio", "{{ riga.medio }}", 2.8),
        ],
        numbers=4,
    )
    paper.tag("endif")


def areas(paper: Paper) -> None:
    """Write districts, neighborhoods and complexes."""
    paper.tag(f"if {' or '.join(one + end for one in _LEVELS for end in ('', '_oscurati'))}")
    paper.chapter("Municipi, NIL e complessi")
    paper.text("Mappe e tabelle di questo capitolo parlano di: {{ indicatore }}.")
    paper.tag("if municipi")
    paper.section("I municipi")
    chart(paper, "grafico_municipi", "alt_municipi", "La fascia di ogni municipio")
    _rates(paper, "I municipi", "municipi", "Municipio")
    paper.tag("endif")
    _if_hidden(paper, "municipi_oscurati")
    paper.tag("if nil")
    paper.section("I NIL (nuclei di identità locale)")
    chart(
        paper,
        "grafico_mappa_nil",
        "alt_mappa_nil",
        "I NIL per quota fra i calcolabili{% if municipi %}, con i confini e i numeri dei municipi{% endif %}",
        kind="Mappa",
    )
    _rates(paper, "I NIL", "nil", "NIL")
    paper.tag("endif")
    _if_hidden(paper, "nil_oscurati")
    paper.tag("if complessi")
    paper.section("I complessi ERP")
    _rates(paper, "I complessi ERP", "complessi", "Complesso")
    paper.tag("endif")
    _if_hidden(paper, "complessi_oscurati")
    paper.tag("endif")


def worst(paper: Paper) -> None:
    """Write how likely each section is among the worst."""
    paper.tag("if decimo")
    paper.chapter("Le sezioni: probabilità, non classifiche")
    paper.text(
        "Una sezione di censimento ha in media un centinaio di nuclei: la sua quota dipende molto dal caso, e una "
        "classifica cambierebbe da un anno all'altro senza che cambi niente. Per questo non c'è una classifica: di "
        "ogni sezione si dice con quale probabilità sta davvero nel decimo peggiore."
    )
    paper.text(
        "{{ decimo }} Di ogni sezione mostrata, stima, intervallo e probabilità sono nei dati aperti (sezioni_stime)."
    )
    chart(
        paper,
        "grafico_mappa_sezioni",
        "alt_mappa_sezioni",
        "Le sezioni per probabilità di stare nel decimo peggiore",
        kind="Mappa",
    )
    chart(paper, "grafico_decimo", "alt_decimo", "Quante sezioni per classe di probabilità")
    paper.tag("if nil_probabili")
    paper.table(
        "NIL con sezioni che hanno almeno una probabilità su due di stare nel decimo peggiore",
        ("riga", "nil_probabili"),
        [
            ("NIL", "{{ riga.nome }}", 5.5),
            ("Sezioni mostrate", "{{ riga.mostrate }}", 3.1),
            ("Almeno una su due", "{{ riga.probabili }}", 3.6),
            ("Almeno nove su dieci", "{{ riga.quasi_certe }}", 3.8),
        ],
        numbers=3,
    )
    paper.tag("endif")
    paper.tag("if sezioni")
    paper.table(
        "Sezioni con almeno una probabilità su due, in ordine di NIL e di codice",
        ("riga", "sezioni"),
        [
            ("Sezione", "{{ riga.nome }}", 2.7),
            ("NIL", "{{ riga.nil }}", 3),
            ("Calcolabili", "{{ riga.calcolabili }}", 2.1),
            ("Quota", "{{ riga.quota }}", 1.4),
            ("Stima", "{{ riga.stima }}", 1.4),
            ("Intervallo al 95 %", "{{ riga.intervallo }}", 3.3),
            ("Probabilità", "{{ riga.probabilita }}", 2.1),
        ],
        numbers=5,
    )
    paper.note("Stima: la quota della sezione corretta verso quella del suo NIL.")
    paper.tag("endif")
    paper.tag("endif")


def hidden(paper: Paper) -> None:
    """Write what is hidden and why."""
    paper.chapter("Che cosa è oscurato, e perché")
    paper.text("{{ oscurato }}")
    paper.table(
        "Aree mostrate e oscurate, per motivo",
        ("riga", "oscurate"),
        [
            ("Motivo", "{{ riga.motivo }}", 2.8),
            ("Che cosa vuol dire", "{{ riga.significa }}", 6.1),
            ("Sezioni", "{{ riga.sezioni }}", 1.7),
            ("NIL", "{{ riga.nil }}", 1.5),
            ("Municipi", "{{ riga.municipi }}", 1.8),
            ("Complessi", "{{ riga.complessi }}", 2.1),
        ],
        numbers=4,
    )


def causes(paper: Paper) -> None:
    """Write which missing figure matters most."""
    paper.chapter("Quale dato mancante conta di più")
    paper.text("{{ dato_che_conta }}")
    paper.tag("if cause")
    chart(paper, "grafico_cause", "alt_cause", "Nuclei in dubbio, per dato che manca")
    paper.table(
        "Nuclei fra certi e possibili, per dato che manca: tutta la città",
        ("riga", "cause"),
        [
            ("Dato che manca", "{{ riga.dato }}", 10.4),
            ("Nuclei in dubbio", "{{ riga.nuclei }}", 3),
            ("Quota", "{{ riga.quota }}", 2.6),
        ],
        numbers=2,
    )
    paper.tag("endif")
    paper.tag("if cause_municipi")
    paper.table(
        "Il dato che conta di più in ogni municipio",
        ("riga", "cause_municipi"),
        [
            ("Municipio", "{{ riga.area }}", 3.4),
            ("Dato che manca", "{{ riga.dato }}", 7),
            ("Nuclei in dubbio", "{{ riga.nuclei }}", 3),
            ("Quota", "{{ riga.quota }}", 2.6),
        ],
        numbers=2,
    )
    paper.tag("endif")


def overlaps(paper: Paper) -> None:
    """Write how the indicators overlap."""
    paper.tag("if sovrapposizioni")
    paper.chapter("Quanto si sovrappongono gli indicatori")
    paper.text(
        "Due indicatori possono segnalare persone diverse. Si contano i nuclei che si possono giudicare con entrambi."
    )
    paper.table(
        "Coppie di indicatori, per tutta la città",
        ("riga", "sovrapposizioni"),
        [
            ("Primo", "{{ riga.prima }}", 3.9),
            ("Secondo", "{{ riga.seconda }}", 3.9),
            ("Calcolabili", "{{ riga.calcolabili }}", 2.1),
            ("Solo il primo", "{{ riga.solo_prima }}", 2),
            ("Entrambi", "{{ riga.entrambe }}", 1.9),
            ("Solo il secondo", "{{ riga.solo_seconda }}", 2.2),
        ],
        numbers=4,
    )
    paper.tag("endif")


def _rates(paper: Paper, caption: str, many: str, first: str) -> None:
    paper.table(
        f"{caption}: nuclei e fascia",
        ("riga", many),
        [
            (first, "{{ riga.nome }}", 4.6),
            ("Nuclei", "{{ riga.nuclei }}", 1.8),
            ("Certi", "{{ riga.certi }}", 1.6),
            ("Fra i calcolabili", "{{ riga.quota }}", 2.2),
            ("Intervallo al 95 %", "{{ riga.intervallo }}", 3.8),
            ("Possibili", "{{ riga.possibili }}", 2),
        ],
        numbers=5,
    )


def _if_hidden(paper: Paper, name: str) -> None:
    paper.tag(f"if {name}")
    paper.text(f"Oscurati: {{{{ {name} }}}}.", "Nota")
    paper.tag("endif")
