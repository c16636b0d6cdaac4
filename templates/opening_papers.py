"""The words of the opening: notice, participation pact, convocation, cover letter of the evaluation sheets."""

from __future__ import annotations

from templates.paper import Paper


def notice() -> Paper:
    """Write the public notice."""
    paper = Paper("Avviso pubblico", "Avviso pubblico")
    paper.lead("{{ istruttoria }}")
    paper.callout(
        "Dal **{{ apertura }}** al **{{ chiusura }}**, entrambi i giorni compresi, chiunque viva, studi o lavori in "
        "città può leggere la bozza del piano «{{ piano }}» e dire che cosa cambierebbe."
    )
    paper.chapter("Di che cosa si tratta")
    paper.text(
        "Prima di portare il piano in Consiglio, il {{ comune }} ne apre la bozza ai commenti. Ogni contributo riceve "
        "una risposta scritta con la sua motivazione; le regole sono nel patto di partecipazione, pubblicato insieme a "
        "questo avviso."
    )
    paper.chapter("Chi può partecipare")
    paper.bullets(
        "Chi ha almeno 16 anni, di qualunque cittadinanza, e risiede in città oppure ci studia, ci lavora o ci abita.",
        "Enti del terzo settore, fondazioni, associazioni riconosciute e no, organizzazioni di categoria, ordini "
        "professionali e imprese attivi in città.",
    )
    paper.text("Si può parlare per sé oppure a nome di un ente: in questo caso l'ente va indicato.")
    paper.chapter("Su che cosa si può commentare")
    _parts_table(paper)
    paper.chapter("Come si fa")
    paper.facts(
        ("Dove", "{{ piattaforma }}, {{ indirizzo_piattaforma }}"),
        ("Accesso", "con SPID o con la carta d'identità elettronica"),
        ("Firma", "il nome identificativo assegnato dalla piattaforma"),
        ("Costo", "nessuno: partecipare è gratuito e volontario"),
    )
    paper.text(
        "I commenti sono pubblici e si possono sostenere senza limiti di numero. Dopo la pubblicazione un commento ha "
        "valore formale: non si modifica e non si ritira."
    )
    paper.chapter("Le tappe")
    _phases_table(paper)
    paper.chapter("Gli atti")
    paper.loop("atto", "atti", "{{ atto }}")
    paper.chapter("A chi rivolgersi")
    paper.text("{{ responsabile }}, {{ posta_responsabile }}.")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def pact() -> Paper:
    """Write the participation pact: the promises that the city makes before the window opens."""
    paper = Paper("Patto di partecipazione", "Patto di partecipazione")
    paper.lead("{{ istruttoria }}")
    paper.callout(
        "Questo patto dice che cosa il {{ comune }} si impegna a fare e che cosa chiede a chi partecipa. È pubblicato "
        "almeno {{ giorni_di_preavviso }} giorni prima dell'apertura; ogni cambiamento successivo è annotato nel "
        "protocollo dell'istruttoria con la sua data e reso pubblico."
    )
    _pact_city(paper)
    _pact_people(paper)
    _pact_comments(paper)
    _pact_answers(paper)
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def _pact_city(paper: Paper) -> None:
    paper.chapter("1. Gli impegni del Comune")
    paper.section("Trasparenza")
    paper.text(
        "Ogni documento e ogni conoscenza su cui poggia «{{ piano }}» è pubblico, in formato digitale e in un solo "
        "luogo: {{ piattaforma }}, {{ indirizzo_piattaforma }}."
    )
    paper.section("Parità di condizioni")
    paper.text("Le regole sono le stesse per tutti, si conoscono prima di cominciare e non cambiano di nascosto.")
    paper.section("Dialogo")
    paper.text(
        "I commenti sono pubblici e chi partecipa vede quelli degli altri. Quanto è emerso nei laboratori e negli "
        "incontri nei municipi durante la preparazione è agli atti e pesa quanto i commenti raccolti nella finestra."
    )
    paper.section("Inclusione")
    paper.text("Ogni contributo è presentato. Un testo esce dagli atti pubblici soltanto per uno di questi motivi:")
    paper.loop("motivo", "motivi", "{{ motivo }}")
    paper.text(
        "Ogni moderazione porta il motivo, chi l'ha decisa e la data. Il contributo moderato resta contato e riceve "
        "risposta. Può decidere una moderazione soltanto:"
    )
    paper.loop("moderatore", "moderatori", "{{ moderatore }}")
    paper.section("Rendere conto")
    paper.text(
        "Ogni contributo arrivato nei termini riceve un esito e una motivazione. Un documento di sintesi ne dà una "
        "valutazione complessiva. Gli esiti diventano pubblici quando il Consiglio ha approvato il piano."
    )
    paper.chapter("2. Chi organizza")
    paper.text("Il gruppo di lavoro condivide i risultati con {{ coordinamento }}, che coordina. Ne fanno parte:")
    paper.loop("componente", "gruppo_di_lavoro", "{{ componente }}")


