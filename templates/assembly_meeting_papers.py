"""The words of the meetings: convocation, attendance sheet, minutes, allowances."""

from __future__ import annotations

from templates.assembly_tables import assembly_paper, write_actions, write_recommendations
from templates.paper import Paper

_SITTING = "Seduta n. {{ numero }}, {{ tipo }}{% if gruppo %} – {{ gruppo }}{% endif %}"


def meeting_convocation() -> Paper:
    """Write the convocation of a meeting."""
    paper = assembly_paper("Convocazione", "Convocazione di una seduta")
    paper.tag("if destinatario")
    paper.text("Gentile {{ destinatario }},")
    paper.tag("endif")
    paper.text(
        "{% if destinatario %}l'{% else %}L'{% endif %}assemblea è convocata. "
        "Ecco quando, dove e di che cosa si parlerà."
    )
    paper.tag("if cambia")
    paper.callout("**Attenzione, cambia la convocazione precedente.** {{ cambia }}")
    paper.tag("endif")
    paper.facts(
        ("Seduta", "n. {{ numero }}, {{ tipo }}{% if gruppo %} – {{ gruppo }}{% endif %}"),
        ("Giorno", "{{ giorno }}"),
        ("Orario", "dalle {{ dalle }} alle {{ alle }}"),
        ("Luogo", "{{ luogo }}"),
        ("Numero legale", "{{ numero_legale }}"),
    )
    paper.chapter("Ordine del giorno")
    paper.loop(
        "punto",
        "ordine_del_giorno",
        "{{ punto.titolo }}{% if punto.dettaglio %} ({{ punto.dettaglio }}){% endif %}",
        "List Number",
    )
    _bullets(paper, "Chi ci sarà con voi", "ospiti")
    _bullets(paper, "Da leggere prima", "materiali")
    _bullets(paper, "Per venire più facilmente", "servizi")
    paper.chapter("Se non potete venire")
    paper.text(
        "Ditecelo entro il {{ avvisare_entro }} scrivendo a {{ posta_ufficio }}. La presenza conta: serve perché la "
        "seduta sia valida."
    )
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def attendance_sheet() -> Paper:
    """Write the attendance sheet."""
    paper = assembly_paper("Foglio presenze", "Foglio presenze")
    paper.facts(
        ("Seduta", "n. {{ numero }}, {{ tipo }}{% if gruppo %} – {{ gruppo }}{% endif %}"),
        ("Quando", "{{ giorno }}, dalle {{ dalle }} alle {{ alle }}"),
        ("Luogo", "{{ luogo }}"),
        ("Convocati", "{{ aventi_diritto }}; numero legale: {{ numero_legale }}"),
    )
    paper.table(
        "Membri convocati",
        ("membro", "membri"),
        [
            ("N.", "{{ membro.numero }}", 1),
            ("Cognome e nome", "{{ membro.nome }}", 4.2),
            ("Codice", "{{ membro.codice }}", 3.3),
            ("Gruppo", "{{ membro.gruppo }}", 1.8),
            ("Firma all'entrata", "", 2.85),
            ("Firma all'uscita", "", 2.85),
        ],
        height=0.95,
    )
    paper.note(
        "Uso interno: contiene nomi e non va pubblicato. Le presenze si riportano a verbale in numero; il foglio si "
        "conserva per il tempo previsto e poi si cancella."
    )
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def meeting_minutes() -> Paper:
    """Write the minutes of a meeting."""
    paper = assembly_paper("Verbale della seduta", "Verbale della seduta")
    paper.text(f"**{_SITTING}.** {{{{ giorno }}}}, dalle {{{{ apertura }}}} alle {{{{ chiusura }}}}, {{{{ luogo }}}}.")
    paper.callout(
        "Presenti **{{ presenti }}** membri su **{{ aventi_diritto }}**. Numero legale: {{ numero_legale }}. "
        "{% if valida %}La seduta è valida.{% else %}La seduta **non è valida**: si è discusso senza votare.{% endif %}"
    )
    paper.chapter("Chi c'era")
    paper.facts(("Presiede", "{{ presiede }}"), ("Verbale", "{{ segretario }}"))
    paper.table(
        "Presenze per gruppo",
        ("riga", "presenze"),
        [
            ("Gruppo", "{{ riga.gruppo }}", 7),
            ("In carica", "{{ riga.aventi_diritto }}", 3),
            ("Presenti", "{{ riga.presenti }}", 3),
            ("Quota", "{{ riga.quota }}", 3),
        ],
        numbers=3,
    )
    paper.tag("if ospiti")
    paper.text("Hanno partecipato senza voto:")
    paper.loop("ospite", "ospiti", "{{ ospite }}")
    paper.tag("endif")
    paper.chapter("I punti trattati")
    paper.tag("for punto in punti")
    paper.section("{{ loop.index }}. {{ punto.titolo }}")
    paper.tag("for capoverso in punto.discussione")
    paper.text("{{ capoverso }}")
    paper.tag("endfor")
    paper.tag("endfor")
    paper.tag("if azioni")
    paper.chapter("Le Azioni scelte")
    write_actions(paper)
    paper.tag("endif")
    paper.tag("if raccomandazioni")
    paper.chapter("Le raccomandazioni votate")
    write_recommendations(paper, "raccomandazioni")
    paper.tag("endif")
    paper.tag("if not raccomandazioni")
    paper.chapter("Le votazioni")
    paper.text("In questa seduta non sono state votate raccomandazioni.")
    paper.tag("endif")
    paper.note(
        "Il verbale non riporta i nomi dei membri né come ciascuno ha votato. Correzioni: scrivere a "
        "{{ posta_ufficio }} prima della seduta successiva."
    )
    paper.signature("{{ data }}", "{{ segretario }}")
    return paper


def allowance_list() -> Paper:
    """Write the list of allowances."""
    paper = assembly_paper("Elenco dei gettoni", "Elenco dei gettoni")
    paper.callout(
        "Dal {{ dal }} al {{ al }}, giorni compresi: **{{ totale }}** a {{ numero_membri }} "
        "{% if numero_membri == 1 %}membro{% else %}membri{% endif %}, per {{ totale_sedute }} "
        "{% if totale_sedute == 1 %}presenza{% else %}presenze{% endif %}."
    )
    paper.facts(("Gettone per seduta", "{{ gettone }}"), ("Atto", "{{ atto }}"))
    paper.table(
        "Membri a cui spetta il gettone",
        ("membro", "membri"),
        [
            ("N.", "{{ membro.numero }}", 1.2),
            ("Cognome e nome", "{{ membro.nome }}", 5.6),
            ("Codice", "{{ membro.codice }}", 4.2),
            ("Presenze", "{{ membro.sedute }}", 2.2),
            ("Importo", "{{ membro.importo }}", 2.8),
        ],
        numbers=2,
        total=("", "Totale", "", "{{ totale_sedute }}", "{{ totale }}"),
    )
    paper.note("Uso interno: contiene nomi e non va pubblicato. Le presenze vengono dai verbali delle sedute.")
    paper.signature("{{ data }}", "{{ responsabile }}")
    return paper


def _bullets(paper: Paper, title: str, many: str) -> None:
    paper.tag(f"if {many}")
    paper.chapter(title)
    paper.loop("voce", many, "{{ voce }}")
    paper.tag("endif")
