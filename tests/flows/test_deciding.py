"""Decisions: who may take them, when, on which grounds; each on record once, or refused with its remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_case import LATE, MODERATED, SmallCase, small_case

from domain.errors import Refusal
from domain.minutes import Minutes
from domain.models import Decision, RegisterEntry
from domain.store import processes, registry, source_files
from domain.vocabulary import DecisionKind, EntryKind, Ground, InquiryStage
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts.case import InquiryCase, load_case, load_views
from flows.inquiry_acts.collecting import collect_files
from flows.inquiry_acts.deciding import approve, extend, moderate, sign_seal
from flows.inquiry_acts.opening import open_inquiry

CASE: SmallCase = small_case()
OPENED = datetime(2024, 12, 1, 9, tzinfo=UTC)
DURING = datetime(2025, 2, 10, 9, tzinfo=UTC)
"""The window lasts from 1 to 20 February, the evaluation to 11 April."""
CLOSES = datetime(2025, 2, 20, 23, tzinfo=UTC)
AFTER = CLOSES + timedelta(hours=10)
HANDED_OVER = datetime(2025, 4, 1, 22, 30, tzinfo=UTC)
"""On 2 April in Rome: the day of an act is the city's."""
RESPONSIBLE = "Responsabile del procedimento"
AHEAD = [InquiryStage.WINDOW_OPEN, InquiryStage.EVALUATION, InquiryStage.AWAITING_APPROVAL, InquiryStage.PUBLISHED]


@pytest.fixture(scope="session")
def opened_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house where the inquiry was just opened: the tests take copies."""
    home = tmp_path_factory.mktemp("opened")
    desk = open_rehearsal(home, seed="decisioni")
    open_inquiry(desk, CASE.definition_text, name="tetti.yaml", as_of=OPENED)
    desk.engine.dispose()
    return home


@pytest.fixture(scope="session")
def collected_house(opened_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house where the window has closed and the final export is in."""
    home = tmp_path_factory.mktemp("collected") / "house"
    desk = copied(opened_house, home)
    brought_to(desk, InquiryStage.EVALUATION)
    collect_files(desk, "tetti", CASE.snapshots[-1], as_of=AFTER)
    desk.engine.dispose()
    return home


def copied(home: Path, to: Path) -> Desk:
    shutil.copytree(home, to)
    return open_rehearsal(to, seed="decisioni")


@pytest.fixture
def desk(opened_house: Path, tmp_path: Path) -> Desk:
    return copied(opened_house, tmp_path / "house")


def brought_to(desk: Desk, stage: InquiryStage) -> None:
    """Bring the inquiry to a stage with bare steps, without the documents that they write."""
    for name, each in zip(["open", "close", "conclude", "publish"], AHEAD, strict=True):
        if load_case(desk, "tetti").stage is stage:
            return
        at = {"open": DURING, "close": AFTER}.get(name, HANDED_OVER)
        desk.keep("tetti", Minutes(stage=each, step=name, due_at=at), as_of=at)


def case(desk: Desk) -> InquiryCase:
    return load_case(desk, "tetti")


def decisions(desk: Desk) -> list[Decision]:
    with desk.transaction() as session:
        return list(processes.decisions(session, "tetti"))


def entries(desk: Desk, kind: EntryKind) -> list[RegisterEntry]:
    with desk.transaction() as session:
        return list(registry.entries_of_kind(session, "tetti", kind))


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return str(caught.value)


def extension(desk: Desk, last_day: date = date(2025, 2, 27), **changes: Any) -> bool:
    plain = {"act": "Determina n. 4", "act_on": date(2025, 2, 9), "officer": RESPONSIBLE, "as_of": DURING}
    return extend(desk, "tetti", last_day, **(plain | changes))


def approval(desk: Desk, **changes: Any) -> bool:
    plain = {"act": "Deliberazione n. 47", "act_on": date(2025, 4, 20), "officer": "Segreteria del Consiglio"}
    return approve(desk, "tetti", **(plain | {"as_of": datetime(2025, 4, 21, 9, tzinfo=UTC)} | changes))