def _pact_people(paper: Paper) -> None:
    paper.chapter("3. Chi partecipa")
    paper.bullets(
        "Le persone dai 16 anni in su, di qualunque cittadinanza, che risiedono in città o che vi sono legate per "
        "studio, lavoro o domicilio.",
        "I portatori di interesse attivi in città: terzo settore, fondazioni, associazioni riconosciute e informali, "
        "organizzazioni di categoria, ordini professionali, imprese.",
    )
    paper.text(
        "Aderire è volontario, informato e gratuito; l'adesione è formale e si esprime entrando nella piattaforma con "
        "SPID o CIE. Ciascuno dichiara se parla per sé o per un ente. I dati personali sono trattati secondo il "
        "regolamento europeo 2016/679 e servono soltanto a questa istruttoria."
    )
    paper.chapter("4. Le tre fasi")
    paper.text("I giorni indicati sono compresi per intero, secondo l'ora ufficiale italiana.")
    _phases_table(paper)
    paper.text(
        "Intorno a queste fasi stanno il questionario ai portatori di interesse, il laboratorio, i tavoli con le "
        "direzioni, l'incontro con i municipi, l'adozione e l'approvazione del piano, e poi la sua attuazione insieme "
        "a chi vi ha contribuito."
    )


def _pact_comments(paper: Paper) -> None:
    paper.chapter("5. I commenti")
    paper.text("Dal {{ apertura }} al {{ chiusura }} si commenta una di queste parti della bozza:")
    _parts_table(paper)
    paper.bullets(
        "Il commento è firmato con il nome identificativo, unico, che la piattaforma assegna.",
        "Dopo la pubblicazione ha valore formale: non si può modificare né ritirare.",
        "Ognuno può sostenere i commenti degli altri, quanti ne vuole.",
    )
    paper.text(
        "I contributi su carta o per posta elettronica certificata entrano nello stesso protocollo, con la stessa "
        "numerazione. Quelli arrivati fuori termine sono registrati come tardivi e restano agli atti."
    )


def _pact_answers(paper: Paper) -> None:
    paper.chapter("6. La valutazione")
    paper.text(
        "Entro il {{ fine_valutazione }} le direzioni esaminano ogni contributo, sentono le altre quando serve e "
        "decidono come usarlo nel piano definitivo. Gli esiti possibili sono:"
    )
    paper.table(
        "Esiti possibili",
        ("esito", "esiti"),
        [("Esito", "{{ esito.nome }}", 5), ("Che cosa comporta", "{{ esito.significato }}", 11)],
    )
    paper.text("Quando più contributi dicono la stessa cosa ricevono una risposta comune, e ciascuno resta elencato.")
    paper.chapter("7. Le direzioni")
    paper.table(
        "Direzioni che valutano",
        ("direzione", "direzioni"),
        [("Direzione", "{{ direzione.nome }}", 9), ("Posta elettronica", "{{ direzione.posta }}", 7)],
    )
    paper.chapter("8. Il rendiconto")
    paper.text(
        "A istruttoria conclusa il {{ comune }} pubblica un rendiconto che riprende questi impegni uno per uno e dice, "
        "con le prove, quali ha mantenuto e quali no."
    )


