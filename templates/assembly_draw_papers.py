"""The words of the first draw: what is promised before chance is known, and what chance then decided."""

from __future__ import annotations

from templates.assembly_tables import assembly_paper, contact, files_table, fingerprint, margins_table, sources_table
from templates.paper import Paper


def commitment_notice() -> Paper:
    """Write the notice of the first draw's commitment."""
    paper = assembly_paper("Sorteggio degli inviti: che cosa è già deciso", "Avviso di impegno del sorteggio")
    paper.callout(
        "Il **{{ sorteggio_il }}** il caso deciderà a chi spedire **{{ lettere }}** inviti fra **{{ persone }}** "
        "persone. Tutto il resto è fissato oggi, prima che il caso sia noto, e non può più cambiare senza che si veda."
    )
    paper.chapter("Come funziona")
    paper.text(
        "La lista delle persone è aggiornata al {{ lista_al }}. Ogni persona vi compare con un codice: nomi e "
        "indirizzi restano all'ufficio che tiene l'anagrafe. La lista è divisa in {{ numero_strati }} strati, secondo "
        '{{ criteri|join(", ") }}; ogni strato riceve lettere in proporzione alle sue persone.'
        "{% if una_per_famiglia %} In ogni famiglia arriva al più una lettera.{% endif %}"
    )
    paper.text(
        "Quando le fonti del caso saranno pubbliche se ne ricaverà un numero, il seme. Dal seme e dal codice si "
        "calcola per ciascuno un biglietto; in ogni strato sono invitati i biglietti più bassi."
    )
    paper.chapter("Da dove verrà il caso")
    paper.text("Le fonti sono più d'una e indipendenti: basta che una sola sia onesta perché il sorteggio lo sia.")
    sources_table(paper, read=False)
    paper.chapter("Che cosa resta fissato")
    words = "Impronta del manifesto, che vincola tutto il resto (regole: {{ versione_regole }}):"
    fingerprint(paper, words, "{{ impronta_impegno }}")
    files_table(paper, "File dell'impegno")
    paper.chapter("Quante lettere, a chi")
    margins_table(paper)
    paper.tag("if strati_da_vedere")
    paper.section("Strati vuoti, piccoli o senza lettere")
    paper.table(
        "Strati vuoti, piccoli o senza lettere",
        ("riga", "strati_da_vedere"),
        [
            ("Strato", "{{ riga.strato }}", 6),
            ("Perché è qui", "{{ riga.nota }}", 5.4),
            ("Persone", "{{ riga.persone }}", 2.5),
            ("Lettere", "{{ riga.lettere }}", 2.1),
        ],
        numbers=2,
    )
    paper.tag("if altri_strati")
    paper.note("Qui stanno i primi; gli altri {{ altri_strati }} sono nel manifesto, che li elenca tutti.")
    paper.tag("endif")
    paper.tag("endif")
    paper.chapter("Come si controlla")
    _steps(
        paper,
        "Scaricate i file da {{ sito }} e conservateli: se domani fossero diversi, l'impronta non tornerebbe.",
        "Calcolate l'impronta SHA-256 di ciascun file e confrontatela con quella scritta qui.",
        "Dopo il {{ sorteggio_il }} leggete i valori delle fonti dove le pubblica chi le estrae, non da noi.",
        "Con il programma di verifica pubblicato insieme ai file rifate il seme e il sorteggio.",
        "Chi riceve l'invito trova nella lettera il proprio codice e controlla da sé il proprio biglietto.",
    )
    contact(paper)
    return paper


def draw_minutes() -> Paper:
    """Write the minutes of the first draw."""
    paper = assembly_paper("Verbale del primo sorteggio", "Verbale del primo sorteggio")
    paper.callout(
        "Il {{ sorteggiato_il }} sono stati sorteggiati **{{ invitati }}** codici fra **{{ persone }}** persone in "
        "{{ numero_strati }} strati (tornata di inviti n. {{ tornata }}), con le regole fissate il {{ impegno_del }}."
    )
    paper.chapter("L'impegno")
    words = "Il manifesto pubblicato il {{ impegno_del }} ha questa impronta, ricontrollata prima del sorteggio:"
    fingerprint(paper, words, "{{ impronta_impegno }}")
    paper.chapter("Il caso")
    sources_table(paper, read=True)
    fingerprint(paper, "Dal manifesto e dai valori letti deriva il seme:", "{{ seme }}")
    paper.chapter("L'esito")
    paper.facts(
        ("Codici invitati", "{{ invitati }}"),
        ("Strati", "{{ numero_strati }}"),
        ("Saltati", "{{ saltati }}{% if saltati %}, perché della stessa famiglia di un invitato{% endif %}"),
    )
    margins_table(paper)
    paper.chapter("I file pubblicati")
    paper.text(
        "L'elenco degli invitati non è pubblico. Per ogni strato è pubblica la soglia: sono invitati i biglietti che "
        "non la superano."
    )
    files_table(paper, "File del sorteggio")
    paper.chapter("Come si controlla")
    _steps(
        paper,
        "Confrontate l'impronta del manifesto con quella dell'avviso del {{ impegno_del }}.",
        "Leggete i valori delle fonti dove le pubblica chi le estrae e ricalcolate il seme.",
        "Con il codice scritto nella lettera e il seme calcolate il biglietto: è invitato chi non supera la soglia "
        "del proprio strato. Chi salta il turno per la famiglia è contato qui sopra.",
        "Il programma di verifica pubblicato su {{ sito }} fa gli stessi conti in poche righe leggibili.",
    )
    paper.tag("if presenti")
    paper.chapter("Chi ha assistito")
    paper.loop("chi", "presenti", "{{ chi }}")
    paper.tag("endif")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def _steps(paper: Paper, *steps: str) -> None:
    for step in steps:
        paper.text(step, "List Number")
