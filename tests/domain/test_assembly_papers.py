"""The papers of the assembly's year: what they say, whom they do not name, and that everybody can read them."""

from __future__ import annotations

from functools import cache

import pytest

from domain.assembly.contexts import CONTEXTS, INTERNAL, AssemblyContext
from domain.documents.accessibility import check
from domain.documents.word import Picture
from domain.vocabulary import DocumentKind
from tests.domain.assembly_papers import annual, document, papers, replacement
from tests.domain.word_desk import words

PAPERS = {kind: (context, pictures) for kind, context, pictures in papers()}


def said(kind: DocumentKind, context: AssemblyContext, pictures: dict[str, Picture] | None = None) -> list[str]:
    return words(document(kind, context, pictures or {}))


def test_the_year_has_every_paper() -> None:
    assert set(PAPERS) == set(CONTEXTS)


@cache
def made(kind: DocumentKind) -> bytes:
    return document(kind, *PAPERS[kind])


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_can_be_read_by_everybody(kind: DocumentKind) -> None:
    assert check(made(kind)) == []


def test_the_bytes_of_a_paper_with_charts_repeat() -> None:
    assert document(DocumentKind.ANNUAL_REPORT, *annual()) == made(DocumentKind.ANNUAL_REPORT)


def test_only_internal_papers_have_a_place_for_a_members_name() -> None:
    named = {kind for kind in PAPERS if "Membro di prova" in "\n".join(words(made(kind)))}
    assert named == INTERNAL


def test_the_public_copy_of_a_replacement_does_not_tell_how_two_people_are_made() -> None:
    kind = DocumentKind.REPLACEMENT_MINUTES
    inside, outside = (said(kind, replacement(is_internal=internal)) for internal in (True, False))
    assert "titolo di studio" in inside and "titolo di studio" not in outside
    assert [line for line in outside if "posti fuori quota" in line.casefold()] == [
        "Posti fuori quota nel gruppo, sommando tutte le quote:"
    ]
    context = replacement(is_internal=False)
    assert f"Nel gruppo 1 il codice {context.seated} prende il posto di {context.vacated}." in outside


def test_a_replacement_that_nobody_accepts_leaves_the_seat_free() -> None:
    free = replacement(is_internal=False).model_copy(update={"seated": ""})
    told = said(DocumentKind.REPLACEMENT_MINUTES, free)
    assert f"Nel gruppo 1 il posto di {free.vacated} resta libero: nessuno dei chiamati ha accettato." in told
    assert "Chi entra" not in told


def test_the_dossier_shows_what_is_missing_and_what_came_late() -> None:
    told = words(made(DocumentKind.RESPONSE_DOSSIER))
    assert "N. 4, Direzione Casa: manca la risposta, 5 giorni oltre il termine" in told
    assert "Manca la risposta. Competente: Direzione Casa." in told
    assert "3 giorni di ritardo rispetto al termine." in told
    assert "Bozza, non ancora approvata: non va diffusa." in told


def test_the_annual_report_says_each_vote_and_each_chart_in_words() -> None:
    context, _ = annual()
    told = words(made(DocumentKind.ANNUAL_REPORT))
    assert (
        "Approvata con 61 favorevoli, 9 contrari e 5 astenuti; per approvarla occorrevano almeno 50 voti su 75 votanti."
        " Gruppo di lavoro: Verde e acqua. Azione del piano: Azione 2.3 – Verde urbano." in told
    )
    assert context.alt_attendance == (
        "Grafico a barre, membri presenti per seduta: n. 1 84, n. 2 79, n. 3 41, n. 4 71 e n. 5 66."
    )
    assert context.alt_votes.startswith(
        "Grafico a barre divise, voti sulle raccomandazioni approvate. 1. Più alberi nelle piazze assolate: "
        "61 favorevoli, 9 contrari e 5 astenuti;"
    )
