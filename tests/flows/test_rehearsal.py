"""A whole inquiry on a simulated clock: what happens, in which order, and what must never happen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from small_case import (
    INSULT,
    LATE,
    MODERATED,
    ORPHAN,
    PASSED_ON,
    ROME,
    SmallCase,
    is_found_in,
    play,
    small_case,
    words_of,
)
from stopping import played_until

from domain.documents.annex_lines import ENTRY, OUTCOME
from domain.documents.annex_reread import read_again
from domain.documents.forms.filling import fill_form
from domain.errors import Refusal
from domain.inquiry.views import CommentView
from domain.models import Document, Letter
from domain.store import inquiry_progress, processes, registry
from domain.vocabulary import Admission, DocumentKind, EntryKind, Ground, InquiryStage, Outcome
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking, collecting, deciding, evaluating, opening
from flows.inquiry_acts.case import load_case, load_views
from flows.inquiry_acts.plan import advance_inquiry, steps_of
from flows.inquiry_acts.standing import standing
from flows.rehearsal import NamedBytes
from flows.returned import WorkbookBack

CASE = small_case()
ID = "tetti"
OPENS, CLOSES = datetime(2025, 1, 31, 23, tzinfo=UTC), datetime(2025, 2, 20, 23, tzinfo=UTC)
NOTICE = datetime(2025, 1, 16, 23, tzinfo=UTC)
APPROVED = datetime(2025, 5, 11, 22, tzinfo=UTC)
Answer = Callable[[Mapping[str, str]], Mapping[str, str]]


def desk_before(label: str, folder: Path, case: SmallCase = CASE) -> Desk:
    """The desk of a case played until right before an act."""
    return open_rehearsal(played_until(label, folder, case), seed=case.definition_text)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The case played to the end; tests only look at it."""
    return play(tmp_path_factory.mktemp("published"), CASE)[0]


@pytest.fixture(scope="module")
def _evaluation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    played_until("rientro 1: casa", folder, CASE)
    return folder


@pytest.fixture
def evaluation(_evaluation: Path, tmp_path: Path) -> Desk:
    """The case when the departments have had their first workbooks; each test has its own."""
    shutil.copytree(_evaluation, tmp_path / "copy")
    return open_rehearsal(tmp_path / "copy", seed=CASE.definition_text)


@pytest.fixture
def opened(tmp_path: Path) -> Desk:
    """The case on the day on which the office writes it down."""
    desk = open_rehearsal(tmp_path / "opened", seed=CASE.definition_text)
    opening.open_inquiry(desk, CASE.definition_text, name="tetti.yaml", as_of=NOTICE - timedelta(days=30))
    return desk


def entries(desk: Desk, kind: EntryKind) -> list[tuple[str, datetime, datetime]]:
    """Return subject, legal instant and real instant of every entry of a kind."""
    with desk.transaction() as session:
        found = registry.entries_of_kind(session, ID, kind)
    return [(entry.subject, entry.happened_at, entry.recorded_at) for entry in found]


def documents(desk: Desk) -> list[Document]:
    with desk.transaction() as session:
        return list(processes.documents(session, ID))


def letters(desk: Desk) -> dict[str, Letter]:
    with desk.engine.connect() as connection:
        rows = connection.execute(Letter.__table__.select()).mappings()  # type: ignore[attr-defined]
        return {str(row["key"]).removeprefix(f"{ID}/"): Letter.model_validate(dict(row)) for row in rows}


def by_key(desk: Desk) -> dict[str, CommentView]:
    return {view.key: view for view in load_views(desk, ID)}


def numbers_in(desk: Desk, name: str) -> list[str]:
    """Return the numbers of the comments that a workbook asks about."""
    asked: list[str] = []

    def note(row: Mapping[str, str]) -> Mapping[str, str]:
        asked.append(row["N."])
        return {}

    fill_form(desk.read(ID, name), note, created=CLOSES)
    return asked


def sent_back(desk: Desk, department: str, answer: Answer, *, at: datetime, workbook: str = "") -> WorkbookBack:
    """Let a department fill in its first workbook, or another one, and send it back."""
    name = workbook or f"3-valutazione/scheda-{department}-1.xlsx"
    filled = fill_form(desk.read(ID, name), answer, created=at)
    return evaluating.read_back(desk, ID, f"{department}-{at:%d}.xlsx", filled, as_of=at)


