"""The account of the promises: each verdict follows from the records, and says what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.inquiry.calendar_of_inquiry import calendar_of
from domain.inquiry.contexts import PromiseLine
from domain.inquiry.promises import Facts, Verdict, account
from domain.inquiry.views import CommentView
from domain.vocabulary import Admission, Channel, Discrepancy, Ground
from tests.domain.answered import view
from tests.people import definition

INQUIRY = definition()
CALENDAR = calendar_of(INQUIRY)
HOUR = timedelta(hours=1)
KEPT, PARTLY, NOT_KEPT, UNVERIFIABLE = Verdict


def facts(*views: CommentView, **changes: Any) -> Facts:
    """An inquiry in which everything went well; whatever differs is named."""
    well = Facts(
        definition=INQUIRY,
        calendar=CALENDAR,
        views=views or [view(1), view(2, part="azione-1", department="casa")],
        public_documents=12,
        rules_published_at=CALENDAR.notice_at,
        opened_at=CALENDAR.opens_at,
        closed_at=CALENDAR.closes_at,
        concluded_at=datetime(2025, 6, 20, 10, tzinfo=UTC),
        approval_act="Deliberazione n. 47",
        approved_at=datetime(2025, 7, 20, 10, tzinfo=UTC),
        printed=len(views) if views else 2,
        coordination_told=True,
        definition_unchanged=True,
    )
    return replace(well, **changes)


def line(code: str, told: Facts) -> tuple[str, str]:
    """Verdict and evidence of one promise."""
    found = next(line for line in account(told) if line.code == code)
    return found.verdict, found.evidence


def verdicts(told: Facts) -> dict[str, str]:
    return {line.code: line.verdict for line in account(told)}


def workshop(number: int, **changes: Any) -> CommentView:
    channel: dict[str, Any] = {"channel": Channel.WORKSHOP, "event": "Laboratorio", "supports": None}
    return view(number, **(channel | changes))


def test_every_promise_of_the_pact_has_its_line_in_order() -> None:
    lines = account(facts())
    assert [line.code for line in lines] == [f"I{number}" for number in range(1, 15)]
    assert all(line.promise.endswith(".") and line.evidence.endswith(".") for line in lines)
    assert {line.verdict for line in lines} <= {verdict.value for verdict in Verdict}


def test_the_account_of_an_inquiry_where_everything_went_well() -> None:
    told = facts(view(1, supports=4), workshop(2, on_behalf_of="Comitato"), view(3, part="azione-1", department="casa"))
    assert account(told)[:5] == [
        PromiseLine(
            code="I1",
            promise="Documenti e conoscenze del piano pubblici, in digitale, in un solo luogo.",
            verdict="mantenuto",
            evidence="12 documenti pubblici in formato digitale, ciascuno con la sua impronta a protocollo, "
            "e il registro dei contributi come dati aperti.",
        ),
        PromiseLine(
            code="I2",
            promise="Regole pubblicate prima dell'apertura e mai cambiate di nascosto.",
            verdict="mantenuto",
            evidence="Patto e avviso pubblicati il 17 gennaio 2025, ore 00:00, "
            "apertura il 1º febbraio 2025, ore 00:00; la definizione è quella registrata all'apertura.",
        ),
        PromiseLine(
            code="I3",
            promise="Commenti visibili a tutti; laboratori e incontri a verbale e valutati insieme ai commenti "
            "dei cittadini.",
            verdict="mantenuto",
            evidence="2 contributi in piattaforma; 1 da 1 incontro e altri canali, nello stesso protocollo: "
            "1 con esito motivato.",
        ),
        PromiseLine(
            code="I4",
            promise="Ogni contributo è presentato, salvo i soli motivi di moderazione previsti, con decisore e data.",
            verdict="mantenuto",
            evidence="Nessun testo moderato su 3 contributi.",
        ),
        PromiseLine(
            code="I5",
            promise="Ogni commento valutato con motivazione; esiti pubblici dopo il voto; documento di sintesi.",
            verdict="mantenuto",
            evidence="Ricevuti 3, stampati nell'allegato 3; da valutare 3, con esito e motivazione 3. "
            "Esiti pubblici dopo: Deliberazione n. 47.",
        ),
    ]
    assert [line.verdict for line in account(told)[5:]] == [
        KEPT, UNVERIFIABLE, UNVERIFIABLE, KEPT, KEPT, KEPT, KEPT, KEPT, KEPT,
    ]  # fmt: skip


WORSE: list[tuple[str, Facts, Verdict, str]] = [
    ("I1", facts(public_documents=0), NOT_KEPT, "0 documenti pubblici"),
    ("I2", facts(rules_published_at=None), NOT_KEPT, "non risulta a protocollo"),
    ("I2", facts(rules_published_at=CALENDAR.opens_at), PARTLY, "pubblicati il 1º febbraio 2025, ore 00:00"),
    ("I2", facts(definition_unchanged=False), NOT_KEPT, "la definizione è cambiata"),
    ("I3", facts(view(1)), PARTLY, "nessun contributo da laboratori o incontri"),
    ("I3", facts(workshop(1), workshop(2, outcome=None)), PARTLY, "1 con esito motivato"),
    ("I3", facts(workshop(1, outcome=None)), NOT_KEPT, "0 con esito motivato"),
    ("I4", facts(view(1, ground=Ground.INSULT)), NOT_KEPT, "1 testo moderato (ingiuria), con decisore e data"),
    ("I5", facts(view(1), view(2, reason="")), PARTLY, "da valutare 2, con esito e motivazione 1"),
    ("I5", facts(view(1), printed=0), PARTLY, "Ricevuti 1, stampati nell'allegato 0"),
    ("I5", facts(view(1, outcome=None)), NOT_KEPT, "con esito e motivazione 0"),
    ("I6", facts(coordination_told=False), NOT_KEPT, "a Direzione Generale non risulta trasmesso il fascicolo"),
    ("I9", facts(concluded_at=CALENDAR.evaluation_ends_at), PARTLY, "conclusa dopo il 30 giugno 2025"),
    ("I9", facts(concluded_at=None), PARTLY, "conclusa dopo il 30 giugno 2025"),
    ("I10", facts(view(1, part="azione-9")), NOT_KEPT, "Premessa 0; Azione 1 0"),
    ("I11", facts(view(1), view(2, author_code="")), PARTLY, "1 contributi su 2 portano il codice"),
    ("I12", facts(view(1, differences=(Discrepancy.CHANGED,))), PARTLY, "1 testo modificato e 0 testi scomparsi"),
    ("I12", facts(view(1, differences=(Discrepancy.VANISHED,))), PARTLY, "0 testi modificati e 1 testo scomparso"),
    ("I13", facts(view(1, supports=None)), UNVERIFIABLE, "non riportano i sostegni"),
    ("I14", facts(view(1, department="")), PARTLY, "esaminati da nessuna direzione; senza direzione: 1"),
]


@pytest.mark.parametrize(("code", "told", "verdict", "evidence"), WORSE)
def test_a_promise_that_was_not_wholly_kept_says_where(code: str, told: Facts, verdict: Verdict, evidence: str) -> None:
    found, words = line(code, told)
    assert (found, evidence in words) == (verdict, True), words
    changed = {one for one, value in verdicts(told).items() if value != verdicts(facts(*told.views))[one]}
    assert changed <= {code}  # what one record says weighs on no other promise


def test_every_promise_that_the_records_can_tell_can_also_be_found_broken() -> None:
    """A verdict that cannot be worse than kept would be no verdict."""
    judged = {f"I{number}" for number in range(1, 15)} - {"I7", "I8"}
    assert {code for code, *_ in WORSE} == judged


def test_what_was_recorded_late_is_told_and_has_effect_from_its_legal_day() -> None:
    _, words = line("I9", facts(opened_at=CALENDAR.opens_at + 5 * HOUR, closed_at=CALENDAR.closes_at + HOUR))
    assert words == (
        "Finestra dal 1º febbraio 2025 al 3 marzo 2025, giorni compresi; valutazione conclusa entro il 30 giugno 2025. "
        "Registrati in ritardo, con effetto dalla data di legge: "
        "apertura 1º febbraio 2025, ore 05:00 anziché 1º febbraio 2025, ore 00:00."
    )


def test_a_moderation_on_record_keeps_the_promise_and_is_counted() -> None:
    decided: dict[str, Any] = {"moderated_by": "Responsabile", "moderated_on": date(2025, 3, 5)}
    told = facts(view(1, ground=Ground.INSULT, **decided), view(2, ground=Ground.HATE, **decided))
    assert line("I4", told) == (
        "mantenuto",
        "2 testi moderati (ingiuria e messaggio di odio), con decisore e data a protocollo; "
        "restano contati e con risposta.",
    )


def test_late_comments_owe_nothing_and_moderated_ones_everything() -> None:
    late: dict[str, Any] = {"admission": Admission.LATE, "outcome": None, "reason": "", "department": ""}
    assert verdicts(facts(view(1), view(2, **late)))["I5"] == KEPT
    assert verdicts(facts(view(1), view(2, **late)))["I14"] == KEPT
    moderated: dict[str, Any] = {"ground": Ground.INSULT, "moderated_by": "R", "moderated_on": date(2025, 3, 5)}
    assert verdicts(facts(view(1), view(2, outcome=None, reason="", **moderated)))["I5"] == PARTLY


def test_supports_that_only_amendments_tell_are_said_to_be_so() -> None:
    def told(*views: CommentView) -> str:
        return line("I13", facts(*views))[1]

    amendment = view(1, supports=3)
    assert told(amendment).endswith("Per i commenti semplici le esportazioni non li riportano.")
    assert told(amendment, view(2, channel=Channel.COMMENT, supports=2)) == (
        "5 sostegni su 2 contributi, riportati nei dati aperti."
    )


def test_no_more_than_six_parts_are_listed() -> None:
    many: Sequence[Any] = [
        INQUIRY.parts[0].model_copy(update={"code": f"p{n}", "title": f"Parte {n}", "sections": []}) for n in range(8)
    ]
    told = facts(definition=INQUIRY.model_copy(update={"parts": list(many)}))
    assert line("I10", told)[1].count("Parte") == 6 and line("I10", told)[1].endswith("; ….")
