"""The words of the closing: seal, Council package, publication notice, account of the promises."""

from __future__ import annotations

from templates.paper import Paper


def manifest() -> Paper:
    """Write the seal manifest."""
    paper = Paper("Verbale di sigillo", "Verbale di sigillo")
    paper.lead("{{ istruttoria }}")
    paper.text(
        "La finestra dei commenti è stata aperta dal {{ apertura }} al {{ chiusura }}, giorni compresi: il termine è "
        "scaduto il {{ istante_di_chiusura }}. Il protocollo è stato sigillato il {{ istante_del_sigillo }}."
    )
    paper.callout(
        "Impronta che chiude la catena {% if registrazioni == 1 %}di una registrazione{% else %}delle "
        "{{ registrazioni }} registrazioni{% endif %}: **{{ impronta_radice }}**"
    )
    paper.chapter("Che cosa contiene il protocollo")
    paper.facts(
        ("Contributi ricevuti", "{{ ricevuti }}"),
        ("Nei termini", "{{ ammessi }}"),
        ("Fuori termine", "{{ tardivi }}"),
        ("Con testo moderato", "{{ moderati }}"),
        ("Righe accantonate", "{{ accantonate }}{% if accantonate %}, di cui si conserva il motivo{% endif %}"),
    )
    _counts(paper, "Contributi per canale", "canale", "canali", "Canale")
    _counts(paper, "Contributi per parte del piano", "parte", "parti", "Parte del piano")
    paper.chapter("I file acquisiti")
    paper.text(
        "Di ogni riga letta si sa dove è finita: le righe lette sono la somma delle accettate e delle accantonate."
    )
    paper.table(
        "File acquisiti",
        ("riga", "file"),
        [
            ("File", "{{ riga.nome }}", 4.2),
            ("Impronta SHA-256", "{{ riga.impronta }}", 5.5),
            ("Lette", "{{ riga.righe }}", 1.9),
            ("Accettate", "{{ riga.accettate }}", 2.1),
            ("Accantonate", "{{ riga.accantonate }}", 2.3),
        ],
        numbers=3,
    )
    paper.chapter("Che cosa prova il sigillo")
    paper.text(
        "Ogni registrazione porta l'impronta di quella che la precede: se una sola fosse cambiata, tolta o spostata, "
        "l'impronta finale sarebbe diversa. Chiunque abbia il protocollo può rifare il conto e confrontarlo con "
        "quella scritta qui."
    )
    paper.tag("if firmatario")
    paper.signature("Firmato il {{ firmato_il }}", "{{ firmatario }}")
    paper.tag("endif")
    paper.tag("if not firmatario")
    paper.note("In attesa della firma di {{ responsabile }}.")
    paper.tag("endif")
    return paper