def test_an_extension_is_on_record_with_its_act_and_moves_the_calendar(desk: Desk) -> None:
    assert extension(desk)
    (decision,) = decisions(desk)
    assert decision.model_dump(exclude={"id"}) == {
        "process_id": "tetti",
        "kind": DecisionKind.EXTENSION,
        "act": "Determina n. 4",
        "act_on": date(2025, 2, 9),
        "officer": RESPONSIBLE,
        "value": "2025-02-27",
        "recorded_at": DURING,
    }
    (entry,) = entries(desk, EntryKind.DECISION)
    assert (entry.subject, entry.actor, entry.happened_at, entry.payload) == (
        "EXTENSION:Determina n. 4:2025-02-27",
        RESPONSIBLE,
        DURING,
        '{"act":"Determina n. 4","act_on":"2025-02-09","value":"2025-02-27"}',
    )
    calendar = case(desk).calendar
    assert calendar.closes_at == datetime(2025, 2, 27, 23, tzinfo=UTC)
    assert (calendar.evaluation.first_on, calendar.evaluation.last_on) == (date(2025, 2, 28), date(2025, 4, 11))


def test_an_extension_may_move_the_evaluation_too_and_the_latest_one_holds(desk: Desk) -> None:
    assert extension(desk)
    assert extension(desk, date(2025, 3, 10), act="Determina n. 5", evaluation_last_day=date(2025, 5, 10))
    assert [decision.value for decision in decisions(desk)] == ["2025-02-27", "2025-03-10/2025-05-10"]
    assert case(desk).calendar.window.last_on == date(2025, 3, 10)
    assert case(desk).calendar.evaluation.last_on == date(2025, 5, 10)


def test_the_same_extension_twice_is_recorded_once(desk: Desk) -> None:
    assert extension(desk)
    assert not extension(desk, as_of=DURING + timedelta(hours=1))
    assert len(decisions(desk)) == len(entries(desk, EntryKind.DECISION)) == 1


def test_a_window_that_has_closed_is_not_extended_not_even_before_anybody_noticed(desk: Desk) -> None:
    closed = (
        "la finestra è già chiusa: non si proroga più → per raccogliere altri contributi serve una nuova istruttoria"
    )
    assert refused(lambda: extension(desk, as_of=CLOSES)) == closed
    assert extension(desk, as_of=CLOSES - timedelta(microseconds=1))
    brought_to(desk, InquiryStage.EVALUATION)
    assert refused(lambda: extension(desk, date(2025, 3, 5), act="Altra")) == closed


@pytest.mark.parametrize(
    ("last_day", "problem"),
    [
        (date(2025, 2, 20), "la proroga al 20/2/2025 non allunga la finestra, aperta fino al 20/2/2025"),
        (date(2025, 4, 11), "la proroga al 11/4/2025 non lascia giorni alla valutazione, che finisce il 11/4/2025"),
    ],
)
def test_an_extension_lengthens_and_leaves_days_to_evaluate(desk: Desk, last_day: date, problem: str) -> None:
    assert refused(lambda: extension(desk, last_day)).startswith(f"{problem} → ")
    assert decisions(desk) == []


@pytest.mark.parametrize("decide", [extension, approval])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"act": " "},
            "manca l'atto della decisione → indicatene tipo e numero, come li riporta il frontespizio",
        ),
        ({"officer": ""}, "manca chi registra la decisione → indicate nome e ruolo dell'ufficio"),
        (
            {"act": "Determina " * 20},
            "l'atto è indicato con troppe parole (200 caratteri) "
            "→ bastano tipo e numero, nome e ruolo: al più 120 caratteri",
        ),
        (
            {"officer": "x" * 121},
            "chi registra la decisione è indicato con troppe parole (121 caratteri) "
            "→ bastano tipo e numero, nome e ruolo: al più 120 caratteri",
        ),
    ],
)
def test_a_decision_says_which_act_and_who_in_words_that_fit_a_register(
    desk: Desk, decide: Callable[..., bool], changes: dict[str, Any], message: str
) -> None:
    if decide is approval:
        brought_to(desk, InquiryStage.AWAITING_APPROVAL)
    assert refused(lambda: decide(desk, **changes)) == message
    assert decisions(desk) == [] and entries(desk, EntryKind.DECISION) == []


