"""The words of the synthesis report."""

from __future__ import annotations

from templates.paper import Paper


def synthesis() -> Paper:
    """Write the synthesis report."""
    paper = Paper("Documento di sintesi", "Documento di sintesi")
    paper.lead("{{ istruttoria }}")
    paper.callout(
        "Ricevuti **{{ ricevuti }}** contributi, di cui **{{ ammessi }}** nei termini: **{{ valutati }}** hanno "
        "esito e motivazione."
    )
    write_report(paper)
    return paper


def write_report(paper: Paper) -> None:
    """Write the report itself, the same in the draft."""
    paper.chapter("Valutazione complessiva")
    paper.loop("frase", "valutazione_complessiva", "{{ frase }}", "Normal")
    _participation(paper)
    _outcomes(paper)
    _parts(paper)
    _departments(paper)
    _groups_and_supports(paper)
    _exceptions(paper)
    paper.chapter("Come si leggono questi numeri")
    paper.text(
        "I numeri vengono dal protocollo dell'istruttoria e si possono rifare con i dati aperti. Ogni contributo ha un "
        "numero di protocollo: con quello si trova la risposta nell'allegato delle controdeduzioni. Questo documento è "
        "del {{ data }}."
    )


def _participation(paper: Paper) -> None:
    paper.chapter("La partecipazione")
    paper.facts(
        ("Finestra", "dal {{ apertura }} al {{ chiusura }}, giorni compresi"),
        ("Firme diverse", "{{ autori }}"),
        ("Enti rappresentati", "{{ enti }}"),
        (
            "Sostegni ricevuti",
            "{% if sostegni_noti %}{{ sostegni }}{% else %}i file acquisiti non li riportano{% endif %}",
        ),
    )
    paper.tag("if ammessi")
    paper.section("Nel tempo")
    paper.text(
        "Contributi ammessi arrivati nei giorni della finestra: {{ nella_finestra }}{% if fuori_finestra %}; dagli "
        "incontri e dai tavoli di altri giorni: {{ fuori_finestra }}{% endif %}."
    )
    paper.tag("if nella_finestra")
    paper.chart("grafico_giorni", "alt_giorni", "Contributi ammessi per {{ unita_di_tempo }}, nella finestra")
    paper.tag("if settimane")
    _weeks(paper)
    paper.tag("endif")
    paper.tag("if not settimane")
    _counts(paper, "Contributi ammessi per {{ unita_di_tempo }}, nella finestra", "giorni", "Periodo")
    paper.tag("endif")
    paper.tag("endif")
    paper.section("Per canale")
    paper.chart("grafico_canali", "alt_canali", "Contributi ricevuti per canale")
    paper.table(
        "Contributi per canale",
        ("riga", "canali"),
        [
            ("Canale", "{{ riga.canale }}", 6.4),
            ("Ricevuti", "{{ riga.ricevuti }}", 2.4),
            ("Nei termini", "{{ riga.ammessi }}", 2.4),
            ("Fuori termine", "{{ riga.tardivi }}", 2.4),
            ("Moderati", "{{ riga.moderati }}", 2.4),
        ],
        numbers=4,
    )
    paper.tag("endif")
    paper.tag("if incontri")
    paper.section("Laboratori, incontri e tavoli")
    paper.text("Quanto è emerso negli incontri vale quanto i commenti in piattaforma e ha avuto risposta come quelli.")
    _counts(paper, "Contributi per incontro", "incontri", "Incontro")
    write_more(paper, "altri_incontri")
    paper.tag("endif")


def _weeks(paper: Paper) -> None:
    days = [
        (day.capitalize(), f"{{{{ riga.{day} }}}}", 1.5) for day in ("lun", "mar", "mer", "gio", "ven", "sab", "dom")
    ]
    paper.table(
        "Contributi ammessi per giorno, una settimana per riga",
        ("riga", "settimane"),
        [("Settimana", "{{ riga.settimana }}", 3.6), *days, ("Totale", "{{ riga.totale }}", 1.9)],
        numbers=8,
    )


def _outcomes(paper: Paper) -> None:
    paper.chapter("Gli esiti")
    paper.table(
        "Contributi ammessi per esito",
        ("esito", "esiti"),
        [
            ("Esito", "{{ esito.voce }}", 9),
            ("Contributi", "{{ esito.numero }}", 3.5),
            ("Quota", "{{ esito.quota }}", 3.5),
        ],
        numbers=2,
    )
    paper.tag("if ammessi")
    paper.chart("grafico_parti", "alt_parti", "Contributi ammessi per parte del piano e per esito")
    paper.tag("endif")
    cells = ("accolti", "in_parte", "non_accolti", "gia_previsti", "non_pertinenti", "da_valutare")
    headers = ("Accolti", "In parte", "Non accolti", "Già previsti", "Non pertin.", "Senza esito")
    columns = [(header, f"{{{{ riga.{cell} }}}}", 1.65) for header, cell in zip(headers, cells, strict=True)]
    paper.table(
        "Contributi ammessi per parte del piano e per esito",
        ("riga", "parti"),
        [("Parte del piano", "{{ riga.parte }}", 4.2), ("Ammessi", "{{ riga.ammessi }}", 1.9), *columns],
        numbers=7,
    )