def council_package() -> Paper:
    """Write the cover of the Council package."""
    paper = Paper("Fascicolo per il Consiglio", "Fascicolo per il Consiglio")
    paper.lead("{{ istruttoria }}")
    paper.facts(
        ("Destinatario", "{{ consiglio }}"),
        ("Oggetto", "«{{ piano }}»: esito dell'istruttoria pubblica"),
        ("Coordina", "{{ coordinamento }}"),
        ("Responsabile", "{{ responsabile }}"),
    )
    paper.callout(
        "Ricevuti **{{ ricevuti }}**, stampati nell'allegato **{{ stampati }}**; nei termini **{{ ammessi }}**, con "
        "esito e motivazione **{{ valutati }}**. I contributi stampati sono stati contati rileggendo l'allegato."
    )
    paper.chapter("Che cosa si chiede al Consiglio")
    paper.text(
        "I contributi sono stati raccolti dal {{ apertura }} al {{ chiusura }}. Si chiede al Consiglio di decidere sul "
        "piano conoscendo ogni contributo e la sua risposta, e di comunicare numero e data della deliberazione. Gli "
        "esiti restano riservati fino all'approvazione; dopo, sono pubblicati per intero."
    )
    paper.chapter("I documenti")
    paper.table(
        "Documenti del fascicolo",
        ("documento", "documenti"),
        [
            ("Documento", "{{ documento.titolo }}", 4.6),
            ("File", "{{ documento.nome }}", 3.6),
            ("Dimensione", "{{ documento.dimensione }}", 2.2),
            ("Impronta SHA-256", "{{ documento.impronta }}", 5.6),
        ],
    )
    paper.chapter("I numeri")
    _shares(paper)
    paper.text(
        "Fuori termine: {{ tardivi }}{% if tardivi %}, agli atti senza valutazione{% endif %}. Con testo moderato: "
        "{{ moderati }}{% if moderati %}; restano contati e il loro testo non compare{% endif %}."
    )
    paper.chapter("Gli atti")
    paper.loop("atto", "atti", "{{ atto }}")
    paper.chapter("Come si controlla")
    paper.text("Alla consegna del fascicolo l'impronta che chiude la catena del protocollo è:")
    paper.text("{{ impronta_radice }}", "Impronta")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def publication_notice() -> Paper:
    """Write the publication notice."""
    paper = Paper("Gli esiti sono pubblici", "Avviso di pubblicazione")
    paper.lead("{{ istruttoria }}")
    paper.callout(
        "Il **{{ approvato_il }}** il Consiglio ha approvato «{{ piano }}»; atto: {{ atto }}. Da oggi chiunque può "
        "leggere la risposta a ogni contributo."
    )
    paper.chapter("Com'è andata")
    paper.text(
        "I contributi ricevuti sono {{ ricevuti }}, di cui {{ ammessi }} nei termini. Quelli che hanno cambiato il "
        "piano, in tutto o in parte, sono {{ con_modifica }}."
    )
    _shares(paper)
    paper.chapter("Che cosa si può leggere")
    paper.table(
        "Documenti pubblicati",
        ("documento", "documenti"),
        [("Documento", "{{ documento.titolo }}", 8.5), ("File", "{{ documento.nome }}", 7.5)],
    )
    paper.text(
        "Tutti i documenti stanno in un solo luogo: {{ piattaforma }}{% if indirizzo_piattaforma %}, "
        "{{ indirizzo_piattaforma }}{% endif %}."
    )
    paper.chapter("Come trovare la risposta al proprio commento")
    paper.text(
        "La risposta è riportata sulla piattaforma accanto al commento, con il numero di protocollo. Con quel numero, "
        "o con l'indirizzo della pagina, l'indice delle controdeduzioni dice in quale volume e in quale parte si "
        "trova. I nomi non compaiono: ogni autore ha un codice che resta lo stesso in tutti i documenti."
    )
    paper.chapter("A chi rivolgersi")
    paper.text("{{ responsabile }}, {{ posta_responsabile }}.")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def promises_account() -> Paper:
    """Write the account of the promises."""
    paper = Paper("Rendiconto degli impegni", "Rendiconto degli impegni")
    paper.lead("{{ istruttoria }}")
    paper.text(
        "Nel patto di partecipazione l'amministrazione aveva preso degli impegni. Qui si dice, uno per uno, se sono "
        "stati mantenuti e che cosa lo dimostra. Dove gli atti non bastano a dirlo, lo si scrive."
    )
    paper.callout(
        "Mantenuti **{{ mantenuti }}**, in parte **{{ in_parte }}**, non mantenuti **{{ non_mantenuti }}**, "
        "non verificabili **{{ non_verificabili }}**."
    )
    paper.table(
        "Gli impegni, uno per uno",
        ("voce", "impegni"),
        [
            ("N.", "{{ voce.sigla }}", 1.2),
            ("Impegno", "{{ voce.impegno }}", 5.4),
            ("Giudizio", "{{ voce.giudizio }}", 2.8),
            ("Che cosa lo dimostra", "{{ voce.prova }}", 6.6),
        ],
    )
    paper.chapter("Come si controlla")
    paper.text(
        "Le prove vengono dal protocollo dell'istruttoria ({{ ricevuti }} contributi ricevuti, {{ valutati }} con "
        "risposta), la cui catena, prima di questa pubblicazione, si chiude con l'impronta scritta qui sotto. Il "
        "registro dei contributi è tra i dati aperti; il protocollo è conservato dal Comune, e chi ne ha copia può "
        "rifare il conto."
    )
    paper.text("{{ impronta_radice }}", "Impronta")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def _counts(paper: Paper, caption: str, variable: str, many: str, header: str) -> None:
    columns = [(header, f"{{{{ {variable}.voce }}}}", 13.0), ("Contributi", f"{{{{ {variable}.numero }}}}", 3.0)]
    paper.table(caption, (variable, many), columns, numbers=1)


def _shares(paper: Paper) -> None:
    paper.table(
        "Contributi ammessi per esito",
        ("esito", "esiti"),
        [
            ("Esito", "{{ esito.voce }}", 9.6),
            ("Contributi", "{{ esito.numero }}", 3.4),
            ("Quota", "{{ esito.quota }}", 3),
        ],
        numbers=2,
    )