def test_an_act_of_tomorrow_is_no_act_yet(desk: Desk) -> None:
    assert refused(lambda: extension(desk, act_on=date(2025, 2, 11))) == (
        "la data dell'atto (11/02/2025) è nel futuro → indicate il giorno in cui l'atto è stato adottato"
    )


def test_the_longest_words_that_fit_are_kept_whole(desk: Desk) -> None:
    assert extension(desk, act="a" * 120, evaluation_last_day=date(2025, 5, 10))
    (entry,) = entries(desk, EntryKind.DECISION)
    assert entry.subject == f"EXTENSION:{'a' * 120}:2025-02-27/2025-05-10"
    assert len(entry.subject) <= 160


def test_only_the_responsible_officer_signs_the_seal_and_only_after_the_close(desk: Desk) -> None:
    for stage in (InquiryStage.PREPARATION, InquiryStage.WINDOW_OPEN):
        brought_to(desk, stage)
        assert refused(lambda: sign_seal(desk, "tetti", officer=RESPONSIBLE, as_of=DURING)).startswith(
            "il protocollo si sigilla dopo la chiusura della finestra → attendete"
        )
    brought_to(desk, InquiryStage.EVALUATION)
    assert refused(lambda: sign_seal(desk, "tetti", officer="Direzione Casa", as_of=AFTER)) == (
        "«Direzione Casa» non può firmare il sigillo → può farlo: " + RESPONSIBLE
    )
    assert sign_seal(desk, "tetti", officer=RESPONSIBLE, as_of=AFTER)
    assert not sign_seal(desk, "tetti", officer=RESPONSIBLE, as_of=AFTER + timedelta(days=1))
    (decision,) = decisions(desk)
    assert (decision.kind, decision.act_on, decision.recorded_at) == (DecisionKind.SEAL, date(2025, 2, 21), AFTER)


def test_who_may_extend_and_approve_stands_in_the_definition_and_nobody_else_does(desk: Desk) -> None:
    assert refused(lambda: extension(desk, officer="Direzione Casa")) == (
        "«Direzione Casa» non può registrare una proroga "
        "→ può farlo: Responsabile del procedimento o Direzione Generale o DG"
    )
    brought_to(desk, InquiryStage.AWAITING_APPROVAL)
    assert refused(lambda: approval(desk, officer=RESPONSIBLE)) == (
        f"«{RESPONSIBLE}» non può registrare l'approvazione → può farlo: Segreteria del Consiglio o Segreteria"
    )
    assert decisions(desk) == []


@pytest.mark.parametrize("stage", [InquiryStage.PREPARATION, InquiryStage.WINDOW_OPEN, InquiryStage.EVALUATION])
def test_the_council_approves_nothing_that_it_has_not_received(desk: Desk, stage: InquiryStage) -> None:
    brought_to(desk, stage)
    assert refused(lambda: approval(desk)) == (
        f"il Consiglio non ha ancora il fascicolo: la fase è «{stage}» "
        "→ prima va chiusa la valutazione di tutti i commenti"
    )


def test_the_approval_falls_between_the_day_of_the_package_and_today_both_included(desk: Desk) -> None:
    brought_to(desk, InquiryStage.AWAITING_APPROVAL)
    for act_on in (date(2025, 4, 1), date(2025, 4, 22)):
        assert refused(lambda act_on=act_on: approval(desk, act_on=act_on)) == (
            f"la data dell'atto ({act_on:%d/%m/%Y}) non può essere giusta "
            "→ deve cadere fra la consegna del fascicolo (02/04/2025) e oggi"
        )
    assert approval(desk, act_on=date(2025, 4, 2))


