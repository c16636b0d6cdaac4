"""The words of the selection: numbered tickets, the number drawn, the groups, the replacements."""

from __future__ import annotations

from templates.assembly_tables import assembly_paper, cohorts_table, contact, files_table, fingerprint, sources_table
from templates.paper import Paper


def selection_notice() -> Paper:
    """Write the notice of the selection's commitment."""
    paper = assembly_paper("Composizione dei gruppi: i biglietti numerati", "Impegno della composizione")
    paper.callout(
        "Fra **{{ disponibili }}** persone disponibili sono stati preparati **{{ biglietti }}** biglietti numerati, da "
        "{{ primo_biglietto }} a {{ ultimo_biglietto }}. Il **{{ sorteggio_il }}** il caso ne sceglierà uno solo: "
        "quel biglietto dice chi entra."
    )
    paper.chapter("Che cos'è un biglietto")
    paper.text(
        "Ogni biglietto compone per intero i gruppi dell'anno e rispetta le quote scritte qui sotto."
        "{% if una_per_famiglia %} In nessun biglietto ci sono due persone della stessa famiglia.{% endif %} I "
        "biglietti sono fatti in modo che chi ha meno probabilità di entrare ne abbia quante più è possibile."
    )
    cohorts_table(paper, "Gruppi che ogni biglietto compone")
    paper.chapter("Le quote")
    paper.table(
        "Quote di ciascun gruppo",
        ("riga", "quote"),
        [
            ("Criterio", "{{ riga.criterio }}", 4.8),
            ("Classe", "{{ riga.classe }}", 6),
            ("Almeno", "{{ riga.minimo }}", 2.6),
            ("Al più", "{{ riga.massimo }}", 2.6),
        ],
        numbers=2,
    )
    paper.tag("if modifiche")
    paper.section("Quote modificate")
    paper.text("Con i disponibili di quest'anno queste quote non si potevano rispettare; ecco come sono cambiate.")
    paper.table(
        "Quote modificate, con il motivo",
        ("riga", "modifiche"),
        [
            ("Quota", "{{ riga.quota }}", 5),
            ("Prevista", "{{ riga.prima }}", 2.8),
            ("Adottata", "{{ riga.dopo }}", 2.8),
            ("Perché", "{{ riga.motivo }}", 5.4),
        ],
    )
    paper.tag("endif")
    paper.chapter("Le probabilità di entrare")
    paper.text(
        "La probabilità di una persona è il numero dei biglietti in cui compare il suo codice, diviso per "
        "{{ biglietti }}. La più bassa è {{ probabilita_minima }}, la più alta {{ probabilita_massima }}."
    )
    paper.table(
        "Persone disponibili per probabilità di entrare",
        ("riga", "probabilita"),
        [
            ("Biglietti in cui compare", "{{ riga.biglietti }}", 5.6),
            ("Probabilità", "{{ riga.probabilita }}", 6),
            ("Persone", "{{ riga.persone }}", 4.4),
        ],
        numbers=1,
    )
    paper.chapter("Da dove verrà il numero")
    sources_table(paper, read=False)
    paper.chapter("Che cosa resta fissato")
    fingerprint(paper, "Impronta del manifesto della composizione:", "{{ impronta_impegno }}")
    files_table(paper, "File dell'impegno")
    paper.chapter("Come si controlla")
    for step in (
        "Chi è disponibile cerca il proprio codice nel file dei biglietti e conta in quanti compare.",
        "Chiunque calcola l'impronta dei file e la confronta con quella scritta qui.",
        "Dopo il {{ sorteggio_il }} il programma di verifica, dai valori delle fonti, ricava il numero del biglietto.",
        "Età, titolo di studio e le altre risposte delle persone non sono pubblici: chi verifica per incarico le vede "
        "presso l'ufficio e ricontrolla le quote di ogni biglietto.",
    ):
        paper.text(step, "List Number")
    contact(paper)
    return paper


