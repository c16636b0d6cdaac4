"""The words of the participation pact: the promises that the city makes before the window opens."""

from __future__ import annotations

from templates.paper import Paper
from templates.paper_tables import parts_table, phases_table


def pact() -> Paper:
    """Write the participation pact."""
    paper = Paper("Patto di partecipazione", "Patto di partecipazione")
    paper.lead("{{ istruttoria }}")
    paper.callout(
        "Questo patto dice che cosa l'amministrazione si impegna a fare e che cosa chiede a chi partecipa. È "
        "pubblicato almeno {% if giorni_di_preavviso == 1 %}un giorno{% else %}{{ giorni_di_preavviso }} giorni"
        "{% endif %} prima dell'apertura; ogni cambiamento successivo è "
        "annotato nel protocollo dell'istruttoria con la sua data e reso pubblico."
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
        "luogo: {{ piattaforma }}{% if indirizzo_piattaforma %}, {{ indirizzo_piattaforma }}{% endif %}."
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
    paper.text(
        "Il gruppo di lavoro condivide i risultati con chi coordina l'istruttoria: {{ coordinamento }}. Ne fanno parte:"
    )
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
    paper.text("I giorni indicati sono compresi per intero, secondo l'ora ufficiale in vigore in città.")
    phases_table(paper)
    paper.text(
        "Intorno a queste fasi stanno il questionario ai portatori di interesse, il laboratorio, i tavoli con le "
        "direzioni, l'incontro con i municipi, l'adozione e l'approvazione del piano, e poi la sua attuazione insieme "
        "a chi vi ha contribuito."
    )


def _pact_comments(paper: Paper) -> None:
    paper.chapter("5. I commenti")
    paper.text("Dal {{ apertura }} al {{ chiusura }} si commenta una di queste parti della bozza:")
    parts_table(paper)
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
        "A istruttoria conclusa l'amministrazione pubblica un rendiconto che riprende questi impegni uno per uno e "
        "dice, con le prove, quali ha mantenuto e quali no."
    )