def agreed(_row: Mapping[str, str]) -> Mapping[str, str]:
    return {"Esito": "non accolta", "Motivazione": "La competenza non è del Comune, che può solo segnalarlo."}


def everything_answered(desk: Desk, answer: Answer = agreed) -> None:
    for department in ("casa", "ambiente"):
        sent_back(desk, department, answer, at=CLOSES + timedelta(days=5))


# The calendar


def test_the_stages_pass_in_order_each_at_its_instant(published: Desk) -> None:
    concluded = datetime(2025, 4, 6, 22, 6, tzinfo=UTC)
    sealed = datetime(2025, 2, 22, 7, tzinfo=UTC)
    rerouted = datetime(2025, 3, 5, 10, 45, tzinfo=UTC)
    reminded = datetime(2025, 3, 22, 8, tzinfo=UTC)
    assert entries(published, EntryKind.STAGE) == [
        ("WINDOW_OPEN", OPENS, OPENS),
        ("EVALUATION", CLOSES, CLOSES),
        ("AWAITING_APPROVAL", concluded, concluded),
        ("PUBLISHED", APPROVED, APPROVED),
    ]
    assert entries(published, EntryKind.STEP) == [
        ("rules", NOTICE, NOTICE),
        ("open", OPENS, OPENS),
        ("close", CLOSES, CLOSES),
        ("seal", CLOSES, sealed),
        ("group", sealed, sealed),
        ("sheets-1", datetime(2025, 2, 21, 8, tzinfo=UTC), sealed),
        ("sheets-2", rerouted, rerouted),
        ("remind-20", reminded, reminded),
        ("conclude", concluded, concluded),
        ("publish", APPROVED, APPROVED),
    ]
    assert checking.verify(published, ID).faults == []


def test_a_missed_opening_and_close_are_caught_up_in_order_with_both_instants(opened: Desk) -> None:
    back_at = CLOSES + timedelta(days=5, hours=3)
    caught_up = [("rules", NOTICE, back_at), ("open", OPENS, back_at), ("close", CLOSES, back_at)]
    done = advance_inquiry(opened, ID, as_of=back_at)
    assert [(step.name, step.due_at, step.done_at) for step in done] == caught_up
    assert entries(opened, EntryKind.STEP) == caught_up
    assert entries(opened, EntryKind.STAGE) == [("WINDOW_OPEN", OPENS, back_at), ("EVALUATION", CLOSES, back_at)]
    waits = {step.name: step.waits_for for step in standing(opened, ID, steps_of(opened, ID)).next_dates}
    assert waits["seal"] == "attende l'esportazione finale della piattaforma, fatta dopo la chiusura"


def test_nothing_happens_an_instant_too_early(opened: Desk) -> None:
    blink = timedelta(microseconds=1)
    assert [step.name for step in advance_inquiry(opened, ID, as_of=NOTICE - blink)] == []
    assert [step.name for step in advance_inquiry(opened, ID, as_of=OPENS - blink)] == ["rules"]
    assert [step.name for step in advance_inquiry(opened, ID, as_of=CLOSES - blink)] == ["open"]
    assert [step.name for step in advance_inquiry(opened, ID, as_of=CLOSES)] == ["close"]


def test_advancing_twice_changes_nothing(opened: Desk) -> None:
    advance_inquiry(opened, ID, as_of=CLOSES)
    before = left(opened)
    assert advance_inquiry(opened, ID, as_of=CLOSES) == []
    assert left(opened) == before


def test_nothing_is_done_at_an_instant_before_what_it_rests_on_was_recorded(tmp_path: Path) -> None:
    desk = desk_before("firma del sigillo", tmp_path)
    signed_at = CLOSES + timedelta(hours=32)
    deciding.sign_seal(desk, ID, officer="Responsabile del procedimento", as_of=signed_at)
    assert advance_inquiry(desk, ID, as_of=signed_at - timedelta(seconds=1)) == []
    assert [step.name for step in advance_inquiry(desk, ID, as_of=signed_at)] == ["seal", "group", "sheets-1"]