def test_an_approval_is_recorded_once_and_another_act_does_not_take_its_place(desk: Desk) -> None:
    brought_to(desk, InquiryStage.AWAITING_APPROVAL)
    assert approval(desk)
    assert not approval(desk, officer="Un altro ufficio")
    assert refused(lambda: approval(desk, act="Deliberazione n. 48")) == (
        "un'approvazione è già agli atti (Deliberazione n. 47) "
        "→ se è sbagliata, correggetela con un nuovo atto del Consiglio"
    )
    assert [decision.act for decision in decisions(desk)] == ["Deliberazione n. 47"]


@pytest.fixture
def collected(collected_house: Path, tmp_path: Path) -> Desk:
    return copied(collected_house, tmp_path / "house")


def number_of(desk: Desk, key: str) -> int:
    return next(view.number for view in load_views(desk, "tetti") if view.key == key)


def moderation(desk: Desk, number: int, **changes: Any) -> bool:
    plain = {"ground": Ground.INSULT, "officer": RESPONSIBLE, "decided_on": date(2025, 2, 21), "as_of": AFTER}
    return moderate(desk, "tetti", number, **(plain | changes))


def test_a_moderation_has_ground_officer_and_day_and_the_text_stays_in_the_register(collected: Desk) -> None:
    number = number_of(collected, MODERATED)
    before = next(view for view in load_views(collected, "tetti") if view.number == number)
    assert moderation(collected, number)
    after = next(view for view in load_views(collected, "tetti") if view.number == number)
    assert (after.ground, after.moderated_by, after.moderated_on) == (Ground.INSULT, RESPONSIBLE, date(2025, 2, 21))
    assert after.text == before.text and after.must_be_answered and not after.is_public
    (entry,) = entries(collected, EntryKind.MODERATION)
    assert (entry.subject, entry.actor, entry.payload) == (
        MODERATED,
        RESPONSIBLE,
        f'{{"decided_on":"2025-02-21","ground":"INSULT","number":{number}}}',
    )


def test_a_late_comment_too_is_moderated(collected: Desk) -> None:
    assert moderation(collected, number_of(collected, LATE), ground=Ground.THREAT)


def test_the_same_moderation_twice_is_one_and_another_one_does_not_replace_it(collected: Desk) -> None:
    number = number_of(collected, MODERATED)
    assert moderation(collected, number)
    assert not moderation(collected, number, as_of=AFTER + timedelta(days=1))
    assert refused(lambda: moderation(collected, number, ground=Ground.THREAT)) == (
        f"il contributo n. {number} è già moderato (ingiuria) → la decisione presa resta agli atti"
    )
    assert len(entries(collected, EntryKind.MODERATION)) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"ground": Ground.HATE},
            "«messaggio di odio» non è un motivo di moderazione di questa istruttoria → motivi ammessi: "
            "ingiuria, minaccia",
        ),
        ({"officer": "Direzione Casa"}, f"«Direzione Casa» non può moderare → può farlo: {RESPONSIBLE}"),
        (
            {"decided_on": date(2025, 2, 22)},
            "la data della decisione è nel futuro → indicate il giorno in cui è stata presa",
        ),
    ],
)
def test_nobody_moderates_on_other_grounds_without_the_office_or_ahead_of_time(
    collected: Desk, changes: dict[str, Any], message: str
) -> None:
    assert refused(lambda: moderation(collected, number_of(collected, MODERATED), **changes)) == message
    assert all(view.is_public for view in load_views(collected, "tetti"))


def test_a_number_that_no_contribution_has_is_refused(collected: Desk) -> None:
    for number in (1, 9999):  # n. 1 is the opening: a number of the register, of no contribution
        assert refused(lambda number=number: moderation(collected, number)) == (
            f"nel protocollo non c'è alcun contributo n. {number} → cercate il numero nei dati aperti o nell'indice"
        )


def test_once_outcomes_are_public_it_is_too_late_to_moderate(collected: Desk) -> None:
    brought_to(collected, InquiryStage.PUBLISHED)
    assert refused(lambda: moderation(collected, number_of(collected, MODERATED))) == (
        "gli esiti sono già pubblici → fate rimuovere il testo da chi pubblica, e annotatelo agli atti"
    )
    with collected.transaction() as session:
        assert len(source_files.files(session, "tetti")) == 2
