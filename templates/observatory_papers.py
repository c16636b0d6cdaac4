"""The words of the observatory's annual report."""

from __future__ import annotations

from templates import observatory_chapters as chapters
from templates import observatory_outlook as outlook
from templates.paper import Paper


def observatory_report() -> Paper:
    """Write the annual report."""
    paper = Paper("La povertà energetica in città", "Rapporto annuale", running="osservatorio_breve")
    paper.lead("Osservatorio della povertà energetica – rapporto annuale, dati del {{ anno }}")
    paper.callout("{{ evidenza }}")
    paper.chapter("In breve")
    paper.loop("frase", "in_breve", "{{ frase }}")
    paper.tag("if avvertenze")
    paper.section("Da sapere prima di leggere")
    paper.loop("frase", "avvertenze", "{{ frase }}")
    paper.tag("endif")
    _reading(paper)
    chapters.city(paper)
    chapters.areas(paper)
    chapters.worst(paper)
    chapters.hidden(paper)
    chapters.causes(paper)
    chapters.overlaps(paper)
    outlook.change(paper)
    outlook.action(paper)
    _revisions(paper)
    paper.chapter("A chi rivolgersi")
    paper.text("{{ contatto }}")
    _method(paper)
    return paper


def _reading(paper: Paper) -> None:
    paper.chapter("Che cos'è questo rapporto")
    paper.text(
        "L'osservatorio conta, una volta all'anno, i nuclei che fanno fatica a pagare l'energia di casa. Conta i "
        "nuclei delle estrazioni elencate qui sotto, non tutta la città. Dove un dato manca lo dice e mostra quanto "
        "conta; dove i numeri sono così piccoli che si potrebbe riconoscere qualcuno, li oscura e dice perché."
    )
    paper.section("Come si legge la fascia")
    paper.text("Di ogni area e di ogni indicatore si dicono tre quote, perché i dati mancanti non sono uno zero:")
    paper.bullets(
        "**certi**: i nuclei che sono poveri qualunque sia il dato che manca, su tutti i nuclei. È il minimo.",
        "**fra i calcolabili**: i poveri fra i soli nuclei che hanno tutti i dati. Non è una stima per gli altri.",
        "**possibili**: i nuclei che potrebbero essere poveri, su tutti i nuclei. È il massimo.",
    )
    paper.text("Il vero numero sta fra i certi e i possibili. Più la fascia è larga, più dati mancano.")
    paper.section("Da dove vengono i dati")
    paper.table(
        "File ricevuti: le righe in entrata sono quelle accettate più quelle messe da parte",
        ("fonte", "fonti"),
        [
            ("Che cosa contiene", "{{ fonte.titolo }}", 3.7),
            ("Chi lo ha consegnato", "{{ fonte.mittente }}", 3.3),
            ("Accettate", "{{ fonte.accettate }}", 1.9),
            ("Da parte", "{{ fonte.messe_da_parte }}", 1.7),
            ("Impronta SHA-256", "{{ fonte.impronta }}", 5.4),
        ],
    )


def _revisions(paper: Paper) -> None:
    paper.chapter("Registro delle revisioni")
    paper.tag("if not revisioni")
    paper.text("Questa edizione non è stata corretta dopo la pubblicazione.")
    paper.tag("endif")
    paper.tag("if revisioni")
    paper.table(
        "Che cosa è stato corretto e perché",
        ("riga", "revisioni"),
        [
            ("N.", "{{ riga.numero }}", 1),
            ("Giorno", "{{ riga.giorno }}", 2.4),
            ("Che cosa cambia e perché", "{{ riga.motivo }}", 7),
            ("Impronta sostituita", "{{ riga.impronta }}", 5.6),
        ],
    )
    paper.tag("endif")


def _method(paper: Paper) -> None:
    paper.chapter("Gli indicatori")
    paper.table(
        "Definizione, fonte e data di ogni indicatore",
        ("riga", "indicatori"),
        [
            ("Indicatore", "{{ riga.nome }}", 3.6),
            ("Regola", "{{ riga.regola }}", 4.4),
            ("Di chi è quota", "{{ riga.base }}", 3.2),
            ("Fonte", "{{ riga.fonte }}", 3.4),
            ("In uso dal", "{{ riga.dal }}", 1.4),
        ],
    )
    paper.text("Il metodo in una pagina", "Heading 1").paragraph_format.page_break_before = True
    paper.loop("punto", "metodo", "**{{ punto.titolo }}.** {{ punto.testo }}", "Nota")
