"""The words of the opening: notice, convocation, cover letter of the evaluation sheets."""

from __future__ import annotations

from templates.paper import Paper
from templates.paper_tables import parts_table, phases_table


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
        "Prima di portare il piano in Consiglio, l'amministrazione ne apre la bozza ai commenti. Ogni contributo "
        "riceve una risposta scritta con la sua motivazione; le regole sono nel patto di partecipazione, pubblicato "
        "insieme a questo avviso."
    )
    paper.chapter("Chi può partecipare")
    paper.bullets(
        "Chi ha almeno 16 anni, di qualunque cittadinanza, e risiede in città oppure ci studia, ci lavora o ci abita.",
        "Enti del terzo settore, fondazioni, associazioni riconosciute e no, organizzazioni di categoria, ordini "
        "professionali e imprese attivi in città.",
    )
    paper.text("Si può parlare per sé oppure a nome di un ente: in questo caso l'ente va indicato.")
    paper.chapter("Su che cosa si può commentare")
    parts_table(paper)
    paper.chapter("Come si fa")
    paper.facts(
        ("Dove", "{{ piattaforma }}{% if indirizzo_piattaforma %}, {{ indirizzo_piattaforma }}{% endif %}"),
        ("Accesso", "con SPID o con la carta d'identità elettronica"),
        ("Firma", "il nome identificativo assegnato dalla piattaforma"),
        ("Costo", "nessuno: partecipare è gratuito e volontario"),
    )
    paper.text(
        "I commenti sono pubblici e ciascuno ne può sostenere quanti ne vuole. Dopo la pubblicazione un commento ha "
        "valore formale: non si modifica e non si ritira."
    )
    paper.chapter("Le tappe")
    phases_table(paper)
    paper.chapter("Gli atti")
    paper.loop("atto", "atti", "{{ atto }}")
    paper.chapter("A chi rivolgersi")
    paper.text("{{ responsabile }}, {{ posta_responsabile }}.")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


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
    paper.callout("Giorno e ora si concordano scrivendo a {{ posta_responsabile }} ({{ responsabile }}).")
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
    paper.tag("if gruppi_da_concordare")
    paper.chapter("Esiti da concordare")
    paper.text(
        "Questi testi uguali o quasi uguali riguardano più direzioni: chi li ha scritti deve ricevere lo stesso esito. "
        "Accordatevi prima di compilare le schede."
    )
    paper.table(
        "Gruppi di testi simili che riguardano più direzioni",
        ("riga", "gruppi_da_concordare"),
        [
            ("Gruppo", "{{ riga.gruppo }}", 2),
            ("Testo di riferimento", "{{ riga.protocollo }}", 3.2),
            ("Direzioni", "{{ riga.direzioni }}", 8),
            ("Contributi", "{{ riga.contributi }}", 2.8),
        ],
        numbers=1,
    )
    paper.tag("endif")
    paper.chapter("I termini")
    paper.text(
        "Si valuta dal {{ inizio_valutazione }} al {{ fine_valutazione }}. Chi non ha ancora restituito le schede "
        'riceve un sollecito in questi giorni: {{ solleciti|join(", ") }}.'
    )
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def cover_letter() -> Paper:
    """Write the letter that goes with a department's evaluation sheets."""
    paper = Paper("Schede di valutazione", "Lettera di accompagnamento")
    paper.lead("{{ direzione }}")
    paper.text(
        "Con questa lettera ricevete {% if commenti == 1 %}un contributo{% else %}{{ commenti }} contributi{% endif %} "
        "da valutare per «{{ istruttoria }}»{% if gruppi %}; fra questi {% if gruppi == 1 %}c'è un gruppo"
        "{% else %}ci sono {{ gruppi }} gruppi{% endif %} di testi simili, che ricevono una risposta comune"
        "{% endif %}."
    )
    paper.callout(
        "Restituite la scheda compilata entro il **{{ entro }}**, rispondendo al messaggio con cui l'avete ricevuta."
    )
    paper.text('In allegato: {{ schede|join(", ") }}.')
    paper.table(
        "Contributi da valutare per parte del piano",
        ("voce", "parti"),
        [("Parte", "{{ voce.parte }}", 13), ("Contributi", "{{ voce.commenti }}", 3)],
        numbers=1,
    )
    paper.chapter("Come si compila")
    paper.bullets(
        "Per ogni riga scegliete l'esito dal menu e scrivete la motivazione in parole semplici.",
        "Se l'esito cambia il piano, scrivete anche quale modifica ne deriva.",
        "Le colonne grigie servono a riconoscere la riga: non cambiatele. L'ordine non conta.",
        "Se un contributo tocca anche un'altra direzione, sentitela prima di rispondere; se la risposta spetta a lei, "
        "sceglietela nell'ultima colonna: la riga le viene riassegnata.",
    )
    paper.table(
        "Esiti ammessi",
        ("esito", "esiti"),
        [("Esito", "{{ esito.nome }}", 5), ("Quando si usa", "{{ esito.significato }}", 11)],
    )
    paper.chapter("Dopo la restituzione")
    paper.text(
        "Se una riga ha un errore, ricevete una scheda con le sole righe da correggere e il motivo di ciascuna. Chi "
        "non ha ancora restituito tutto riceve un sollecito in questi giorni: "
        '{{ solleciti|join(", ") }}. Per chiarimenti: {{ responsabile }}, {{ posta_responsabile }}.'
    )
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper
