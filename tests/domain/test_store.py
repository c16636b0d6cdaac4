"""The store: an act is kept whole or not at all, once; what it is asked, it answers as the rows say."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, select

from domain.errors import Fault, Refusal
from domain.inquiry.checks import reception_faults
from domain.inquiry.evaluation import Disagreement
from domain.inquiry.intake import Known
from domain.inquiry.views import CommentView
from domain.minutes import FiledDocument, Minutes, NewLetter, Rows
from domain.models import (
    Assignment,
    Decision,
    Evaluation,
    GroupMember,
    Letter,
    Moderation,
    Process,
    RegisterEntry,
    SheetRow,
    Step,
)
from domain.register import EntryDraft
from domain.store import inquiry_comments, inquiry_progress, inquiry_views, processes, registry, source_files
from domain.store.database import transaction
from domain.tabular import SetAside
from domain.text import digest
from domain.vocabulary import (
    NEXT_STAGES,
    Admission,
    Channel,
    DecisionKind,
    Discrepancy,
    DocumentKind,
    EntryKind,
    Ground,
    InquiryStage,
    LetterState,
    Likeness,
    Outcome,
    ProcessKind,
)
from tests.people import (
    MAIL_DOMAIN,
    NOON,
    WINDOW,
    amendment,
    collect,
    export,
    keep,
    known_to,
    open_house,
    said,
    workbook,
)

HOUR = timedelta(hours=1)
DUE = NOON - HOUR
PACT = FiledDocument(DocumentKind.PACT, "1/patto.docx", "Patto", "a" * 64, 12, "PREPARATION")
LETTER = NewLetter("regole:verde", "Direzione Verde", "verde@citta.example", "Regole", "Testo\n", ("1/patto.docx",))
DECISION: dict[str, object] = {
    "process_id": "orti",
    "kind": DecisionKind.EXTENSION,
    "act": "Determina 4",
    "act_on": date(2025, 2, 10),
    "officer": "Responsabile",
    "value": "2025-03-10",
    "recorded_at": NOON,
}


def full_act() -> Minutes:
    """Everything that an act may leave."""
    return Minutes(
        entries=[EntryDraft(EntryKind.DECISION, "proroga", NOON, "Responsabile")],
        documents=[PACT],
        letters=[LETTER],
        rows=[Rows(Decision, [DECISION])],
        stage=InquiryStage.WINDOW_OPEN,
        step="open",
        due_at=DUE,
    )


def contents(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        counts = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for table in SQLModel.metadata.tables
        }
    return {table: count for table, count in counts.items() if count}


def entries(engine: Engine) -> list[tuple[EntryKind, str, str]]:
    with transaction(engine) as session:
        return [(entry.kind, entry.subject, entry.actor) for entry in registry.entries(session, "orti")]


def stage(engine: Engine) -> str:
    with transaction(engine) as session:
        return processes.get(session, "orti").stage


def test_an_act_is_kept_whole_in_a_fixed_order(engine: Engine) -> None:
    open_house(engine)
    assert keep(engine, full_act())
    assert entries(engine) == [
        (EntryKind.OPENING, "orti", "ufficio"),
        (EntryKind.DECISION, "proroga", "Responsabile"),
        (EntryKind.DOCUMENT, "1/patto.docx", "calendario"),
        (EntryKind.LETTER, "regole:verde", "calendario"),
        (EntryKind.STAGE, "WINDOW_OPEN", "calendario"),
        (EntryKind.STEP, "open", "calendario"),
    ]
    with transaction(engine) as session:
        (step,) = processes.steps(session, "orti")
        (document,) = processes.documents(session, "orti")
        (decision,) = processes.decisions(session, "orti")
        (letter,) = session.exec(select(Letter)).all()
        assert processes.is_done(session, "orti", "open") and not processes.is_done(session, "orti", "close")
        changed = registry.entry_of(session, "orti", EntryKind.STAGE, "WINDOW_OPEN")
    assert step == Step(id=step.id, process_id="orti", name="open", due_at=DUE, done_at=NOON)
    assert document.model_dump(exclude={"id"}) == {
        "process_id": "orti",
        "kind": DocumentKind.PACT,
        "name": "1/patto.docx",
        "title": "Patto",
        "sha256": "a" * 64,
        "size_bytes": 12,
        "public_from_stage": "PREPARATION",
        "written_at": NOON,
    }
    assert decision.model_dump(exclude={"id"}) == DECISION
    assert (letter.state, letter.to_address, letter.process_id) == (LetterState.QUEUED, "verde@citta.example", "orti")
    assert changed and (changed.happened_at, changed.payload) == (DUE, '{"from":"PREPARATION","to":"WINDOW_OPEN"}')
    assert stage(engine) == "WINDOW_OPEN"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda act: act.letters.append(NewLetter("x", "Nessuno", "nessuno", "Oggetto", "Testo\n")),
        lambda act: act.rows.append(Rows(Moderation, [{"comment_id": 404}])),
        lambda act: act.documents.append(PACT),
        lambda act: act.entries.append(EntryDraft(EntryKind.DECISION, "proroga", NOON)),
    ],
    ids=["a letter without an address", "a row of no comment", "a document twice", "an entry twice"],
)
def test_an_act_that_fails_anywhere_leaves_nothing_at_all(engine: Engine, spoil: object) -> None:
    open_house(engine)
    before = contents(engine)
    act = full_act()
    spoil(act)  # type: ignore[operator]
    with pytest.raises(Exception, match=r"."):
        keep(engine, act)
    assert contents(engine) == before == {"process": 1, "register_entry": 1}
    assert stage(engine) == "PREPARATION"
    assert keep(engine, full_act())  # the register goes on where it was: no number was used up
    assert [kind for kind, _, _ in entries(engine)][0:2] == [EntryKind.OPENING, EntryKind.DECISION]


def test_a_step_is_kept_once_whoever_comes_second(engine: Engine) -> None:
    open_house(engine)
    assert keep(engine, full_act())
    after = contents(engine)
    assert not keep(engine, full_act(), at=NOON + HOUR)
    assert contents(engine) == after
    with transaction(engine) as session:
        assert [step.done_at for step in processes.steps(session, "orti")] == [NOON]


@pytest.mark.parametrize("before", InquiryStage)
@pytest.mark.parametrize("after", InquiryStage)
def test_every_pair_of_stages_is_allowed_or_refused(
    sqlite_engine: Engine, before: InquiryStage, after: InquiryStage
) -> None:
    open_house(sqlite_engine, stage=before)
    act = Minutes(stage=after, entries=[EntryDraft(EntryKind.IMPORT, "x", NOON)])
    if after in NEXT_STAGES[before]:
        assert keep(sqlite_engine, act)
        assert stage(sqlite_engine) == after.name
        return
    with pytest.raises(Refusal, match=f"dalla fase «{before}» non si passa a «{after}» → fase successiva ammessa: "):
        keep(sqlite_engine, act)
    assert contents(sqlite_engine) == {"process": 1, "register_entry": 1}


def test_a_process_is_opened_once_and_never_with_other_rules(engine: Engine) -> None:
    open_house(engine)

    def again(definition_sha256: str) -> bool:
        process = Process(
            id="orti",
            kind=ProcessKind.INQUIRY,
            title="Altro titolo",
            stage="PREPARATION",
            definition="",
            definition_sha256=definition_sha256,
            opened_at=NOON,
        )
        with transaction(engine) as session:
            return processes.open_process(session, process, Minutes(), mail_domain=MAIL_DOMAIN)

    assert again("0" * 64) is False
    with pytest.raises(Refusal, match=r"«orti» è già aperto con un'altra definizione → le regole pubblicate non"):
        again("1" * 64)
    assert contents(engine) == {"process": 1, "register_entry": 1}


def test_a_process_that_does_not_exist_is_refused_with_the_ones_that_do(engine: Engine) -> None:
    with transaction(engine) as session:
        with pytest.raises(Refusal, match="procedimenti aperti: nessuno;"):
            processes.get(session, "ortica")
        assert processes.find(session, "ortica") is None
    open_house(engine)
    open_house(engine, "tetti")
    with transaction(engine) as session:
        with pytest.raises(Refusal, match="procedimenti aperti: orti, tetti;"):
            processes.get(session, "ortica")
        assert [process.id for process in processes.of_kind(session, ProcessKind.INQUIRY)] == ["orti", "tetti"]
        assert processes.of_kind(session, ProcessKind.ASSEMBLY) == []


def test_a_file_leaves_its_rows_its_entries_and_its_numbers(engine: Engine) -> None:
    open_house(engine)
    bad = SetAside(Fault("data illeggibile", "correggete la data", "commenti.csv, riga 9, colonna created_at"), "9;x")
    file = export(said(5, supports=2, against=1), said(3, on_behalf_of="Comitato"), set_aside=[bad], lacks=["a", "b"])
    collect(engine, file)
    with transaction(engine) as session:
        (source,) = source_files.files(session, "orti")
        assert source_files.file_of(session, "orti", file.sha256) == source
        assert source_files.file_of(session, "orti", "altro") is None
        ((name, aside),) = inquiry_comments.set_aside_rows(session, "orti")
        views = inquiry_views.comment_views(session, "orti")
        received = list(inquiry_views.received(session, "orti"))
        receptions = registry.entries_of_kind(session, "orti", EntryKind.RECEPTION)
        assert list(reception_faults(received, receptions)) == []
    assert (source.rows_in, source.rows_accepted, source.rows_set_aside, source.lacks) == (3, 2, 1, "a\nb")
    assert (name, aside.place, aside.problem, aside.remedy, aside.raw) == (
        "commenti.csv",
        "commenti.csv, riga 9, colonna created_at",
        "data illeggibile",
        "correggete la data",
        "9;x",
    )
    # n. 1 opens the process, n. 2 is the file: the comments are numbered as they stand in it.
    assert [(view.number, view.key, view.supports, view.against) for view in views] == [
        (3, "comment:5", 2, 1),
        (4, "comment:3", None, None),
    ]
    assert [entry.number for entry in receptions] == [3, 4]
    assert views[1].on_behalf_of == "Comitato"


def test_the_register_knows_the_words_of_nobody(engine: Engine) -> None:
    open_house(engine)
    words = {"text": "ZZ parole", "title": "ZZ titolo", "on_behalf_of": "ZZ ente", "event": "ZZ festa"}
    collect(engine, export(said(1, **words), name="ZZ.csv"))
    with transaction(engine) as session:
        kept = session.exec(select(RegisterEntry)).all()
    assert len(kept) == 3
    assert "ZZ" not in repr([entry.model_dump() for entry in kept])


def test_what_later_exports_say_is_folded_into_one_last_word(engine: Engine) -> None:
    open_house(engine)
    first, other = said(1), said(2)
    edited = said(1, text="Ho cambiato idea.")
    hidden = said(2, hidden_on_platform=True)
    collect(engine, export(first, other))
    before = known_to(engine)["comment:1"]
    assert before == Known(before.id, Channel.COMMENT, "azione-1", "11", 1, first.text_sha256)

    def last() -> tuple[str, bool, bool]:
        known = known_to(engine)
        return known["comment:1"].text_sha256, known["comment:1"].present, known["comment:2"].hidden

    for file, expected in [
        (export(edited, other), (edited.text_sha256, True, False)),
        (export(other, name="senza.csv"), (edited.text_sha256, False, False)),
        (export(edited, hidden), (edited.text_sha256, True, True)),
        (export(hidden, name="ancora senza.csv"), (edited.text_sha256, False, True)),
        (export(first, hidden), (first.text_sha256, True, True)),
    ]:
        collect(engine, file)
        assert last() == expected
    with transaction(engine) as session:
        (one, two) = inquiry_views.comment_views(session, "orti")
    assert (one.text, one.differences) == (
        "Più orti in via 1.",
        (Discrepancy.CHANGED, Discrepancy.VANISHED, Discrepancy.REAPPEARED),
    )
    assert two.differences == (Discrepancy.HIDDEN,)


def test_what_arrives_after_the_seal_is_flagged_and_what_arrives_hidden_too(engine: Engine) -> None:
    open_house(engine)
    collect(engine, export(said(1)))
    collect(engine, export(said(1), said(2, hidden_on_platform=True)), sealed=True)
    with transaction(engine) as session:
        views = inquiry_views.comment_views(session, "orti")
        (entry,) = registry.entries_of_kind(session, "orti", EntryKind.DISCREPANCY)
    assert [view.differences for view in views] == [(), (Discrepancy.HIDDEN, Discrepancy.LATE_ARRIVAL)]
    assert entry.payload == '{"CHANGED":0,"HIDDEN":1,"LATE_ARRIVAL":1,"REAPPEARED":0,"VANISHED":0}'


def test_supports_are_those_of_the_latest_export(engine: Engine) -> None:
    open_house(engine)
    collect(engine, export(said(1, supports=2), said(2, supports=5, against=1)))
    collect(engine, export(said(1, supports=7, against=0), said(2)))
    with transaction(engine) as session:
        views = inquiry_views.comment_views(session, "orti")
    assert [(view.supports, view.against) for view in views] == [(7, 0), (5, 1)]


def test_a_workbook_with_the_same_bytes_is_kept_once(engine: Engine) -> None:
    open_house(engine)
    workbook(engine, "scheda.xlsx")
    with pytest.raises(AssertionError):
        workbook(engine, "scheda.xlsx")
    assert contents(engine)["source_file"] == 1


def test_a_view_holds_everything_that_is_known_of_a_comment(engine: Engine) -> None:
    open_house(engine)
    osservazione = amendment(70, section="10", title="Più acqua", url="https://partecipa.citta.example/f/7/p/70")
    reply = said(1, section="70", parent_key="proposal:70", depth=1, locale="it", alignment=-1, supports=3)
    orphan = said(2, parent_key="comment:404", submitted_at=WINDOW.closes_at)
    collect(engine, export(osservazione, reply, orphan))
    (one, two, _) = sorted(known_to(engine).values(), key=lambda known: known.id)
    file_id = workbook(engine, "scheda.xlsx")
    keep(
        engine,
        Minutes(
            rows=[
                Rows(Moderation, [moderation(two.id)]),
                Rows(GroupMember, [member(one.id, Likeness.MODEL), member(two.id, Likeness.NEAR, "e le panchine")]),
                Rows(Assignment, [assignment(one.id, "verde"), assignment(two.id, "casa")]),
                Rows(Assignment, [assignment(one.id, "casa", NOON + HOUR)]),
                Rows(Evaluation, [evaluation(two.id, file_id, Outcome.NOT_ACCEPTED)]),
                Rows(Evaluation, [evaluation(two.id, file_id, Outcome.ACCEPTED, NOON + HOUR)]),
            ]
        ),
    )
    with transaction(engine) as session:
        views = inquiry_views.comment_views(session, "orti")
        assert inquiry_progress.assignment_history(session, "orti") == {3: ["verde"]}
    plain = {"received_at": NOON, "admission": Admission.ADMITTED, "submitted_at": NOON, "locale": ""}
    assert views == [
        CommentView(
            **plain,
            id=one.id,
            number=3,
            key="proposal:70",
            channel=Channel.AMENDMENT,
            part="premessa",
            section="10",
            author_code="OR-0070",
            text="Più orti in via 70.",
            text_sha256=digest("Più orti in via 70."),
            title="Più acqua",
            url="https://partecipa.citta.example/f/7/p/70",
            group_number=1,
            likeness=Likeness.MODEL,
            department="casa",
        ),
        CommentView(
            **(plain | {"locale": "it"}),
            id=two.id,
            number=4,
            key="comment:1",
            channel=Channel.COMMENT,
            part="premessa",
            section="10",
            author_code="OR-0001",
            text="Più orti in via 1.",
            text_sha256=digest("Più orti in via 1."),
            parent_key="proposal:70",
            parent_number=3,
            depth=1,
            alignment=-1,
            supports=3,
            ground=Ground.INSULT,
            moderated_by="Responsabile",
            moderated_on=date(2025, 2, 10),
            group_number=1,
            likeness=Likeness.NEAR,
            added_text="e le panchine",
            department="casa",
            outcome=Outcome.ACCEPTED,
            reason="Perché",
            plan_change="Capoverso 2",
            evaluated_at=NOON + HOUR,
        ),
        CommentView(
            **(plain | {"submitted_at": WINDOW.closes_at, "admission": Admission.LATE}),
            id=views[2].id,
            number=5,
            key="comment:2",
            channel=Channel.COMMENT,
            part="azione-1",
            section="11",
            author_code="OR-0002",
            text="Più orti in via 2.",
            text_sha256=digest("Più orti in via 2."),
            parent_key="comment:404",
            parent_missing=True,
        ),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_progress_counted_by_the_database_is_progress_counted_by_hand(engine: Engine, seed: int) -> None:
    chance = Random(seed)
    at = lambda: NOON + HOUR * chance.randrange(100)  # noqa: E731
    open_house(engine)
    open_house(engine, "tetti")
    moments = [NOON, WINDOW.closes_at]
    collect(engine, export(*(said(n, submitted_at=chance.choice(moments)) for n in range(30))), at=at())
    collect(engine, export(*(said(n) for n in range(9)), name="altri.csv"), process_id="tetti")
    file_id = workbook(engine, "scheda.xlsx")
    ids = [known.id for known in known_to(engine).values()]
    assigned = [assignment(chance.choice(ids), chance.choice(["verde", "casa"]), at()) for _ in range(25)]
    sheets = {(chance.choice(ids), chance.choice(["verde", "casa"])) for _ in range(25)}
    evaluated = [evaluation(chance.choice(ids), file_id, chance.choice([*Outcome]), at()) for _ in range(15)]
    keep(
        engine,
        Minutes(
            rows=[
                Rows(Assignment, assigned),
                Rows(SheetRow, [{"comment_id": id, "department": code, "document": "x"} for id, code in sheets]),
                Rows(Evaluation, evaluated),
            ]
        ),
    )
    with transaction(engine) as session:
        found = inquiry_progress.progress(session, "orti")
        views = [view for view in inquiry_views.comment_views(session, "orti") if view.must_be_answered]
        assert inquiry_progress.sent_sheets(session, "orti") == sheets
        assert inquiry_progress.sent_sheets(session, "tetti") == set()
    departments = {row["comment_id"]: row for row in assigned}
    waiting = [view for view in views if (view.id, view.department) not in sheets]
    arrivals = [departments.get(view.id, {}).get("assigned_at", view.received_at) for view in waiting]
    assert found == inquiry_progress.Progress(
        to_answer=len(views),
        assigned=sum(view.department != "" for view in views),
        evaluated=sum(view.outcome is not None for view in views),
        waiting_for_a_sheet=len(waiting),
        last_arrival_at=max(arrivals, default=None),
        last_evaluated_at=max((row["evaluated_at"] for row in evaluated), default=None),
    )
    assert found.missing == found.to_answer - found.evaluated > 0


def test_groups_with_different_outcomes_are_told_unless_a_member_says_something_of_its_own(engine: Engine) -> None:
    open_house(engine)
    collect(engine, export(*(said(number) for number in range(1, 8))))
    file_id = workbook(engine, "scheda.xlsx")
    groups = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 3}
    own_words = {6: "e anche le panchine"}
    members = [member(id, Likeness.EXACT, own_words.get(id, ""), group) for id, group in groups.items()]
    outcomes = [
        evaluation(1, file_id, Outcome.NOT_ACCEPTED),  # taken back by the row that follows
        *(evaluation(id, file_id, Outcome.ACCEPTED) for id in (1, 2, 3, 5, 7)),
        *(evaluation(id, file_id, Outcome.NOT_ACCEPTED) for id in (4, 6)),
    ]
    keep(engine, Minutes(rows=[Rows(GroupMember, members), Rows(Evaluation, outcomes)]))
    with transaction(engine) as session:
        numbers = {view.id: view.number for view in inquiry_views.comment_views(session, "orti")}
        assert inquiry_progress.disagreements(session, "tetti") == []
        found = inquiry_progress.disagreements(session, "orti")
    assert found == [
        Disagreement(2, ((numbers[3], "casa", Outcome.ACCEPTED), (numbers[4], "casa", Outcome.NOT_ACCEPTED)))
    ]


def test_an_inquiry_without_comments_has_made_all_the_progress_there_is(engine: Engine) -> None:
    open_house(engine)
    with transaction(engine) as session:
        assert inquiry_progress.progress(session, "orti") == inquiry_progress.Progress(0, 0, 0, 0, None, None)
        assert inquiry_views.comment_views(session, "orti") == []
        assert inquiry_comments.known(session, "orti") == {}


def test_two_inquiries_in_one_house_keep_their_comments_apart(engine: Engine) -> None:
    open_house(engine)
    open_house(engine, "tetti")
    collect(engine, export(said(1), said(2)))
    collect(engine, export(said(1, text="Dei tetti")), process_id="tetti")
    assert {key: known.id for key, known in known_to(engine).items()} == {"comment:1": 1, "comment:2": 2}
    assert set(known_to(engine, "tetti")) == {"comment:1"}
    with transaction(engine) as session:
        assert [view.text for view in inquiry_views.comment_views(session, "tetti")] == ["Dei tetti"]
        assert [file.rows_in for file in source_files.files(session, "tetti")] == [1]


def test_evaluations_are_told_by_workbook_as_the_register_has_them(engine: Engine) -> None:
    open_house(engine)
    collect(engine, export(said(1), said(2)))
    first, second = workbook(engine, "prima.xlsx"), workbook(engine, "seconda.xlsx")
    keep(
        engine,
        Minutes(
            rows=[
                Rows(
                    Evaluation,
                    [
                        evaluation(1, first, Outcome.ACCEPTED),
                        evaluation(2, first, Outcome.NOT_ACCEPTED),
                        evaluation(1, second, Outcome.NOT_PERTINENT),
                    ],
                )
            ]
        ),
    )
    with transaction(engine) as session:
        found = inquiry_views.evaluations_by_workbook(session, "orti")
    assert {subject: payload["rows"] for subject, payload in found.items()} == {
        digest("prima.xlsx"): 2,
        digest("seconda.xlsx"): 1,
    }


def test_a_transaction_that_raises_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(RuntimeError), transaction(engine) as session:
        assert isinstance(session, Session)
        session.add(Process(id="x", kind=ProcessKind.INQUIRY, title="", stage="", definition_sha256="", opened_at=NOON))
        session.flush()
        raise RuntimeError
    assert contents(engine) == {}


def moderation(comment_id: int) -> dict[str, object]:
    return {
        "comment_id": comment_id,
        "ground": Ground.INSULT,
        "officer": "Responsabile",
        "decided_on": date(2025, 2, 10),
        "recorded_at": NOON,
    }


def member(comment_id: int, likeness: Likeness, added_text: str = "", group: int = 1) -> dict[str, object]:
    own = {"likeness": likeness, "similarity": 0.9, "added_text": added_text}
    return {"comment_id": comment_id, "process_id": "orti", "group_number": group} | own


def assignment(comment_id: int, department: str, at: datetime = NOON) -> dict[str, object]:
    return {"comment_id": comment_id, "department": department, "reason": "competente", "assigned_at": at}


def evaluation(comment_id: int, file_id: int, outcome: Outcome, at: datetime = NOON) -> dict[str, object]:
    return {
        "comment_id": comment_id,
        "source_file_id": file_id,
        "department": "casa",
        "outcome": outcome,
        "reason": "Perché",
        "plan_change": "Capoverso 2",
        "evaluated_at": at,
    }
