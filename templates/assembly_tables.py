"""What more than one paper of the assembly holds: its frame, sources of chance, fingerprints, votes."""

from __future__ import annotations

from templates.paper import Paper


def assembly_paper(title: str, kind: str) -> Paper:
    """Begin a paper of the assembly: title, and under it whose it is."""
    paper = Paper(title, kind, running="assemblea_breve")
    paper.lead("{{ assemblea }} – ciclo {{ ciclo }}")
    return paper


def sources_table(paper: Paper, *, read: bool) -> None:
    """Write the public sources of chance: where they will be read or, when `read`, what was read there."""
    if read:
        paper.table(
            "Fonti del caso, con i valori letti",
            ("fonte", "fonti"),
            [
                ("Fonte", "{{ fonte.nome }}", 4.2),
                ("Quando", "{{ fonte.quando }}", 3.6),
                ("Valore letto", "{{ fonte.valore }}", 4.8),
                ("Dove si legge", "{{ fonte.dove }}", 3.4),
            ],
        )
        return
    paper.table(
        "Fonti future del caso",
        ("fonte", "fonti"),
        [
            ("Fonte", "{{ fonte.nome }}", 5.6),
            ("Quando", "{{ fonte.quando }}", 4.6),
            ("Dove si legge", "{{ fonte.dove }}", 5.8),
        ],
    )


def fingerprint(paper: Paper, words: str, value: str) -> None:
    """Write a fingerprint under the words that say of what, never on different pages."""
    paper.text(words).paragraph_format.keep_with_next = True
    paper.text(value, "Impronta")


def files_table(paper: Paper, caption: str) -> None:
    """Write the published files with their fingerprints."""
    paper.table(
        caption,
        ("riga", "file"),
        [
            ("File", "{{ riga.nome }}", 4.2),
            ("Che cosa contiene", "{{ riga.che_cosa }}", 5.6),
            ("Impronta SHA-256", "{{ riga.impronta }}", 6.2),
        ],
    )


def margins_table(paper: Paper) -> None:
    """Write people and letters by class."""
    paper.table(
        "Persone nella lista e lettere, per classe",
        ("riga", "classi"),
        [
            ("Criterio", "{{ riga.criterio }}", 3.2),
            ("Classe", "{{ riga.classe }}", 4),
            ("Persone", "{{ riga.persone }}", 2.4),
            ("Quota", "{{ riga.quota_persone }}", 1.9),
            ("Lettere", "{{ riga.lettere }}", 2.3),
            ("Quota", "{{ riga.quota_lettere }}", 2.2),
        ],
        numbers=4,
    )


def cohorts_table(paper: Paper, caption: str) -> None:
    """Write the cohorts with their terms."""
    paper.table(
        caption,
        ("gruppo", "gruppi"),
        [
            ("Gruppo", "{{ gruppo.numero }}", 2.4),
            ("In carica dal", "{{ gruppo.entra_il }}", 5.4),
            ("Fino al, compreso", "{{ gruppo.ultimo_giorno }}", 5.4),
            ("Posti", "{{ gruppo.posti }}", 2.8),
        ],
        numbers=1,
    )


def meetings_table(paper: Paper, caption: str) -> None:
    """Write the meetings with who was there, in numbers."""
    paper.table(
        caption,
        ("seduta", "sedute"),
        [
            ("N.", "{{ seduta.numero }}", 1.4),
            ("Seduta", "{{ seduta.tipo }}", 5.4),
            ("Giorno", "{{ seduta.giorno }}", 2.8),
            ("In carica", "{{ seduta.aventi_diritto }}", 2.2),
            ("Presenti", "{{ seduta.presenti }}", 2.2),
            ("Quota", "{{ seduta.quota }}", 2),
        ],
        numbers=3,
    )


def groups_table(paper: Paper, many: str) -> None:
    """Write the working groups and their work."""
    paper.table(
        "Gruppi di lavoro",
        ("gruppo", many),
        [
            ("Gruppo di lavoro", "{{ gruppo.nome }}", 4.6),
            ("A che cosa lavora", "{{ gruppo.lavoro }}", 7.4),
            ("Membri", "{{ gruppo.membri }}", 2),
            ("Sedute", "{{ gruppo.sedute }}", 2),
        ],
        numbers=2,
    )


def write_actions(paper: Paper) -> None:
    """Write the Actions that the assembly chose."""
    paper.table(
        "Azioni del piano scelte dall'assemblea",
        ("azione", "azioni"),
        [("Azione", "{{ azione.nome }}", 11.6), ("Scelta il", "{{ azione.scelta_il }}", 4.4)],
    )


def write_recommendations(paper: Paper, many: str) -> None:
    """Write recommendations one by one: text, then group, votes, threshold and result."""
    paper.tag(f"for voce in {many}")
    paper.section("{{ voce.numero }}. {{ voce.titolo }}")
    paper.text("{{ voce.testo }}")
    paper.text(
        "**{% if voce.approvata %}Approvata{% else %}Non approvata{% endif %}** con {{ voce.favorevoli }} favorevoli, "
        "{{ voce.contrari }} contrari e {{ voce.astenuti }} astenuti; per approvarla occorrevano {{ voce.soglia }}. "
        "Gruppo di lavoro: {{ voce.gruppo }}.{% if voce.azione %} Azione del piano: {{ voce.azione }}.{% endif %}",
        "Nota",
    )
    paper.tag("endfor")


def contact(paper: Paper) -> None:
    """Write whom to ask, and sign."""
    paper.chapter("A chi rivolgersi")
    paper.text("{{ ufficio }}, {{ posta_ufficio }}. I documenti dell'assemblea sono pubblicati su {{ sito }}.")
    paper.signature("{{ data }}", "{{ responsabile }}")
