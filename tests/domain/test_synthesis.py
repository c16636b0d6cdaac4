"""The figures of the synthesis: every comment in its place, none lost, no moderated word printed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.inquiry.calendar_of_inquiry import calendar_of
from domain.inquiry.contexts.synthesis import DraftSynthesisContext, SynthesisContext
from domain.inquiry.periods import periods, weeks
from domain.inquiry.synthesis import draft_synthesis_context, synthesis_context, synthesis_pictures
from domain.inquiry.tally import why_not_answered
from domain.inquiry.views import CommentView
from domain.vocabulary import CHANGES_THE_PLAN, Admission, Channel, Discrepancy, Ground, Likeness, Outcome
from tests.domain.answered import DEFINITION, view

CALENDAR = calendar_of(DEFINITION)
WRITTEN_ON = date(2025, 6, 30)
LATE = {"admission": Admission.LATE, "outcome": None, "reason": "", "plan_change": "", "department": ""}


def answered(number: int, **changes: object) -> CommentView:
    plain = {"department": "verde", "outcome": Outcome.ACCEPTED, "reason": "perché", "plan_change": "Si aggiunge."}
    return view(number, **{**plain, **changes})


def report(*views: CommentView) -> SynthesisContext:
    return synthesis_context(DEFINITION, CALENDAR, views, written_on=WRITTEN_ON)


def draft(*views: CommentView) -> DraftSynthesisContext:
    return draft_synthesis_context(DEFINITION, CALENDAR, views, written_on=WRITTEN_ON)


def test_every_comment_is_counted_by_part_outcome_department_and_channel() -> None:
    said = report(
        answered(1),
        answered(2, part="azione-1", department="casa", outcome=Outcome.NOT_ACCEPTED, plan_change=""),
        answered(3, channel=Channel.WORKSHOP, event="Laboratorio di marzo", on_behalf_of="Lega del Verde"),
        view(4, **LATE),
    )
    assert (said.received, said.admitted, said.late, said.answered, said.pending, said.bodies) == (4, 3, 1, 3, 0, 1)
    assert [(row.part, row.admitted, row.accepted, row.not_accepted) for row in said.parts] == [
        ("Premessa", 2, 2, 0),
        ("Azione 1", 1, 0, 1),
    ]
    assert [(row.department, row.assigned, row.evaluated, row.changing) for row in said.departments] == [
        ("Direzione Verde", 2, 2, 2),
        ("Direzione Casa", 1, 1, 0),
    ]
    assert [(row.channel, row.received, row.admitted, row.late) for row in said.channels] == [
        ("osservazione", 3, 2, 1),
        ("laboratorio", 1, 1, 0),
    ]
    assert [(line.label, line.count, line.share) for line in said.outcomes[:3]] == [
        ("accolta", 2, "66,7%"),
        ("parzialmente accolta", 0, "0,0%"),
        ("non accolta", 1, "33,3%"),
    ]
    assert [(line.label, line.count) for line in said.events] == [("Laboratorio di marzo", 1)]


def test_the_overall_evaluation_is_made_of_the_numbers() -> None:
    said = report(answered(1), answered(2, outcome=Outcome.ALREADY_PROVIDED, plan_change=""), view(3, **LATE))
    assert said.overall == [
        "Sono arrivati 3 contributi con 3 firme diverse; fuori termine 1 contributo.",
        "Hanno un esito 2 contributi: cambiano il piano, in tutto o in parte, 1 contributo (50,0%). "
        "Già previsti dal piano: 1.",
        "La parte più commentata è «Premessa», con 2 contributi. 1 parte non ha ricevuto contributi.",
    ]


def test_a_moderated_text_is_never_printed_and_stays_counted() -> None:
    said = report(
        answered(1, text="PAROLACCIA", ground=Ground.INSULT, supports=90, group_number=1, likeness=Likeness.MODEL),
        answered(2, text="PAROLACCIA", ground=Ground.INSULT, group_number=1, likeness=Likeness.NEAR),
    )
    assert "PAROLACCIA" not in said.model_dump_json()
    assert (said.moderated, [(line.label, line.count) for line in said.moderations]) == (2, [("ingiuria", 2)])
    assert (said.supported[0].excerpt, said.groups[0].excerpt) == ("[testo moderato]", "[testo moderato]")


def test_the_draft_lists_what_is_missing_and_who_owes_it() -> None:
    said = draft(
        answered(1, outcome=None, reason="", plan_change=""),
        answered(2, plan_change=" "),
        answered(3, department="", outcome=None, reason="", plan_change=""),
        answered(4),
        view(5, **LATE),
    )
    assert [(row.numbers, row.count, row.department, row.missing) for row in said.missing] == [
        ("3", 1, "da assegnare", "direzione, esito e motivazione"),
        ("1", 1, "Direzione Verde", "esito e motivazione"),
        ("2", 1, "Direzione Verde", "modifica al piano"),
    ]
    assert [(line.label, line.count) for line in said.missing_by_department] == [
        ("Direzione Verde", 2),
        ("da assegnare", 1),
    ]
    assert (said.pending, said.answered) == (3, 1)


def test_comments_that_lack_the_same_stand_in_one_row_of_the_draft() -> None:
    said = draft(*[answered(number, outcome=None, reason="", plan_change="") for number in (9, 2, 3, 4, 7)])
    assert [(row.numbers, row.count, row.part) for row in said.missing] == [("2-4, 7, 9", 5, said.parts[0].part)]


def test_the_days_of_the_chart_are_those_of_the_window_and_the_others_are_told() -> None:
    said = report(answered(1), answered(2, submitted_at=datetime(2023, 11, 14, 11, tzinfo=UTC)))
    assert (said.in_window, said.outside_window, len(said.days)) == (1, 1, 1)
    assert "grafico_giorni" in synthesis_pictures(said)
    early = report(answered(1, submitted_at=datetime(2023, 11, 14, 11, tzinfo=UTC)))
    assert (early.in_window, early.days) == (0, []) and "grafico_giorni" not in synthesis_pictures(early)


def test_groups_with_different_outcomes_are_named_in_the_draft() -> None:
    said = draft(
        answered(1, group_number=1, likeness=Likeness.MODEL, text="Più alberi"),
        answered(2, group_number=1, outcome=Outcome.NOT_ACCEPTED, plan_change=""),
        answered(3, group_number=2),
        answered(4, group_number=2),
    )
    assert [(row.number, row.model, row.size, row.outcome) for row in said.contradictions] == [
        (1, "n. 1", 2, "esiti diversi: 1 accolto e 1 non accolto")
    ]
    assert [row.outcome for row in said.groups] == ["esiti diversi: 1 accolto e 1 non accolto", "accolta"]


def test_long_lists_stop_and_say_how_many_more_and_where() -> None:
    views = [
        answered(
            number, supports=number, group_number=number, likeness=Likeness.MODEL, plan_change=f"Modifica {number}"
        )
        for number in range(1, 31)
    ]
    said = report(*views, *[view(number, **LATE) for number in range(31, 61)])
    assert [row.supports for row in said.supported] == list(range(30, 10, -1))
    assert (len(said.groups), len(said.late_rows), len(said.sections[0].changes)) == (20, 20, 8)
    assert (said.supported_more, said.groups_more, said.late_more, said.sections[0].changes_more) == (
        "10 altri non sono elencati qui: tutti stanno nei dati aperti.",
        "10 altri non sono elencati qui: tutti stanno nell'allegato delle controdeduzioni.",
        "10 altri non sono elencati qui: tutti stanno nell'allegato delle controdeduzioni.",
        "22 altre modifiche stanno nell'allegato delle controdeduzioni.",
    )


def test_days_are_those_of_rome_and_differences_are_counted() -> None:
    said = report(
        answered(1, submitted_at=datetime(2025, 2, 12, 23, 30, tzinfo=UTC), differences=(Discrepancy.CHANGED,))
    )
    assert (said.period_word, [(line.label, line.count) for line in said.days]) == ("giorno", [("13/02/2025", 1)])
    assert [(line.label, line.count) for line in said.differences] == [("modificato", 1)]


def test_an_inquiry_without_comments_has_a_report_without_charts() -> None:
    said = report()
    assert said.overall == ["Nella finestra non è arrivato alcun contributo."]
    assert synthesis_pictures(said) == {}


def test_charts_and_their_words_come_from_the_tables_of_the_report() -> None:
    said = report(answered(1), answered(2, part="azione-1"))
    pictures = synthesis_pictures(said)
    assert {name: picture.alt for name, picture in pictures.items()} == {
        "grafico_giorni": said.alt_days,
        "grafico_canali": said.alt_channels,
        "grafico_parti": said.alt_parts,
    }
    assert said.alt_parts == (
        "Grafico a barre divise, contributi ammessi per parte del piano e per esito. "
        "Premessa: 1 accolta; Azione 1: 1 accolta."
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["premessa", "azione-1"]),
            st.sampled_from([*Outcome, None]),
            st.sampled_from(list(Admission)),
            st.sampled_from(list(Channel)),
            st.sampled_from(["", "verde", "casa"]),
            st.sampled_from(["", "perché"]),
        ),
        max_size=30,
    )
)
def test_every_table_adds_up_to_the_same_comments(
    rows: list[tuple[str, Outcome | None, Admission, Channel, str, str]],
) -> None:
    views = [
        view(
            number,
            part=part,
            outcome=outcome,
            admission=admission,
            channel=channel,
            department=department,
            reason=reason,
            plan_change="Sì" if outcome in CHANGES_THE_PLAN else "",
        )
        for number, (part, outcome, admission, channel, department, reason) in enumerate(rows, start=1)
    ]
    said = draft(*views)
    assert said.received == said.admitted + said.late == sum(row.received for row in said.channels) == len(views)
    assert said.admitted == said.answered + said.pending
    assert said.admitted == sum(row.admitted for row in said.parts) == sum(line.count for line in said.outcomes)
    assert said.admitted == sum(row.assigned for row in said.departments) == said.in_window + said.outside_window
    assert said.in_window == sum(line.count for line in said.days)
    assert said.pending == sum(row.pending for row in said.departments) == sum(row.count for row in said.missing)
    assert said.pending == sum(line.count for line in said.missing_by_department)
    assert said.pending == sum(bool(why_not_answered(one)) for one in views)


@given(st.dictionaries(st.integers(0, 900), st.integers(1, 50), max_size=40))
def test_no_day_is_lost_whatever_the_period(counts: dict[int, int]) -> None:
    days = Counter({date(2024, 2, 20) + timedelta(days=offset): count for offset, count in counts.items()})
    _, lines = periods(days)
    grid = weeks(days)
    assert sum(line.count for line in lines) == days.total()
    assert len(lines) <= 40
    assert not grid or sum(row.total for row in grid) == days.total()