def selection_minutes() -> Paper:
    """Write the minutes of the selection."""
    paper = assembly_paper("Verbale di composizione", "Verbale di composizione")
    paper.callout(
        "Il {{ sorteggiato_il }} il caso ha scelto il biglietto **{{ biglietto }}** fra {{ biglietti }}. "
        "{% if quote_mancate %}Quote non rispettate: **{{ quote_mancate }}**.{% else %}Tutte le quote sono "
        "rispettate.{% endif %}"
    )
    paper.chapter("L'impegno e il caso")
    words = "I biglietti sono quelli pubblicati il {{ impegno_del }}; impronta del manifesto:"
    fingerprint(paper, words, "{{ impronta_impegno }}")
    sources_table(paper, read=True)
    words = "Dal manifesto e dai valori letti deriva il seme, e da questo il numero {{ biglietto }}:"
    fingerprint(paper, words, "{{ seme }}")
    paper.chapter("I gruppi")
    cohorts_table(paper, "Gruppi composti e durata del mandato")
    paper.text("I membri sono indicati con il codice che hanno ricevuto nella lettera di invito.")
    paper.tag("for gruppo in gruppi")
    paper.section("Gruppo {{ gruppo.numero }}: i codici")
    paper.text("{{ gruppo.codici|join('\u2003') }}", "Impronta")
    paper.tag("endfor")
    paper.chapter("Le quote rispettate")
    paper.text(
        "Le quote valgono per ciascun gruppo; nell'ultima colonna stanno i posti dei gruppi, dal primo all'ultimo. Le "
        "classi che in un gruppo hanno pochi posti sono contate insieme, perché nessuno si riconosca."
    )
    paper.table(
        "Quote e composizione dei gruppi",
        ("riga", "verifiche"),
        [
            ("Criterio", "{{ riga.criterio }}", 3.2),
            ("Classe", "{{ riga.classe }}", 4.8),
            ("Esito", "{{ riga.esito }}", 2.6),
            ("Quota", "{{ riga.quota }}", 2.2),
            ("Nei gruppi", "{{ riga.composto }}", 3.2),
        ],
        numbers=2,
    )
    paper.chapter("La riserva")
    paper.text(
        "Delle {{ disponibili }} persone disponibili, {{ riserve }} formano la riserva. L'ordine di chiamata deriva "
        "dallo stesso seme e non si può scegliere: per ogni posto libero si chiama chi riporta il gruppo più vicino "
        "alle quote e, a parità, chi ha il biglietto più basso."
    )
    paper.chapter("I file pubblicati")
    files_table(paper, "File della composizione")
    paper.tag("if presenti")
    paper.chapter("Chi ha assistito")
    paper.loop("chi", "presenti", "{{ chi }}")
    paper.tag("endif")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def replacement_minutes() -> Paper:
    """Write the minutes of a replacement."""
    paper = assembly_paper("Verbale di surroga", "Verbale di surroga")
    paper.callout(
        "{% if codice_entrante %}Nel gruppo {{ gruppo }} il codice **{{ codice_entrante }}** prende il posto di "
        "**{{ codice_uscente }}**.{% else %}Nel gruppo {{ gruppo }} il posto di **{{ codice_uscente }}** resta libero: "
        "nessuno dei chiamati ha accettato.{% endif %}"
    )
    paper.chapter("Il posto libero")
    paper.facts(
        ("Codice uscente", "{{ codice_uscente }}"),
        ("Motivo", "{{ motivo }}"),
        ("Posto libero dal", "{{ libero_dal }}"),
    )
    paper.tag("if codice_entrante")
    paper.chapter("Chi entra")
    paper.facts(
        ("Codice", "{{ codice_entrante }}"),
        ("In carica dal", "{{ entra_il }}"),
        ("Fino al", "{{ ultimo_giorno }}, compreso: il mandato dura quanto restava al posto"),
    )
    paper.tag("endif")
    paper.chapter("Le chiamate")
    paper.text(
        "L'ordine deriva dal seme della composizione e dalla regola pubblicata con i biglietti, e chiunque lo può "
        "ricalcolare. Chi non risponde entro il termine si considera non disponibile per questo posto."
    )
    fingerprint(paper, "Seme della composizione:", "{{ seme }}")
    paper.table(
        "Chiamate, in ordine",
        ("riga", "chiamate"),
        [
            ("Ordine", "{{ riga.ordine }}", 1.7),
            ("Codice", "{{ riga.codice }}", 4.9),
            ("Chiamato il", "{{ riga.chiamato_il }}", 2.8),
            ("Risposta entro il", "{{ riga.entro }}", 3.1),
            ("Risposta", "{{ riga.risposta }}", 3.5),
        ],
    )
    paper.chapter("L'effetto sulle quote")
    paper.text("Posti fuori quota nel gruppo, sommando tutte le quote:")
    paper.facts(
        ("Con il posto libero", "{{ scarto_prima }}"),
        ("Dopo la surroga", "{{ scarto_dopo }}"),
        ("Restano in riserva", "{{ riserve }}"),
    )
    paper.tag("if interno")
    paper.callout("**Copia dell'ufficio.** La tabella dice com'è fatto ciascun codice e non va pubblicata.")
    paper.table(
        "Effetto su ogni quota del gruppo",
        ("riga", "effetti"),
        [
            ("Criterio", "{{ riga.criterio }}", 3.6),
            ("Classe", "{{ riga.classe }}", 3.9),
            ("Esito", "{{ riga.esito }}", 2.6),
            ("Quota", "{{ riga.quota }}", 2.1),
            ("Prima", "{{ riga.con_il_posto_vuoto }}", 1.9),
            ("Dopo", "{{ riga.dopo_la_surroga }}", 1.9),
        ],
        numbers=3,
    )
    paper.tag("endif")
    paper.tag("if not interno")
    paper.note(
        "L'effetto quota per quota direbbe età, titolo di studio e altro di due persone: resta agli atti dell'ufficio, "
        "dove lo vede chi verifica per incarico."
    )
    paper.tag("endif")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper
