"""Who is told of what: the working group, departments that disagree, exports that differ, answers on the platform."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from small_case import CHANGED, VANISHED, play, small_case
from stopping import played_until

from domain.documents.forms.filling import fill_form
from domain.errors import Refusal
from domain.inquiry.evaluation import contradictions
from domain.inquiry.published_check import checkable_answers
from domain.models import Letter
from domain.outbox.fate import Verdict
from domain.store import processes, registry
from domain.store.letters import waiting_for_a_person
from domain.vocabulary import DocumentKind, EntryKind, InquiryStage, LetterState
from flows.delivery import deliver_due
from flows.edges import Desk, open_rehearsal
from flows.inquiry_acts import checking, collecting, evaluating
from flows.inquiry_acts.case import load_case, load_views
from flows.inquiry_acts.plan import advance_inquiry, steps_of
from flows.inquiry_acts.standing import standing
from flows.settling import settle_letter

CASE = small_case()
ID = "tetti"
IN_EVALUATION = datetime(2025, 3, 10, 9, tzinfo=UTC)
Row = Mapping[str, str]


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
    """The case when the departments have their first workbooks; each test has its own."""
    shutil.copytree(_evaluation, tmp_path / "copy")
    return open_rehearsal(tmp_path / "copy", seed=CASE.definition_text)


def letters(desk: Desk) -> dict[str, Letter]:
    """Every letter by what it is about."""
    with desk.engine.connect() as connection:
        rows = connection.execute(Letter.__table__.select()).mappings()  # type: ignore[attr-defined]
        return {str(row["key"]).removeprefix(f"{ID}/"): Letter.model_validate(dict(row)) for row in rows}


def answer_all(desk: Desk, department: str, outcome: str, at: datetime, *, change: str = "") -> None:
    """Send back the whole workbook of a department with one outcome; members follow their group."""

    def answer(row: Row) -> Row:
        if "salvo risposta propria" in row["Gruppo"]:
            return {}
        return {
            "Esito": outcome,
            "Motivazione": f"Così ha deciso {department} ({outcome}).",
            "Modifica al piano": change,
        }

    data = desk.read(ID, f"3-valutazione/scheda-{department}-1.xlsx")
    evaluating.read_back(desk, ID, f"{department}-{outcome}.xlsx", fill_form(data, answer, created=at), as_of=at)


def done(desk: Desk, at: datetime) -> list[str]:
    return [step.name for step in advance_inquiry(desk, ID, as_of=at)]


def test_every_member_of_the_working_group_is_convened_and_coordination_is_told(evaluation: Desk) -> None:
    told = {key: letter for key, letter in letters(evaluation).items() if key.startswith("convocation:")}
    assert {key: letter.to_address for key, letter in told.items()} == {
        "convocation:gruppo:1": "casa@comune.example",
        "convocation:conoscenza:1": "dg@comune.example",
    }
    assert {letter.attachments for letter in told.values()} == {'["3-valutazione/convocazione-gruppo-di-lavoro.docx"]'}
    assert "per conoscenza: la raccolta" in told["convocation:conoscenza:1"].body
    assert "Esito comune per i gruppi di testi simili che riguardano più direzioni" in told["convocation:gruppo:1"].body


def test_what_a_letter_carries_has_a_plain_name_in_the_message(published: Desk) -> None:
    for path in sorted((published.home / "posta").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        names = [part.get_filename() for part in message.iter_attachments()]
        assert not [name for name in names if not name or "/" in name] and len(set(names)) == len(names), path.name


def test_a_letter_attaches_what_it_says_it_attaches(published: Desk) -> None:
    with published.transaction() as session:
        titles = {one.name: one.title for one in processes.documents(session, ID)}
    for key, letter in letters(published).items():
        attached = [titles[name] for name in json.loads(letter.attachments or "[]")]
        if "In allegato tr" in letter.body:
            listed = letter.body.partition("In allegato tr")[2].partition("\n\n")[0].splitlines()[1:]
            assert listed == [f"- {title}" for title in attached], key
        else:
            files = [name.rpartition("/")[2] for name in json.loads(letter.attachments or "[]")]
            named = [name for name in files if f"«{name}»" in letter.body]
            assert named or not files, key


def test_departments_that_disagree_are_told_once_until_they_agree(evaluation: Desk) -> None:
    at = IN_EVALUATION
    answer_all(evaluation, "casa", "non accolta", at)
    answer_all(evaluation, "ambiente", "già prevista", at)
    first = done(evaluation, at)
    assert [name.partition("-")[0] for name in first] == ["disagree"]
    told = {key: letter for key, letter in letters(evaluation).items() if key.startswith("disagreement:")}
    state = first[0].partition("-")[2]
    assert {key: letter.to_address for key, letter in told.items()} == {
        f"disagreement:casa:{state}": "casa@comune.example",
        f"disagreement:ambiente:{state}": "ambiente@comune.example",
        f"disagreement:responsabile:{state}": "responsabile@comune.example",
    }
    groups = {one.group_number for one in load_case(evaluation, ID).disagreements}
    body = told[f"disagreement:casa:{state}"].body
    assert groups and all(f"- gruppo {number}:\n  «non accolta» da Direzione Casa: n" in body for number in groups)
    assert "«già prevista» da Direzione Ambiente: n" in body
    with evaluation.transaction() as session:
        drafts = [one.name for one in processes.documents(session, ID) if one.kind is DocumentKind.DRAFT_SYNTHESIS]
    assert drafts == [f"3-valutazione/bozza-sintesi-esiti-diversi-{state}.docx"]
    assert done(evaluation, at + timedelta(days=1)) == []
    found = standing(evaluation, ID, steps_of(evaluation, ID))
    assert [one.waits_for for one in found.next_dates if one.name == "conclude"] == [
        f"attende un solo esito per il gruppo {groups.pop()}"
    ]
    answer_all(evaluation, "ambiente", "non pertinente", at + timedelta(days=2))
    again = done(evaluation, at + timedelta(days=2))
    assert [name.partition("-")[0] for name in again] == ["disagree"] and again != first
    answer_all(evaluation, "ambiente", "non accolta", at + timedelta(days=3))
    assert done(evaluation, at + timedelta(days=3)) == ["conclude"]


def test_the_database_and_the_rule_see_the_same_disagreements(evaluation: Desk) -> None:
    answer_all(evaluation, "casa", "accolta", IN_EVALUATION, change="Azione 1, capoverso nuovo")
    assert not load_case(evaluation, ID).disagreements  # not asked for while evaluations are missing
    answer_all(evaluation, "ambiente", "non accolta", IN_EVALUATION)
    found = load_case(evaluation, ID).disagreements
    faults = contradictions(load_views(evaluation, ID), own_additions=False)
    assert [f"gruppo {one.group_number}" for one in found] == [fault.place for fault in faults] != []
    own = {view.number for view in load_views(evaluation, ID) if view.added_text}
    assert own and not own & {number for one in found for number, _, _ in one.answers}


def test_a_term_that_lapses_on_a_disagreement_says_so(evaluation: Desk) -> None:
    answer_all(evaluation, "casa", "non accolta", IN_EVALUATION)
    answer_all(evaluation, "ambiente", "già prevista", IN_EVALUATION)
    done(evaluation, IN_EVALUATION)
    case = load_case(evaluation, ID)
    done(evaluation, case.calendar.evaluation_ends_at)
    lapsed = letters(evaluation)["term-lapsed:termine:1"]
    assert lapsed.subject.endswith("termine di valutazione scaduto, 1 gruppo con esiti diversi")
    assert f"Tutti i {case.progress.to_answer} contributi hanno un esito." in lapsed.body


def test_an_export_that_differs_is_told_to_the_officer_once(evaluation: Desk) -> None:
    told = {key: letter for key, letter in letters(evaluation).items() if key.startswith("export-differences:")}
    numbers = {view.key: view.number for view in load_views(evaluation, ID)}
    [letter] = told.values()
    assert letter.to_address == "responsabile@comune.example"
    assert f"- modificato: 1 contributo (n. {numbers[CHANGED]})\n" in letter.body
    assert f"- scomparso: 1 contributo (n. {numbers[VANISHED]})\n" in letter.body
    before = letters(evaluation).keys()
    collecting.collect_files(evaluation, ID, CASE.snapshots[-1], as_of=IN_EVALUATION)
    assert letters(evaluation).keys() == before


def test_what_appears_after_the_seal_is_told_and_counted(evaluation: Desk) -> None:
    final = dict(CASE.snapshots[-1])["commenti-finale.csv"].decode()
    header, *rows = list(csv.reader(io.StringIO(final, newline=""), delimiter=";"))
    added = [*rows[0]]
    added[header.index("id")], added[header.index("body")] = "590", "Un commento che prima non c'era"
    late = io.StringIO(newline="")
    csv.writer(late, delimiter=";", lineterminator="\n").writerows([header, *rows, added])
    one = collecting.collect_files(evaluation, ID, [("ancora.csv", late.getvalue().encode())], as_of=IN_EVALUATION)[0]
    assert {kind.value: count for kind, count in one.differences.items()} == {"comparso dopo il sigillo": 1}
    bodies = [letter.body for letter in letters(evaluation).values() if "«ancora.csv»" in letter.body]
    assert len(bodies) == 1 and "- comparso dopo il sigillo: 1 contributo (n. " in bodies[0]


def proposals_export(desk: Desk, change: Callable[[dict[str, str]], None] = lambda row: None) -> bytes:
    """What the platform would export after every approved answer was pasted in; `change` spoils a row."""
    rows = []
    for key, answer in checkable_answers(load_case(desk, ID).definition, load_views(desk, ID)).items():
        row = {"id": key.partition(":")[2], "title": "Osservazione", "body": "Testo", "is_amend": "true"}
        row |= {"url": answer.view.url, "state": answer.state, "answer/it": answer.html}
        change(row)
        rows.append(row)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def test_a_platform_that_shows_what_was_approved_passes_the_last_look(published: Desk) -> None:
    verdict = checking.verify(published, ID, exports=[("dopo.csv", proposals_export(published))])
    assert verdict.faults == []
    assert verdict.published == len(checkable_answers(CASE.definition, load_views(published, ID))) > 0


def test_an_answer_that_was_changed_on_the_platform_is_found(published: Desk) -> None:
    def spoil(row: dict[str, str]) -> None:
        if row["id"] == "102":
            row["answer/it"] = row["answer/it"].replace("Esito:", "Esito finale:")

    faults = checking.verify(published, ID, exports=[("dopo.csv", proposals_export(published, spoil))]).faults
    assert [fault.place.endswith("proposal:102") for fault in faults] == [True]
    assert faults[0].problem.startswith("la risposta pubblicata è diversa")


def test_answers_are_compared_only_after_publication(evaluation: Desk) -> None:
    with pytest.raises(Refusal, match="gli esiti non sono ancora pubblici"):
        checking.verify(evaluation, ID, exports=[("dopo.csv", b"id;title\n")])


def _zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("proposte.csv", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ([dict(CASE.snapshots[-1])["commenti-finale.csv"]], "non è l'esportazione delle proposte"),
        ([_zipped(b"id;title\n")], "è un archivio"),
        ([b"PK\x03\x04"], "è un archivio"),
    ],
)
def test_a_file_that_holds_no_answers_is_refused(published: Desk, files: Sequence[bytes], problem: str) -> None:
    with pytest.raises(Refusal, match=problem):
        checking.verify(published, ID, exports=[("dopo.csv", data) for data in files])


def test_a_letter_that_nobody_is_sure_of_is_settled_by_an_officer_and_on_record(evaluation: Desk) -> None:
    queued = letters(evaluation)["convocation:gruppo:1"]
    _become(evaluation, queued, LetterState.UNCERTAIN)
    with evaluation.transaction() as session:
        assert [one.id for one in waiting_for_a_person(session)] == [queued.id]
    settle_letter(evaluation, queued.id or 0, verdict=Verdict.RESEND, officer="Ufficio posta", as_of=IN_EVALUATION)
    deliver_due(evaluation.engine, evaluation.post, as_of=IN_EVALUATION, read_document=evaluation.read)
    assert letters(evaluation)["convocation:gruppo:1"].state is LetterState.SENT
    _become(evaluation, queued, LetterState.REFUSED)
    settle_letter(evaluation, queued.id or 0, verdict=Verdict.ARRIVED, officer="Ufficio posta", as_of=IN_EVALUATION)
    assert letters(evaluation)["convocation:gruppo:1"].state is LetterState.SETTLED
    with evaluation.transaction() as session:
        entries = registry.entries_of_kind(session, ID, EntryKind.LETTER)
    settled = [(one.subject, one.actor, one.payload) for one in entries if one.subject.startswith("settle:")]
    assert settled == [
        (
            f"settle:convocation:gruppo:1:{times}",
            "Ufficio posta",
            f'{{"letter":"convocation:gruppo:1","verdict":"{verdict}","was":"{was}"}}',
        )
        for times, verdict, was in ((1, "RESEND", "UNCERTAIN"), (2, "ARRIVED", "REFUSED"))
    ]
    assert checking.verify(evaluation, ID).faults == []


def _become(desk: Desk, letter: Letter, state: LetterState) -> None:
    with desk.engine.begin() as connection:
        table = Letter.__table__  # type: ignore[attr-defined]
        connection.execute(table.update().where(table.c.id == letter.id).values(state=state))


def test_a_letter_is_not_settled_by_nobody_nor_when_it_waits_for_nobody(evaluation: Desk) -> None:
    sent = letters(evaluation)["convocation:gruppo:1"].id or 0
    with pytest.raises(Refusal, match="manca chi decide"):
        settle_letter(evaluation, sent, verdict=Verdict.ARRIVED, officer=" ", as_of=IN_EVALUATION)
    with pytest.raises(Refusal, match="non attende una decisione"):
        settle_letter(evaluation, sent, verdict=Verdict.ARRIVED, officer="Ufficio posta", as_of=IN_EVALUATION)


def test_rows_of_workbooks_are_counted_apart_from_rows_of_exports(published: Desk) -> None:
    found = standing(published, ID, steps_of(published, ID))
    by_kind = {kind: sum(one.set_aside for one in found.files if one.is_workbook is kind) for kind in (False, True)}
    assert (found.counts["righe accantonate"], found.counts["righe di scheda non accettate"]) == tuple(by_kind.values())
    assert all(one.rows_in == one.accepted + one.set_aside for one in found.files)
    assert found.stage is InquiryStage.PUBLISHED and found.next_dates == []
