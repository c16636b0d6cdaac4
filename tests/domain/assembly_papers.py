"""A year of an invented assembly, as its papers would tell it: every context with plausible, seeded data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from domain.assembly import contexts as of
from domain.assembly.contexts import AssemblyContext
from domain.assembly.year_charts import annual_pictures, dossier_pictures
from domain.documents.spoken import Count
from domain.documents.word import Picture, render
from domain.italian import percent
from domain.vocabulary import DocumentKind
from templates import template

CREATED = datetime(2026, 1, 15, 9, tzinfo=UTC)
COMMON = {
    "city": "Comune di Esempio",
    "title": "Assemblea permanente dei cittadini sul clima",
    "short_title": "Assemblea clima 2025",
    "cycle": "2025",
    "office": "Ufficio partecipazione",
    "office_email": "assemblea@comune.example",
    "responsible": "Responsabile del procedimento",
    "site": "https://partecipa.example/assemblea",
    "written_on": "15 gennaio 2026",
}


def sha(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def codes(many: int, seed: str = "codici") -> list[str]:
    return sorted(sha(seed, number)[:16] for number in range(many))


FILES = [
    of.HashLine(name="manifest.json", what="regole, strati e fonti del caso", sha256=sha("manifest")),
    of.HashLine(name="strati.csv", what="persone e lettere per strato", sha256=sha("strati")),
    of.HashLine(name="verifica.py", what="programma di verifica", sha256=sha("verifica")),
]
FUTURE = [
    of.SourceLine(
        name="Estrazione del Lotto, ruota di Milano", when="20 settembre 2025, ore 20:00", where="sito del Lotto"
    ),
    of.SourceLine(name="drand, giro 27946612", when="20 settembre 2025, ore 21:00", where="api.drand.sh"),
]
READ = [
    FUTURE[0].model_copy(update={"value": "12 34 56 78 90"}),
    FUTURE[1].model_copy(update={"value": sha("drand")}),
]
MARGINS = [
    of.AxisLine(
        axis=axis,
        value=value,
        people=people,
        people_share=percent(people, 1_294_000),
        letters=round(people / 129.4),
        letters_share=percent(people, 1_294_000),
    )
    for axis, value, people in (
        ("genere", "donne", 668_400),
        ("genere", "uomini", 625_600),
        ("fascia di età", "16-24 anni", 128_000),
        ("fascia di età", "25-34 anni", 182_400),
        ("fascia di età", "35-44 anni", 201_300),
        ("cittadinanza", "Italia", 1_041_000),
        ("cittadinanza", "altri Paesi dell'Unione europea", 62_000),
        ("municipio", "Municipio 1", 98_500),
    )
]
COHORTS = [
    of.CohortLine(number=1, seats=45, enters_on="1º gennaio 2025", leaves_on="30 giugno 2025"),
    of.CohortLine(number=2, seats=45, enters_on="1º aprile 2025", leaves_on="30 settembre 2025"),
]
QUOTAS = (("genere", "donne", 22, 24), ("genere", "uomini", 21, 23), ("titolo di studio", "fino alla media", 12, 16))


def recommendation(number: int, title: str, votes: tuple[int, int, int], is_adopted: bool) -> of.RecommendationLine:
    return of.RecommendationLine(
        number=number,
        title=title,
        text=f"Chiediamo al Comune di dare seguito a questo: {title.lower()}, cominciando dai quartieri più caldi, "
        "con un calendario pubblico e un bilancio ogni sei mesi.",
        group="Verde e acqua",
        action="Azione 2.3 – Verde urbano",
        votes_for=votes[0],
        votes_against=votes[1],
        abstained=votes[2],
        threshold=f"almeno {-(-2 * sum(votes) // 3)} voti su {sum(votes)} votanti",
        is_adopted=is_adopted,
    )


ADOPTED = [
    recommendation(1, "Più alberi nelle piazze assolate", (61, 9, 5), True),
    recommendation(2, "Fontanelle e bagni pubblici aperti la sera", (70, 3, 2), True),
    recommendation(4, "Uno sportello per chi vuole isolare la casa", (52, 14, 9), True),
]
REJECTED = [recommendation(3, "Divieto di sosta in tutto il centro", (38, 30, 7), False)]
MEETINGS = [
    of.MeetingLine(number=number, kind=kind, held_on=day, entitled=90, present=present, share=percent(present, 90))
    for number, kind, day, present in (
        (1, "formazione", "11/01/2025", 84),
        (2, "plenaria", "25/01/2025", 79),
        (3, "gruppo di lavoro – Verde e acqua", "15/02/2025", 41),
        (4, "plenaria", "15/03/2025", 71),
        (5, "passaggio di consegne", "05/04/2025", 66),
    )
]
GROUPS = [
    of.GroupLine(name="Verde e acqua", members=24, meetings=3, work="Ombra e acqua nelle piazze"),
    of.GroupLine(name="Comunicazione (permanente)", members=21, meetings=2, work="Parole semplici, più lingue"),
]
ACTIONS = [of.ActionLine(name="Azione 2.3 – Verde urbano", chosen_on="25 gennaio 2025")]
RESPONSES = [
    of.ResponseLine(axis=axis, value=value, invited=invited, available=available, share=percent(available, invited))
    for axis, value, invited, available in (
        ("fascia di età", "16-24 anni", 989, 31),
        ("fascia di età", "25-44 anni", 2965, 118),
        ("fascia di età", "45-64 anni", 3304, 162),
        ("fascia di età", "65 e oltre", 2742, 101),
        ("genere", "donne", 5165, 214),
        ("genere", "uomini, altro", 4835, 198),
    )
]
OUTCOMES = [
    Count(label="accolta", count=9, share="42,9%"),
    Count(label="accolta in parte", count=6, share="28,6%"),
    Count(label="non accolta", count=3, share="14,3%"),
    Count(label="già in corso", count=2, share="9,5%"),
    Count(label="senza risposta", count=1, share="4,8%"),
]
SITTING = {"number": 4, "kind": "plenaria", "day": "15 marzo 2025", "place": "Sala consiliare del Municipio 3"}
QUORUM = "almeno 46 membri su 90"


def draws() -> Iterable[tuple[DocumentKind, AssemblyContext]]:
    yield (
        DocumentKind.COMMITMENT_NOTICE,
        of.CommitmentNoticeContext(
            **COMMON,
            registry_on="31 dicembre 2024",
            people=1_294_000,
            letters=10_000,
            strata=486,
            axes=["fascia di età", "genere", "cittadinanza", "municipio"],
            one_per_household=True,
            rule_version="sorteggio/1",
            manifest_sha256=sha("manifest"),
            files=FILES,
            sources=FUTURE,
            draw_on="20 settembre 2025",
            margins=MARGINS,
            notable=[
                of.StratumLine(
                    stratum="85 e oltre, X, extra-UE, Municipio 4",
                    people="meno di 5",
                    letters=0,
                    note="troppo piccolo per una lettera",
                )
            ],
        ),
    )
    yield (
        DocumentKind.DRAW_MINUTES,
        of.DrawMinutesContext(
            **COMMON,
            wave=1,
            committed_on="13 settembre 2025",
            manifest_sha256=sha("manifest"),
            drawn_at="21 settembre 2025, ore 10:00",
            sources=READ,
            seed=sha("seme"),
            people=1_294_000,
            strata=486,
            invited=10_000,
            passed_over=81,
            margins=MARGINS,
            files=FILES,
            witnesses=["Ufficio statistica", "Segreteria generale", "due cittadini estratti fra i presenti"],
        ),
    )
    yield (
        DocumentKind.SELECTION_NOTICE,
        of.SelectionNoticeContext(
            **COMMON,
            available=412,
            tickets=1000,
            first_ticket="000",
            last_ticket="999",
            cohorts=COHORTS,
            one_per_household=True,
            quotas=[
                of.QuotaLine(criterion=criterion, value=value, least=least, most=most)
                for criterion, value, least, most in QUOTAS
            ],
            relaxations=[
                of.RelaxationLine(
                    quota="titolo di studio, fino alla media",
                    before="da 14 a 16",
                    after="da 12 a 16",
                    reason="i disponibili non bastano per i gruppi dell'anno",
                )
            ],
            lowest="18,0%",
            highest="64,2%",
            chances=[
                of.ChanceLine(tickets="da 180 a 199", chance="dal 18,0% al 19,9%", people=212),
                of.ChanceLine(tickets="da 200 a 399", chance="dal 20,0% al 39,9%", people=151),
                of.ChanceLine(tickets="da 400 a 642", chance="dal 40,0% al 64,2%", people=49),
            ],
            manifest_sha256=sha("biglietti"),
            files=FILES,
            sources=FUTURE,
            draw_on="20 novembre 2025",
        ),
    )
    yield DocumentKind.SELECTION_MINUTES, _selection()
    yield DocumentKind.REPLACEMENT_MINUTES, replacement(is_internal=True)


def _selection() -> of.SelectionMinutesContext:
    seated = codes(90)
    return of.SelectionMinutesContext(
        **COMMON,
        committed_on="13 novembre 2025",
        manifest_sha256=sha("biglietti"),
        drawn_at="21 novembre 2025, ore 10:00",
        sources=READ,
        seed=sha("seme 2"),
        ticket="473",
        tickets=1000,
        available=412,
        cohorts=[
            of.CohortMembers(**cohort.model_dump(), codes=sorted(seated[place::2]))
            for place, cohort in enumerate(COHORTS)
        ],
        checks=[
            of.QuotaCheck(
                criterion=criterion,
                value=value,
                quota=f"da {least} a {most}",
                seated=f"{least} · {most}",
                verdict="rispettata",
            )
            for criterion, value, least, most in QUOTAS
        ],
        broken=0,
        reserve=322,
        files=FILES,
        witnesses=["Ufficio statistica", "Segreteria generale"],
    )


def replacement(*, is_internal: bool) -> of.ReplacementMinutesContext:
    first, second, vacated = codes(3, "surroga")
    return of.ReplacementMinutesContext(
        **COMMON,
        cohort=1,
        vacated=vacated,
        reason="dimissioni",
        vacant_from="1º febbraio 2025",
        calls=[
            of.CallLine(order=1, code=first, called_on="03/02/2025", answer_by="10/02/2025", reply="non accetta"),
            of.CallLine(order=2, code=second, called_on="05/02/2025", answer_by="12/02/2025", reply="accetta"),
        ],
        seated=second,
        enters_on="12 febbraio 2025",
        leaves_on="30 giugno 2025",
        seed=sha("seme 2"),
        reserve_left=320,
        deviation_before=1,
        deviation_after=0,
        is_internal=is_internal,
        effects=[
            of.QuotaEffect(
                criterion=criterion,
                value=value,
                quota=f"da {least} a {most}",
                before=str(least - (value == "donne")),
                after=str(least),
                verdict="rispettata",
            )
            for criterion, value, least, most in QUOTAS
        ],
    )


def meetings() -> Iterable[tuple[DocumentKind, AssemblyContext]]:
    yield (
        DocumentKind.MEETING_CONVOCATION,
        of.MeetingConvocationContext(
            **COMMON,
            **SITTING,
            recipient="Membro di prova",
            starts_at="18:00",
            ends_at="21:00",
            agenda=[
                of.AgendaLine(title="Benvenuto e come si lavora oggi", detail="10 minuti"),
                of.AgendaLine(title="Le Azioni proposte dalla città", detail="Direzione Verde, 40 minuti"),
                of.AgendaLine(title="Scelta delle Azioni su cui lavorare"),
            ],
            guests=["Facilitatori: ente terzo e neutrale", "Direzione Verde e Ambiente: due funzionari"],
            materials=["Scheda dell'Azione 2.3, due pagine"],
            services=["custodia dei bambini, su richiesta", "interprete, chiedendolo una settimana prima"],
            changes="Si comincia alle 18:00, non più alle 17:00; il luogo resta lo stesso.",
            quorum=QUORUM,
            answer_by="12 marzo 2025",
        ),
    )
    yield (
        DocumentKind.ATTENDANCE_SHEET,
        of.AttendanceSheetContext(
            **COMMON,
            **SITTING,
            starts_at="18:00",
            ends_at="21:00",
            entitled=90,
            quorum=QUORUM,
            rows=[
                of.AttendanceRow(order=order, name=f"Membro di prova {order}", code=code, cohort=str(1 + order % 2))
                for order, code in enumerate(codes(30), start=1)
            ],
        ),
    )
    yield (
        DocumentKind.MEETING_MINUTES,
        of.MeetingMinutesContext(
            **COMMON,
            **SITTING,
            opened_at="18:05",
            closed_at="20:50",
            chair="Facilitatori dell'ente terzo",
            guests=["Direzione Verde e Ambiente: due funzionari", "Un esperto di alberi in città"],
            entitled=90,
            present=71,
            quorum=QUORUM,
            is_quorate=True,
            cohorts=[
                of.CohortPresence(cohort="Gruppo 1", entitled=45, present=34, share="75,6%"),
                of.CohortPresence(cohort="Gruppo 2", entitled=45, present=37, share="82,2%"),
            ],
            points=[
                of.PointLine(
                    title="Le Azioni proposte dalla città",
                    discussion=[
                        "La Direzione Verde presenta tre Azioni del piano e risponde alle domande dei tavoli.",
                        "I tavoli chiedono quanto costa curare un albero nei primi cinque anni.",
                    ],
                ),
                of.PointLine(title="Scelta delle Azioni", discussion=["L'assemblea sceglie l'Azione 2.3."]),
            ],
            actions=ACTIONS,
            recommendations=[ADOPTED[0], REJECTED[0]],
            secretary="Segreteria dell'assemblea",
        ),
    )
    yield (
        DocumentKind.ALLOWANCE_LIST,
        of.AllowanceListContext(
            **COMMON,
            period_from="1º gennaio 2025",
            period_to="31 marzo 2025",
            each="30,00 €",
            act="Determinazione n. 12 del 3 marzo 2025",
            rows=[
                of.AllowanceRow(order=order, name=f"Membro di prova {order}", code=code, meetings=3, amount="90,00 €")
                for order, code in enumerate(codes(12), start=1)
            ],
            members=12,
            total_meetings=36,
            total_amount="1.080,00 €",
        ),
    )


def annual() -> tuple[of.AnnualReportContext, dict[str, Picture]]:
    pictures = annual_pictures(RESPONSES, MEETINGS, ADOPTED)
    context = of.AnnualReportContext(
        **COMMON,
        year_from="1º gennaio 2025",
        year_to="31 dicembre 2025",
        answer_months="due mesi",
        in_brief=["Si sono tenute cinque sedute, tre delle quali di tutti.", "Tre raccomandazioni sono approvate."],
        invited=10_000,
        answered=731,
        available=412,
        draw_seed=sha("seme"),
        ticket="473",
        responses=RESPONSES,
        cohorts=[of.CohortYear(**cohort.model_dump(), left=4, replaced=3, attendance="77,4%") for cohort in COHORTS],
        meetings=MEETINGS,
        groups=GROUPS,
        actions=ACTIONS,
        adopted=ADOPTED,
        rejected=REJECTED,
        considerations=["Chiediamo dati misurati e parole semplici, prima di ogni decisione."],
        alt_responses=pictures["grafico_risposte"].alt,
        alt_attendance=pictures["grafico_presenze"].alt,
        alt_votes=pictures["grafico_voti"].alt,
        files=FILES,
    )
    return context, pictures


def dossier() -> tuple[of.ResponseDossierContext, dict[str, Picture]]:
    pictures = dossier_pictures(OUTCOMES)
    answers = [
        of.AnswerLine(
            number=1,
            title=ADOPTED[0].title,
            text=ADOPTED[0].text,
            department="Direzione Verde e Ambiente",
            outcome="accolta in parte",
            reason=[
                "Si comincia dalle sei piazze con più ore di sole e senza sottoservizi.",
                "Nelle altre mancano oggi gli spazi sotto il suolo: si studiano vasche e pergole.",
            ],
            follow_up="Sei progetti esecutivi, il primo in piazza di prova",
            follow_up_by="30 giugno 2026",
            answered_on="10/02/2026",
        ),
        of.AnswerLine(
            number=2,
            title=ADOPTED[1].title,
            text=ADOPTED[1].text,
            department="Direzione Demanio",
            outcome="già in corso",
            reason=["Il bando per quaranta fontanelle è stato pubblicato a dicembre."],
            answered_on="19/03/2026",
            delay="3 giorni di ritardo",
            handed_on="Assegnata alla Direzione Verde, passata alla Direzione Demanio il 2 febbraio 2026.",
        ),
        of.AnswerLine(number=4, title=ADOPTED[2].title, text=ADOPTED[2].text, department="Direzione Casa", reason=[]),
    ]
    context = of.ResponseDossierContext(
        **COMMON,
        received_on="15 gennaio 2026",
        due_on="16 marzo 2026",
        term="due mesi",
        recommendations=21,
        answered=20,
        missing=1,
        late=1,
        is_draft=True,
        outcomes=OUTCOMES,
        alt_outcomes=pictures["grafico_esiti"].alt,
        departments=[
            of.DepartmentYear(department="Direzione Verde e Ambiente", asked=9, answered=9, late=0, missing=0),
            of.DepartmentYear(department="Direzione Casa", asked=3, answered=2, late=0, missing=1),
        ],
        answers=answers,
        gaps=["N. 4, Direzione Casa: manca la risposta, 5 giorni oltre il termine"],
    )
    return context, pictures


def year() -> Iterable[tuple[DocumentKind, AssemblyContext]]:
    yield (
        DocumentKind.PERIODIC_REPORT,
        of.PeriodicReportContext(
            **COMMON,
            period_from="1º gennaio 2025",
            period_to="31 marzo 2025",
            members=88,
            seats=90,
            entered=47,
            left=4,
            replaced=2,
            in_brief=["Si sono tenute quattro sedute.", "L'assemblea ha scelto di lavorare su un'Azione del piano."],
            meetings=MEETINGS[:4],
            groups=GROUPS,
            actions=ACTIONS,
            recommendations=ADOPTED[:1],
            coming=["12 aprile 2025: seduta plenaria"],
        ),
    )
    yield (
        DocumentKind.ERASURE_MINUTES,
        of.ErasureMinutesContext(
            **COMMON,
            erased_at="1º febbraio 2026, ore 03:00",
            rows=10_412,
            erased=[
                of.ErasedLine(
                    what="recapiti delle persone disponibili",
                    rows=412,
                    kept_until="31 gennaio 2026",
                    source="definizione, conservazione dei recapiti",
                ),
                of.ErasedLine(
                    what="codici invitati che non hanno risposto",
                    rows=10_000,
                    kept_until="31 gennaio 2026",
                    source="definizione, conservazione degli inviti",
                ),
            ],
            kept=[of.KeptLine(what="manifesti, semi e soglie", why="permettono di verificare i sorteggi")],
            files=FILES,
            is_verifiable=True,
        ),
    )


def papers() -> Iterable[tuple[DocumentKind, AssemblyContext, dict[str, Picture]]]:
    """Every paper of the year with its pictures."""
    for part in (draws(), meetings(), year()):
        for kind, context in part:
            yield kind, context, {}
    yield DocumentKind.ANNUAL_REPORT, *annual()
    yield DocumentKind.RESPONSE_DOSSIER, *dossier()


def document(kind: DocumentKind, context: AssemblyContext, pictures: dict[str, Picture]) -> bytes:
    """The finished Word document."""
    name = kind.name.lower()
    data = template("assembly", name)
    return render(data, context, title=kind.value, created=CREATED, pictures=pictures, name=name)