def convocation() -> Paper:
    """Write the convocation of the working group."""
    paper = Paper("Convocazione del gruppo di lavoro", "Convocazione")
    paper.lead("{{ istruttoria }}")
    paper.text("La finestra dei commenti è chiusa. Il gruppo di lavoro è convocato per avviare la valutazione.")
    paper.tag("if quando")
    paper.facts(("Quando", "{{ quando }}"))
    paper.tag("endif")
    paper.tag("if dove")
    paper.facts(("Dove", "{{ dove }}"))
    paper.tag("endif")
    paper.tag("if not quando")
    paper.callout("La data si concorda con {{ responsabile }}, {{ posta_responsabile }}.")
    paper.tag("endif")
    paper.chapter("Sono convocati")
    paper.loop("componente", "gruppo_di_lavoro", "{{ componente }}")
    paper.text("Per conoscenza: {{ coordinamento }}.")
    paper.chapter("Ordine del giorno")
    paper.loop("punto", "ordine_del_giorno", "{{ punto }}", "List Number")
    paper.chapter("Che cosa è arrivato")
    paper.facts(
        ("Contributi ricevuti", "{{ ricevuti }}"),
        ("Nei termini", "{{ ammessi }}"),
        ("Fuori termine", "{{ tardivi }}"),
    )
    paper.table(
        "Contributi da valutare per direzione",
        ("carico", "carichi"),
        [
            ("Direzione", "{{ carico.direzione }}", 9.4),
            ("Contributi", "{{ carico.commenti }}", 3.3),
            ("Gruppi di testi simili", "{{ carico.gruppi }}", 3.3),
        ],
        numbers=2,
    )
    paper.chapter("I termini")
    paper.text(
        "Si valuta dal {{ inizio_valutazione }} al {{ fine_valutazione }}. A chi non ha ancora restituito le schede il "
        "programma scrive nei giorni seguenti:"
    )
    paper.loop("giorno", "solleciti", "{{ giorno }}")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def cover_letter() -> Paper:
    """Write the letter that goes with a department's evaluation sheets."""
    paper = Paper("Schede di valutazione", "Lettera di accompagnamento")
    paper.lead("Alla {{ direzione }}")
    paper.text(
        "con questa lettera ricevete {{ commenti }} contributi da valutare per l'istruttoria «{{ istruttoria }}»; "
        "fra questi ci sono {{ gruppi }} gruppi di testi simili, che possono avere una risposta comune."
    )
    paper.callout("Restituite le schede compilate entro il **{{ entro }}** a {{ posta_responsabile }}.")
    paper.chapter("Che cosa trovate in allegato")
    paper.loop("scheda", "schede", "{{ scheda }}")
    paper.table(
        "Contributi da valutare per parte del piano",
        ("voce", "parti"),
        [("Parte", "{{ voce.parte }}", 13), ("Contributi", "{{ voce.commenti }}", 3)],
        numbers=1,
    )
    paper.chapter("Come si compila")
    paper.bullets(
        "Per ogni riga scegliete l'esito dal menu e scrivete la motivazione in parole semplici: la leggerà chi ha "
        "scritto.",
        "Se l'esito cambia il piano, scrivete anche quale modifica ne deriva.",
        "Le colonne grigie servono a riconoscere la riga: non cambiatele. L'ordine delle righe invece non conta.",
        "Se un contributo tocca un'altra direzione, sentitela e indicatelo nella motivazione; se non è di vostra "
        "competenza, scrivete al responsabile, che lo riassegna.",
    )
    paper.table(
        "Esiti ammessi",
        ("esito", "esiti"),
        [("Esito", "{{ esito.nome }}", 5), ("Quando si usa", "{{ esito.significato }}", 11)],
    )
    paper.chapter("Dopo la restituzione")
    paper.text(
        "Le schede si leggono appena arrivano. Se una riga ha un errore, ricevete una scheda con le sole righe da "
        "correggere e il motivo di ciascuna. Chi non ha ancora restituito riceve un sollecito in questi giorni:"
    )
    paper.loop("giorno", "solleciti", "{{ giorno }}")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def _parts_table(paper: Paper) -> None:
    paper.table(
        "Parti della bozza aperte ai commenti",
        ("parte", "parti"),
        [
            ("Parte della bozza", "{{ parte.titolo }}", 6.5),
            ("Risponde", "{{ parte.direzione }}", 4.5),
            ("Si consultano", "{{ parte.consultate }}", 5),
        ],
    )


def _phases_table(paper: Paper) -> None:
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