def test_a_term_that_passes_before_the_workbooks_are_out_is_told_when_they_are(opened: Desk) -> None:
    lapsed_at = datetime(2025, 4, 11, 22, tzinfo=UTC)
    assert [step.name for step in advance_inquiry(opened, ID, as_of=lapsed_at)] == ["rules", "open", "close"]
    collecting.collect_files(opened, ID, CASE.snapshots[-1], as_of=lapsed_at)
    deciding.sign_seal(opened, ID, officer="Responsabile del procedimento", as_of=lapsed_at)
    done = [step.name for step in advance_inquiry(opened, ID, as_of=lapsed_at)]
    assert done == ["seal", "group", "sheets-1", "remind-20", "remind-1", "lapse"]
    (told,) = [one for key, one in letters(opened).items() if key == "term-lapsed:termine:1"]
    assert told.subject == "Istruttoria tetti: termine di valutazione scaduto, mancano 36 valutazioni"


def left(desk: Desk) -> tuple[int, list[str], list[str]]:
    with desk.transaction() as session:
        head = registry.head(session, ID)
    return head.number, [document.name for document in documents(desk)], sorted(letters(desk))


def test_playing_it_all_again_changes_nothing(published: Desk, tmp_path: Path) -> None:
    shutil.copytree(published.home, tmp_path / "copy")
    desk, _ = play(tmp_path / "copy", CASE)
    assert left(desk) == left(published)
    posts = [sorted(path.name for path in (one.home / "posta").iterdir()) for one in (desk, published)]
    assert posts[0] == posts[1] and len(posts[0]) == len(letters(desk))
    assert advance_inquiry(desk, ID, as_of=APPROVED + timedelta(days=900)) == []


AT_ONCE = """
import sys
from datetime import datetime
from pathlib import Path
from flows.edges import open_rehearsal
from flows.inquiry_acts.plan import advance_inquiry

desk = open_rehearsal(Path(sys.argv[1]), seed="")
print("ready", flush=True)
sys.stdin.readline()
print(*[one.name for one in advance_inquiry(desk, "tetti", as_of=datetime.fromisoformat(sys.argv[2]))])
"""


