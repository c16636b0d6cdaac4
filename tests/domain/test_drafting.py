"""What the documents say: drawn from the definition, the calendar and the records, to the letter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from domain.definition_parts import Act
from domain.inquiry import drafting
from domain.inquiry.calendar_of_inquiry import calendar_of
from domain.inquiry.drafting.wording import act_line
from domain.inquiry.views import CommentView
from domain.minutes import FiledDocument
from domain.models import Decision, SourceFile
from domain.vocabulary import Admission, Channel, DecisionKind, DocumentKind, Ground, Likeness, Outcome
from tests.domain.answered import view
from tests.people import SITE, definition

INQUIRY = definition()
CALENDAR = calendar_of(INQUIRY)
WRITTEN_ON = date(2025, 3, 10)
HEADING = {
    "city": "Comune di Valsorda",
    "title": "Istruttoria pubblica sul piano degli orti",
    "short_title": "Istruttoria orti",
    "plan": "Piano degli orti",
    "responsible": "Responsabile del procedimento",
    "responsible_email": "responsabile@citta.example",
    "coordination": "Direzione Generale",
    "platform": "Partecipa",
    "platform_url": SITE,
    "written_on": "10 marzo 2025",
}
WINDOW = {"window_from": "1º febbraio 2025", "window_to": "3 marzo 2025"}
OUTCOMES = [
    {"name": "accolta", "meaning": "la proposta entra nel piano"},
    {"name": "parzialmente accolta", "meaning": "una parte della proposta entra nel piano"},
    {"name": "non accolta", "meaning": "la proposta non entra nel piano, per il motivo indicato"},
]
REMINDERS = ["31 maggio 2025", "23 giugno 2025"]
LATE: dict[str, Any] = {"admission": Admission.LATE, "outcome": None, "reason": "", "department": ""}
ACT = {"process_id": "orti", "officer": "Responsabile", "value": "", "recorded_at": datetime(2025, 3, 5, 9, tzinfo=UTC)}


def some_views() -> list[CommentView]:
    """Two for the preamble, three near-identical ones for Action 1, one moderated, one late."""
    same: dict[str, Any] = {"part": "azione-1", "department": "casa", "group_number": 1, "outcome": Outcome.ACCEPTED}
    return [
        view(1, channel=Channel.WORKSHOP, outcome=Outcome.ACCEPTED),
        view(2, ground=Ground.INSULT, outcome=Outcome.NOT_ACCEPTED),
        view(3, likeness=Likeness.MODEL, **same),
        view(4, likeness=Likeness.EXACT, **same),
        view(5, likeness=Likeness.NEAR, **(same | {"outcome": Outcome.PARTLY_ACCEPTED})),
        view(6, **LATE),
    ]


def test_the_notice_says_when_on_what_and_by_which_rules() -> None:
    assert drafting.notice(INQUIRY, CALENDAR, written_on=WRITTEN_ON).model_dump() == HEADING | WINDOW | {
        "evaluation_to": "30 giugno 2025",
        "acts": ["Deliberazione di indirizzo (n. 7, 5 dicembre 2024)"],
        "phases": [
            {
                "name": "Analisi e preparazione",
                "starts_on": "10 dicembre 2024",
                "ends_on": "31 gennaio 2025",
                "source": "Patto, 1",
            },
            {
                "name": "Raccolta dei commenti",
                "starts_on": "1º febbraio 2025",
                "ends_on": "3 marzo 2025",
                "source": "Patto, 2",
            },
            {
                "name": "Valutazione e aggiornamento del piano",
                "starts_on": "4 marzo 2025",
                "ends_on": "30 giugno 2025",
                "source": "Patto, 3",
            },
        ],
        "parts": [
            {"title": "Premessa", "lead": "Direzione Verde", "consulted": ""},
            {"title": "Azione 1", "lead": "Direzione Casa", "consulted": "Direzione Verde"},
        ],
        "grounds": ["ingiuria", "minaccia"],
    }


def test_the_notice_of_an_extension_shows_the_new_days_and_the_act_that_moved_them() -> None:
    extended = calendar_of(INQUIRY, last_day=date(2025, 3, 11))
    said = drafting.notice(INQUIRY, extended, written_on=WRITTEN_ON, moved_by="determina n. 9 del 20 febbraio 2025")
    assert said.window_to == "11 marzo 2025"
    assert [(one.starts_on, one.ends_on, one.source) for one in said.phases[1:]] == [
        ("1º febbraio 2025", "11 marzo 2025", "determina n. 9 del 20 febbraio 2025"),
        ("12 marzo 2025", "30 giugno 2025", "determina n. 9 del 20 febbraio 2025"),
    ]
    assert said.acts[-1] == "determina n. 9 del 20 febbraio 2025, che proroga la raccolta dei commenti"


def test_the_pact_says_what_the_notice_says_and_who_decides() -> None:
    notice = drafting.notice(INQUIRY, CALENDAR, written_on=WRITTEN_ON).model_dump()
    assert drafting.pact(INQUIRY, CALENDAR, written_on=WRITTEN_ON).model_dump() == notice | {
        "departments": [
            {"name": "Direzione Verde", "email": "verde@citta.example"},
            {"name": "Direzione Casa", "email": "casa@citta.example"},
        ],
        "working_group": ["Direzione Verde", "Direzione Casa"],
        "moderators": ["Responsabile del procedimento"],
        "outcomes": OUTCOMES,
        "notice_days": 15,
    }


def test_an_extended_window_is_told_with_its_new_days() -> None:
    extended = calendar_of(INQUIRY, last_day=date(2025, 3, 17))
    told = drafting.notice(INQUIRY, extended, written_on=WRITTEN_ON)
    assert (told.window_from, told.window_to) == ("1º febbraio 2025", "17 marzo 2025")


def test_an_act_is_cited_with_what_is_known_of_it() -> None:
    day = date(2025, 1, 1)
    assert [act_line(Act(title="Delibera", number=number, on=on)) for number in ("", "9") for on in (None, day)] == [
        "Delibera",
        "Delibera (1º gennaio 2025)",
        "Delibera (n. 9)",
        "Delibera (n. 9, 1º gennaio 2025)",
    ]


def test_the_convocation_tells_every_department_its_load() -> None:
    told = drafting.convocation(INQUIRY, CALENDAR, some_views(), written_on=WRITTEN_ON)
    assert told.model_dump() == HEADING | {
        "working_group": ["Direzione Verde", "Direzione Casa"],
        "when": "",
        "where": "",
        "agenda": [
            "Quadro dei contributi ricevuti e dei gruppi di testi simili",
            "Assegnazione alle direzioni ed eventuali passaggi di competenza",
            "Criteri comuni per esiti e motivazioni",
            "Calendario della valutazione e dei solleciti",
        ],
        "received": 6,
        "admitted": 5,
        "late": 1,
        "loads": [
            {"department": "Direzione Casa", "comments": 3, "groups": 1},
            {"department": "Direzione Verde", "comments": 2, "groups": 0},
        ],
        "split_groups": [],
        "evaluation_from": "4 marzo 2025",
        "evaluation_to": "30 giugno 2025",
        "reminders": REMINDERS,
    }


def test_a_group_that_two_departments_answer_is_put_on_the_agenda() -> None:
    views = [*some_views(), view(8, group_number=1, likeness=Likeness.EXACT)]
    told = drafting.convocation(INQUIRY, CALENDAR, views, written_on=WRITTEN_ON)
    assert told.agenda[3] == "Esito comune per i gruppi di testi simili che riguardano più direzioni"
    assert [group.model_dump() for group in told.split_groups] == [
        {"number": 1, "model": "n. 3", "departments": "Direzione Casa e Direzione Verde", "comments": 4}
    ]


def test_the_letter_with_a_workbook_counts_what_is_in_it() -> None:
    mine = [*drafting.by_department(some_views())["casa"], view(9, part="premessa", department="casa")]
    told = drafting.cover_letter(INQUIRY, CALENDAR, "casa", mine, forms=["scheda-casa-1.xlsx"], written_on=WRITTEN_ON)
    assert told.model_dump() == HEADING | {
        "department": "Direzione Casa",
        "forms": ["scheda-casa-1.xlsx"],
        "comments": 4,
        "groups": 1,
        "parts": [{"part": "Premessa", "comments": 1}, {"part": "Azione 1", "comments": 3}],
        "outcomes": OUTCOMES,
        "return_by": "30 giugno 2025",
        "reminders": REMINDERS,
    }


def test_comments_are_sorted_by_department_and_none_is_asked_of_nobody() -> None:
    views = [*some_views(), view(7, department="")]
    found = drafting.by_department(views)
    assert {code: [view.number for view in mine] for code, mine in found.items()} == {
        "casa": [3, 4, 5],
        "verde": [1, 2],
    }
    assert list(found) == ["casa", "verde"]


def test_the_manifest_says_how_many_up_to_where_and_under_which_hash() -> None:
    seal = Decision(kind=DecisionKind.SEAL, act="sigillo", act_on=date(2025, 3, 5), **ACT)
    files = [
        SourceFile(name="commenti.csv", sha256="a" * 64, rows_in=9, rows_accepted=6, rows_set_aside=3),
        SourceFile(name="proposte.csv", sha256="b" * 64, rows_in=2, rows_accepted=1, rows_set_aside=1),
    ]
    told = drafting.manifest(
        INQUIRY,
        CALENDAR,
        some_views(),
        files=files,
        seal=seal,
        entries=40,
        root_sha256="c" * 64,
        sealed_at=datetime(2025, 3, 9, 23, 30, tzinfo=UTC),
    )
    assert told.model_dump() == HEADING | WINDOW | {
        "closed_at": "4 marzo 2025, ore 00:00",
        "sealed_at": "10 marzo 2025, ore 00:30",
        "officer": "Responsabile",
        "signed_on": "5 marzo 2025",
        "entries": 40,
        "root_hash": "c" * 64,
        "received": 6,
        "admitted": 5,
        "late": 1,
        "moderated": 1,
        "set_aside": 4,
        "channels": [
            {"label": "osservazione", "count": 5, "share": "83,3%"},
            {"label": "laboratorio", "count": 1, "share": "16,7%"},
        ],
        "parts": [
            {"label": "Premessa", "count": 3, "share": "50,0%"},
            {"label": "Azione 1", "count": 3, "share": "50,0%"},
        ],
        "files": [
            {"name": "commenti.csv", "rows_in": 9, "accepted": 6, "set_aside": 3, "sha256": "a" * 64},
            {"name": "proposte.csv", "rows_in": 2, "accepted": 1, "set_aside": 1, "sha256": "b" * 64},
        ],
    }


DOCUMENTS = [
    FiledDocument(DocumentKind.SYNTHESIS, "4/sintesi.docx", "Documento di sintesi", "d" * 64, 84_400),
    FiledDocument(DocumentKind.ANSWERS_ANNEX, "4/allegato.docx", "Controdeduzioni", "e" * 64, 2_350_000),
    FiledDocument(DocumentKind.NOTICE, "avviso.docx", "Avviso", "f" * 64, 12),
]
LINES = [
    {"title": "Documento di sintesi", "name": "sintesi.docx", "size": "84 kB", "sha256": "d" * 64},
    {"title": "Controdeduzioni", "name": "allegato.docx", "size": "2,4 MB", "sha256": "e" * 64},
    {"title": "Avviso", "name": "avviso.docx", "size": "1 kB", "sha256": "f" * 64},
]
BY_OUTCOME = [
    {"label": "accolta", "count": 3, "share": "60,0%"},
    {"label": "parzialmente accolta", "count": 1, "share": "20,0%"},
    {"label": "non accolta", "count": 1, "share": "20,0%"},
]


def test_the_cover_of_the_package_counts_received_printed_and_answered() -> None:
    told = drafting.council_package(
        INQUIRY,
        CALENDAR,
        some_views(),
        documents=DOCUMENTS,
        printed=6,
        root_sha256="c" * 64,
        written_on=WRITTEN_ON,
    )
    assert told.model_dump() == HEADING | WINDOW | {
        "council": "Segreteria del Consiglio",
        "acts": ["Deliberazione di indirizzo (n. 7, 5 dicembre 2024)"],
        "received": 6,
        "admitted": 5,
        "late": 1,
        "printed": 6,
        "answered": 5,
        "moderated": 1,
        "outcomes": BY_OUTCOME,
        "documents": LINES,
        "root_hash": "c" * 64,
    }


def test_the_publication_notice_names_the_act_that_opened_it() -> None:
    approval = Decision(
        kind=DecisionKind.APPROVAL, act="Deliberazione del Consiglio n. 47", act_on=date(2025, 7, 1), **ACT
    )
    told = drafting.publication_notice(
        INQUIRY, some_views(), approval=approval, documents=DOCUMENTS, written_on=WRITTEN_ON
    )
    assert told.model_dump() == HEADING | {
        "approval_act": "Deliberazione del Consiglio n. 47",
        "approved_on": "1º luglio 2025",
        "received": 6,
        "admitted": 5,
        "changing": 4,
        "outcomes": BY_OUTCOME,
        "documents": LINES,
    }


def test_an_inquiry_that_nobody_answered_shares_nothing_by_zero() -> None:
    told = drafting.council_package(
        INQUIRY, CALENDAR, [], documents=[], printed=0, root_sha256="", written_on=WRITTEN_ON
    )
    assert [(count.label, count.count, count.share) for count in told.outcomes] == [
        ("accolta", 0, "–"),
        ("parzialmente accolta", 0, "–"),
        ("non accolta", 0, "–"),
    ]