def _parts(paper: Paper) -> None:
    paper.chapter("Una parte alla volta")
    paper.tag("for capitolo in capitoli")
    paper.section("{{ capitolo.parte }}")
    paper.text("Risponde: {{ capitolo.direzione }}. {{ capitolo.sintesi }}")
    paper.tag("if capitolo.modifiche")
    paper.text("Modifiche al piano che ne derivano:")
    paper.loop("modifica", "capitolo.modifiche", "{{ modifica }}")
    write_more(paper, "capitolo.altre_modifiche")
    paper.tag("endif")
    paper.tag("endfor")


def _departments(paper: Paper) -> None:
    paper.chapter("Il lavoro delle direzioni")
    paper.table(
        "Contributi per direzione",
        ("riga", "direzioni"),
        [
            ("Direzione", "{{ riga.direzione }}", 6.4),
            ("Assegnati", "{{ riga.assegnati }}", 2.4),
            ("Valutati", "{{ riga.valutati }}", 2.4),
            ("Cambiano il piano", "{{ riga.con_modifica }}", 2.4),
            ("Da valutare", "{{ riga.da_valutare }}", 2.4),
        ],
        numbers=4,
    )


def _groups_and_supports(paper: Paper) -> None:
    paper.chapter("Testi simili e sostegni")
    paper.section("Gruppi di testi simili")
    paper.tag("if not gruppi")
    paper.text("Nessun contributo ripete quasi con le stesse parole un altro.")
    paper.tag("endif")
    paper.tag("if gruppi")
    paper.text(
        "I contributi che dicono quasi la stessa cosa sono {{ raggruppati }}, in {% if numero_gruppi == 1 %}un gruppo"
        "{% else %}{{ numero_gruppi }} gruppi{% endif %}. Il gruppo serve a rispondere una volta sola: nessun "
        "contributo è stato tolto, e ciascuno è elencato nell'allegato."
    )
    write_groups(paper, "I gruppi più numerosi", "gruppi")
    write_more(paper, "altri_gruppi")
    paper.tag("endif")
    paper.tag("if piu_sostenuti")
    paper.section("I più sostenuti")
    paper.table(
        "Contributi con più sostegni",
        ("riga", "piu_sostenuti"),
        [
            ("Protocollo", "{{ riga.protocollo }}", 2),
            ("Parte del piano", "{{ riga.parte }}", 5),
            ("Inizio del testo", "{{ riga.inizio }}", 4.4),
            ("Esito", "{{ riga.esito }}", 2.8),
            ("Sostegni", "{{ riga.sostegni }}", 1.8),
        ],
        numbers=1,
    )
    write_more(paper, "altri_sostenuti")
    paper.tag("endif")


def _exceptions(paper: Paper) -> None:
    paper.chapter("Tardivi, moderati, difformità")
    paper.section("Fuori termine")
    paper.tag("if not tardivi")
    paper.text("Nessun contributo è arrivato fuori termine.")
    paper.tag("endif")
    paper.tag("if elenco_tardivi")
    paper.text(
        "{% if tardivi == 1 %}Un contributo è arrivato fuori termine: resta agli atti e non ha esito."
        "{% else %}I contributi arrivati fuori termine sono {{ tardivi }}: restano agli atti e non hanno esito."
        "{% endif %}"
    )
    paper.table(
        "Contributi fuori termine",
        ("riga", "elenco_tardivi"),
        [
            ("Protocollo", "{{ riga.protocollo }}", 3),
            ("Parte del piano", "{{ riga.parte }}", 7),
            ("Presentato", "{{ riga.presentato }}", 6),
        ],
    )
    write_more(paper, "altri_tardivi")
    paper.tag("endif")
    paper.section("Testi moderati")
    paper.tag("if not moderazioni")
    paper.text("Nessun testo è stato tolto dagli atti pubblici.")
    paper.tag("endif")
    paper.tag("if moderazioni")
    paper.text(
        "I contributi il cui testo è stato tolto dagli atti pubblici sono {{ moderati }}. Restano contati; quelli "
        "arrivati nei termini ricevono risposta come gli altri."
    )
    _counts(paper, "Moderazioni per motivo", "moderazioni", "Motivo")
    paper.tag("endif")
    paper.tag("if difformita")
    paper.section("Difformità tra le esportazioni")
    paper.text(
        "Un'esportazione successiva della piattaforma riporta diversamente questi contributi; vale il primo testo."
    )
    _counts(paper, "Difformità rilevate", "difformita", "Difformità")
    paper.tag("endif")


def write_groups(paper: Paper, caption: str, many: str) -> None:
    """Write a table of groups of like texts."""
    paper.table(
        caption,
        ("riga", many),
        [
            ("Gruppo", "{{ riga.gruppo }}", 1.7),
            ("Testo di riferimento", "{{ riga.protocollo }}", 2.8),
            ("Inizio", "{{ riga.inizio }}", 6.3),
            ("Esito", "{{ riga.esito }}", 2.8),
            ("Contributi", "{{ riga.contributi }}", 2.4),
        ],
        numbers=1,
    )


def _counts(paper: Paper, caption: str, many: str, header: str) -> None:
    columns = [(header, "{{ voce.voce }}", 13.0), ("Contributi", "{{ voce.numero }}", 3.0)]
    paper.table(caption, ("voce", many), columns, numbers=1)


def write_more(paper: Paper, name: str) -> None:
    """Write how many more there are, when there are."""
    paper.tag(f"if {name}")
    paper.note(f"{{{{ {name} }}}}")
    paper.tag("endif")