def test_two_that_advance_at_once_leave_one_of_each(opened: Desk) -> None:
    arguments = [sys.executable, "-c", AT_ONCE, str(opened.home), (CLOSES + timedelta(days=1)).isoformat()]
    pipe = subprocess.PIPE
    both = [subprocess.Popen(arguments, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    assert [one.stdout.readline() for one in both if one.stdout] == ["ready\n", "ready\n"]
    for one in both:
        assert one.stdin
        one.stdin.write("now\n")
        one.stdin.flush()
    done = [one.communicate()[0].split() for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert sorted(done[0] + done[1]) == ["close", "open", "rules"]
    assert [subject for subject, _, _ in entries(opened, EntryKind.STEP)] == ["rules", "open", "close"]
    assert len(documents(opened)) == len({document.name for document in documents(opened)}) == 3
    assert checking.verify(opened, ID).faults == []


def test_an_extension_moves_the_close_and_nothing_closes_early(opened: Desk) -> None:
    advance_inquiry(opened, ID, as_of=OPENS)
    deciding.extend(
        opened,
        ID,
        date(2025, 2, 25),
        act="determina 9",
        act_on=date(2025, 2, 18),
        officer="Direzione Generale",
        as_of=CLOSES - timedelta(days=2),
    )
    later = datetime(2025, 2, 25, 23, tzinfo=UTC)
    told = advance_inquiry(opened, ID, as_of=CLOSES - timedelta(days=2))
    assert [step.name for step in told] == ["extension-1"], "the new days are public before the old ones are over"
    notice = documents(opened)[-1]
    assert notice.name == "2-raccolta/avviso-di-proroga-1.docx" and notice.public_from_stage == "PREPARATION"
    assert advance_inquiry(opened, ID, as_of=CLOSES) == []
    assert load_case(opened, ID).stage is InquiryStage.WINDOW_OPEN
    assert advance_inquiry(opened, ID, as_of=later - timedelta(seconds=1)) == []
    assert [(step.name, step.due_at) for step in advance_inquiry(opened, ID, as_of=later)] == [("close", later)]
    with pytest.raises(Refusal, match="già chiusa"):
        deciding.extend(
            opened,
            ID,
            date(2025, 3, 2),
            act="determina 10",
            act_on=date(2025, 2, 26),
            officer="Direzione Generale",
            as_of=later,
        )


def test_a_comment_of_the_added_days_is_in_time(opened: Desk) -> None:
    advance_inquiry(opened, ID, as_of=OPENS)
    day = date(2025, 2, 18)
    deciding.extend(
        opened, ID, date(2025, 2, 25), act="determina 9", act_on=day, officer="DG", as_of=CLOSES - timedelta(days=2)
    )
    advance_inquiry(opened, ID, as_of=datetime(2025, 2, 25, 23, tzinfo=UTC))
    collecting.collect_files(opened, ID, CASE.snapshots[-1], as_of=datetime(2025, 2, 26, 8, tzinfo=UTC))
    assert by_key(opened)[LATE].admission is Admission.ADMITTED


WINDOWS = {
    "closing on the day that loses an hour": (date(2025, 3, 11), date(2025, 3, 30), "2025-03-30T22:00"),
    "opening on the day that loses an hour": (date(2025, 3, 30), date(2025, 4, 18), "2025-04-18T22:00"),
    "closing on the day that has an hour twice": (date(2025, 10, 7), date(2025, 10, 26), "2025-10-26T23:00"),
    "closing on a leap day": (date(2024, 2, 10), date(2024, 2, 29), "2024-02-29T23:00"),
    "opening on a leap day": (date(2024, 2, 29), date(2024, 3, 19), "2024-03-19T23:00"),
}


@pytest.mark.parametrize(("first", "last", "closes"), WINDOWS.values(), ids=WINDOWS.keys())
def test_a_window_lasts_to_the_end_of_its_last_day(first: date, last: date, closes: str, tmp_path: Path) -> None:
    case = small_case(first=first, last=last)
    desk = desk_before("moderazione", tmp_path, case)
    closed_at = datetime.fromisoformat(closes).replace(tzinfo=UTC)
    opened_at = datetime(first.year, first.month, first.day, tzinfo=ROME)
    stages = [("WINDOW_OPEN", opened_at, opened_at), ("EVALUATION", closed_at, closed_at)]
    assert entries(desk, EntryKind.STAGE) == stages
    views = by_key(desk)
    last_second, first_too_late = views["comment:543"], views[LATE]
    assert (last_second.submitted_at, last_second.admission) == (closed_at - timedelta(seconds=1), Admission.ADMITTED)
    assert (first_too_late.submitted_at, first_too_late.admission) == (closed_at, Admission.LATE)


# What people said


def test_every_row_is_accounted_for_and_every_comment_is_received_printed_and_answered(published: Desk) -> None:
    with published.engine.connect() as connection:
        query = "SELECT subject, rows_in, rows_accepted, rows_set_aside FROM source_file ORDER BY id"
        rows = [tuple(row) for row in connection.exec_driver_sql(query)]
    assert rows[:5] == [
        ("contributions", 3, 3, 0),
        ("proposals", 7, 7, 0),
        ("comments", 15, 15, 0),
        ("proposals", 9, 9, 0),
        ("comments", 34, 33, 1),
    ]
    views = load_views(published, ID)
    received = [view.number for view in views]
    answered = [view.number for view in views if view.admission is Admission.ADMITTED]
    annex = published.read(ID, "4-consiglio/allegato-controdeduzioni-01.docx")
    printed = read_again(annex, entry=ENTRY, outcome=OUTCOME)
    assert len(received) == 41
    assert sorted(printed.printed) == received
    assert sorted(printed.answered) == answered
    assert all(view.outcome and view.reason for view in views if view.number in answered)


def test_a_late_comment_is_listed_but_not_evaluated(published: Desk) -> None:
    late = by_key(published)[LATE]
    assert (late.admission, late.department, late.outcome) == (Admission.LATE, "", None)
    asked = [number for name in _workbooks(published) for number in numbers_in(published, name)]
    assert str(late.number) not in asked
    for name in ("4-consiglio/allegato-controdeduzioni-01.docx", "5-pubblicazione/dati-aperti/registro.csv"):
        assert late.text in words_of(published.read(ID, name))


def _workbooks(desk: Desk) -> list[str]:
    kinds = (DocumentKind.EVALUATION_FORM, DocumentKind.MENDING_FORM)
    return [document.name for document in documents(desk) if document.kind in kinds]


def test_a_later_export_flags_what_it_says_otherwise_and_overwrites_nothing(published: Desk) -> None:
    views = by_key(published)
    flags = {key: [kind.name for kind in view.differences] for key, view in views.items() if view.differences}
    assert flags == {"comment:503": ["CHANGED"], "comment:504": ["VANISHED"]}
    assert "Aggiungo una riga" not in views["comment:503"].text
    assert views[ORPHAN].parent_missing and not views["comment:543"].parent_missing


# Moderation and publication


def test_a_moderated_text_stands_in_no_public_output_but_is_counted_and_answered(published: Desk) -> None:
    moderated = by_key(published)[MODERATED]
    assert (moderated.ground, moderated.text) == (Ground.INSULT, INSULT)
    assert moderated.outcome is not None
    outputs = {document.name: published.read(ID, document.name) for document in documents(published)}
    public = {document.name for document in documents(published) if document.public_from_stage}
    beside = by_key(published)["comment:543"].text
    holding = {name for name in public if is_found_in(beside, outputs[name])}
    assert holding == {
        "4-consiglio/allegato-controdeduzioni-01.docx",
        "5-pubblicazione/dati-aperti/registro.csv",
        "5-pubblicazione/dati-aperti/registro.json",
        "5-pubblicazione/dati-aperti/registro.xlsx",
    }, "the search sees what is not moderated"
    assert [name for name in public if is_found_in(INSULT, outputs[name])] == []
    inside = {name for name, data in outputs.items() if is_found_in(INSULT, data)}
    assert inside == {"3-valutazione/scheda-casa-1.xlsx"}, "whoever answers it must know what it says"
    annex = published.read(ID, "4-consiglio/allegato-controdeduzioni-01.docx")
    assert moderated.number in read_again(annex, entry=ENTRY, outcome=OUTCOME).answered


def test_no_outcome_leaves_the_house_before_the_council_has_approved(tmp_path: Path) -> None:
    desk = desk_before("voto del Consiglio", tmp_path)
    reasons = {view.reason for view in load_views(desk, ID) if view.reason}
    assert load_case(desk, ID).stage is InquiryStage.AWAITING_APPROVAL and reasons
    public_now = [one for one in documents(desk) if one.public_from_stage not in ("", InquiryStage.PUBLISHED.name)]
    assert {one.kind for one in public_now} == {DocumentKind.PACT, DocumentKind.NOTICE, DocumentKind.MANIFEST}
    assert not any(is_found_in(reason, desk.read(ID, one.name)) for one in public_now for reason in reasons)
    kinds = {one.kind for one in documents(desk)}
    assert kinds.isdisjoint({DocumentKind.OPEN_DATA, DocumentKind.RETURN_FILE, DocumentKind.PUBLICATION_NOTICE})
    council = {key: one.to_address for key, one in letters(desk).items() if key.startswith("synthesis-ready")}
    assert set(council.values()) == {"consiglio@comune.example", "dg@comune.example"}
    assert advance_inquiry(desk, ID, as_of=APPROVED + timedelta(days=60)) == []
    assert not any(key.startswith("publication") for key in letters(desk))


def test_the_council_approves_nothing_that_it_has_not_got(evaluation: Desk) -> None:
    at = CLOSES + timedelta(days=9)
    with pytest.raises(Refusal, match="non ha ancora il fascicolo"):
        deciding.approve(evaluation, ID, act="delibera 1", act_on=at.date(), officer="Segreteria", as_of=at)
    assert advance_inquiry(evaluation, ID, as_of=at) == []


# Departments


def test_a_row_passed_on_reaches_the_other_department(published: Desk) -> None:
    with published.transaction() as session:
        history = inquiry_progress.assignment_history(session, ID)
    passed_on = next(view for view in load_views(published, ID) if str(view.number) == PASSED_ON)
    assert history == {passed_on.number: ["casa"]}
    assert numbers_in(published, "3-valutazione/scheda-ambiente-2.xlsx") == [PASSED_ON]
    letter = letters(published)["evaluation-request:ambiente:2"]
    assert letter.to_address == "ambiente@comune.example"
    assert "3-valutazione/scheda-ambiente-2.xlsx" in letter.attachments
    assert (passed_on.department, passed_on.outcome is not None) == ("ambiente", True)


def test_a_faulty_workbook_is_answered_with_a_form_of_just_the_rows_to_mend(evaluation: Desk) -> None:
    asked = numbers_in(evaluation, "3-valutazione/scheda-casa-1.xlsx")
    without_reason, unknown_word = asked[0], asked[3]

    def hurried(row: Mapping[str, str]) -> Mapping[str, str]:
        if row["N."] == without_reason:
            return {"Esito": "accolta"}
        return dict(agreed(row)) | ({"Esito": "da vedere"} if row["N."] == unknown_word else {})

    back = sent_back(evaluation, "casa", hurried, at=CLOSES + timedelta(days=4))
    assert (back.rows_in, back.rows_faulty, back.rows_blank) == (len(asked), 2, 0)
    assert back.rows_accepted == len(asked) - 2
    (mending,) = [one for one in documents(evaluation) if one.kind is DocumentKind.MENDING_FORM]
    assert numbers_in(evaluation, mending.name) == [without_reason, unknown_word]
    (letter,) = [one for key, one in letters(evaluation).items() if key.startswith("mending-request")]
    assert (letter.to_address, letter.attachments) == ("casa@comune.example", f'["{mending.name}"]')
    assert letter.subject.endswith(": 2 righe da correggere nella scheda")
    mended = sent_back(evaluation, "casa", agreed, at=CLOSES + timedelta(days=6), workbook=mending.name)
    assert (mended.rows_in, mended.rows_accepted, mended.rows_faulty) == (2, 2, 0)
    views = {str(view.number): view for view in load_views(evaluation, ID)}
    assert {views[number].outcome for number in asked} == {Outcome.NOT_ACCEPTED}


def test_the_same_workbook_sent_twice_changes_nothing(evaluation: Desk) -> None:
    first = sent_back(evaluation, "casa", agreed, at=CLOSES + timedelta(days=4))
    before = left(evaluation)
    again = sent_back(evaluation, "casa", agreed, at=CLOSES + timedelta(days=4))
    assert (first.known_before, again.known_before) == (False, True)
    assert left(evaluation) == before


def test_two_outcomes_for_the_same_text_stop_the_conclusion(evaluation: Desk) -> None:
    at = CLOSES + timedelta(days=8)
    sent_back(evaluation, "casa", agreed, at=CLOSES + timedelta(days=5))
    otherwise = {"Esito": "già prevista", "Motivazione": "Il piano lo prevede già, nella stessa Azione."}
    sent_back(evaluation, "ambiente", lambda _row: otherwise, at=CLOSES + timedelta(days=5))
    assert "conclude" not in [step.name for step in advance_inquiry(evaluation, ID, as_of=at)]
    waits = {step.name: step.waits_for for step in standing(evaluation, ID, steps_of(evaluation, ID)).next_dates}
    assert "gruppo 1" in waits["conclude"].lower()
    assert load_case(evaluation, ID).stage is InquiryStage.EVALUATION
    sent_back(evaluation, "ambiente", agreed, at=at)
    assert advance_inquiry(evaluation, ID, as_of=at)[-1].name == "conclude"


def test_nothing_is_concluded_while_one_comment_lacks_its_answer(evaluation: Desk) -> None:
    at = CLOSES + timedelta(days=8)
    left_out = numbers_in(evaluation, "3-valutazione/scheda-ambiente-1.xlsx")[2]
    everything_answered(evaluation, lambda row: {} if row["N."] == left_out else agreed(row))
    assert advance_inquiry(evaluation, ID, as_of=at) == []
    waits = {step.name: step.waits_for for step in standing(evaluation, ID, steps_of(evaluation, ID)).next_dates}
    assert waits["conclude"] == "manca la valutazione di 1 contributo"
    assert not any(one.kind is DocumentKind.SYNTHESIS for one in documents(evaluation))
    sent_back(evaluation, "ambiente", agreed, at=at)
    assert [step.name for step in advance_inquiry(evaluation, ID, as_of=at)] == ["conclude"]
    assert any(one.kind is DocumentKind.SYNTHESIS for one in documents(evaluation))


def test_a_department_is_reminded_of_what_it_owes_and_the_draft_says_what_is_missing(evaluation: Desk) -> None:
    sent_back(evaluation, "casa", agreed, at=CLOSES + timedelta(days=4))
    reminded_at = datetime(2025, 3, 22, 8, tzinfo=UTC)
    assert [step.name for step in advance_inquiry(evaluation, ID, as_of=reminded_at)] == ["remind-20"]
    reminders = {key: one.to_address for key, one in letters(evaluation).items() if key.startswith("reminder")}
    assert reminders == {"reminder:ambiente:20": "ambiente@comune.example"}
    draft = words_of(evaluation.read(ID, "3-valutazione/bozza-sintesi-20-giorni.docx"))
    assert "Direzione Ambiente" in draft


def test_reminders_missed_together_become_one_letter(evaluation: Desk) -> None:
    back_at = datetime(2025, 4, 11, 6, tzinfo=UTC)
    done = advance_inquiry(evaluation, ID, as_of=back_at)
    assert [step.name for step in done] == ["remind-20", "remind-1"]
    reminders = sorted(key for key in letters(evaluation) if key.startswith("reminder"))
    assert reminders == ["reminder:ambiente:1", "reminder:casa:1"]


def test_a_term_that_passes_is_told_once_and_the_evaluation_goes_on(evaluation: Desk) -> None:
    lapsed_at = datetime(2025, 4, 11, 22, tzinfo=UTC)
    advance_inquiry(evaluation, ID, as_of=lapsed_at)
    assert advance_inquiry(evaluation, ID, as_of=lapsed_at) == []
    told = sorted(one.to_address for key, one in letters(evaluation).items() if key.startswith("term-lapsed"))
    assert told == ["dg@comune.example", "responsabile@comune.example"]
    for department in ("casa", "ambiente"):
        sent_back(evaluation, department, agreed, at=lapsed_at + timedelta(days=3))
    done = advance_inquiry(evaluation, ID, as_of=lapsed_at + timedelta(days=3))
    assert done[-1].name == "conclude"


def test_a_workbook_holds_every_comment_of_its_department_once(evaluation: Desk) -> None:
    views = [view for view in load_views(evaluation, ID) if view.admission is Admission.ADMITTED]
    for department in ("casa", "ambiente"):
        mine = sorted(str(view.number) for view in views if view.department == department)
        assert sorted(numbers_in(evaluation, f"3-valutazione/scheda-{department}-1.xlsx")) == mine


def closed_and_signed(desk: Desk, files: Sequence[NamedBytes], *, before: Sequence[NamedBytes] = ()) -> set[str]:
    """Return what is done when these files are all that came after the close and the seal is signed."""
    advance_inquiry(desk, ID, as_of=OPENS)
    if before:
        collecting.collect_files(desk, ID, before, as_of=CLOSES - timedelta(minutes=1))
    advance_inquiry(desk, ID, as_of=CLOSES)
    for hours in (9, 10):
        collecting.collect_files(desk, ID, files, as_of=CLOSES + timedelta(hours=hours))
    signed_at = CLOSES + timedelta(hours=12)
    deciding.sign_seal(desk, ID, officer="Responsabile del procedimento", as_of=signed_at)
    return {step.name for step in advance_inquiry(desk, ID, as_of=signed_at)}


def test_the_form_of_the_other_channels_is_no_final_export(opened: Desk) -> None:
    assert closed_and_signed(opened, CASE.contributions) == set()


def test_an_export_unchanged_since_the_last_day_is_the_final_one_and_is_confirmed_once(opened: Desk) -> None:
    export = CASE.snapshots[0]
    assert closed_and_signed(opened, export, before=export) >= {"seal", "group"}
    confirmed = [subject for subject, _, _ in entries(opened, EntryKind.IMPORT) if subject.endswith(":conferma")]
    assert len(confirmed) == len(set(confirmed)) == len(export)
    assert checking.verify(opened, ID).faults == []
