"""What an export means: who is new, who says otherwise, who cannot be placed; and no row is ever lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Fault
from domain.inquiry.intake import Admitted, Difference, Intake, Known, component_of, take_in
from domain.inquiry.views import ReadComment, ReadFile, ReadSection
from domain.tabular import SetAside
from domain.text import digest
from domain.vocabulary import Admission, Channel, Discrepancy
from tests.people import NOON, ROME, SITE, WINDOW, amendment, definition, export, said

INQUIRY = definition()


def known(number: int, **changes: object) -> Known:
    """Comment `number` of the first export, as `said` says it."""
    plain = {
        "id": number,
        "channel": Channel.COMMENT,
        "part": "azione-1",
        "section": "11",
        "source_file_id": 1,
        "text_sha256": said(number).text_sha256,
    }
    return Known(**(plain | changes))  # type: ignore[arg-type]


def take(file: ReadFile, *before: Known, catch_all: bool = False) -> Intake:
    prefix = {Channel.AMENDMENT: "proposal", Channel.COMMENT: "comment"}
    keys = {f"{prefix.get(Channel(one.channel), 'contribution')}:{one.id}": one for one in before}
    return take_in(file, definition=definition(catch_all=catch_all), window=WINDOW, known=keys)


def placed(intake: Intake) -> dict[str, tuple[str, str]]:
    return {admitted.read.key: (admitted.part, admitted.section) for admitted in intake.admitted}


def test_a_new_comment_comes_in_with_its_part_and_in_time() -> None:
    read = said(1, section="12")
    assert take(export(read)) == Intake(
        file=export(read),
        admitted=[Admitted(read, "azione-1", "12", Admission.ADMITTED, parent_missing=False)],
    )


def test_a_comment_that_says_the_same_again_changes_nothing() -> None:
    intake = take(export(said(1), said(2)), known(1), known(2))
    assert intake == Intake(file=export(said(1), said(2)), unchanged=2)
    assert intake.rows_accepted == 2


def test_a_comment_that_was_edited_is_flagged_with_its_later_text() -> None:
    edited = said(1, text="Ho cambiato idea.")
    assert take(export(edited), known(1)).differences == [
        Difference(1, Discrepancy.CHANGED, "Ho cambiato idea.", digest("Ho cambiato idea."))
    ]


def test_a_comment_that_is_gone_from_its_own_series_of_exports_has_vanished() -> None:
    intake = take(export(said(1)), known(1), known(2), known(3, present=False))
    assert intake.differences == [Difference(2, Discrepancy.VANISHED)]


def test_a_comment_that_comes_back_has_reappeared_and_may_have_changed_meanwhile() -> None:
    back = said(1, text="Di nuovo qui.")
    assert take(export(said(2), back), known(1, present=False), known(2)).differences == [
        Difference(1, Discrepancy.REAPPEARED),
        Difference(1, Discrepancy.CHANGED, "Di nuovo qui.", digest("Di nuovo qui.")),
    ]


def test_a_comment_hidden_on_the_platform_is_flagged_once() -> None:
    hidden = export(said(1, hidden_on_platform=True))
    assert take(hidden, known(1)).differences == [Difference(1, Discrepancy.HIDDEN)]
    assert take(hidden, known(1, hidden=True)) == Intake(file=hidden, unchanged=1)


def test_the_export_of_another_component_says_nothing_about_ours() -> None:
    debates = export(said(501), name="dibattiti.csv")
    assert take(debates, known(1), known(2)).differences == []
    # Comments and osservazioni come in one delivery, and each file is silent about the other's rows.
    proposals = export(amendment(7), subject="proposals")
    assert take(proposals, known(7, channel=Channel.AMENDMENT), known(1)).differences == []


def test_a_comment_that_came_with_a_later_export_vanishes_like_the_first_ones() -> None:
    later = known(3, source_file_id=2)
    assert take(export(said(1)), known(1), later).differences == []  # nothing tells that it was in the same series
    ours = [replace(one, component="7") for one in (known(1), later, known(4, source_file_id=3))]
    there = [replace(ours[0], id=8, component="9")]
    intake = take(export(said(1)), *ours, *there)
    assert intake.differences == [Difference(3, Discrepancy.VANISHED), Difference(4, Discrepancy.VANISHED)]


@pytest.mark.parametrize(
    ("url", "component"),
    [
        (f"{SITE}/processes/orti/f/7/proposals/11?commentId=5#comment_5", "7"),
        (f"{SITE}/processes/orti/f/112", "112"),
        (f"{SITE}/processes/orti/stuff/7/", ""),
        ("", ""),
    ],
)
def test_the_address_tells_the_component_where_it_can(url: str, component: str) -> None:
    assert component_of(url) == component


def test_a_later_export_is_compared_with_its_own_series_only() -> None:
    first = [known(1), known(2)]
    other = [known(8, source_file_id=2), known(9, source_file_id=2)]
    assert take(export(said(8)), *first, *other).differences == [Difference(9, Discrepancy.VANISHED)]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://altrove.example/processes/orti/f/1", "la riga viene dalla piattaforma altrove.example, non da"),
        (f"{SITE}/processes/tetti/f/1", "la riga viene dal processo tetti, non da orti"),
    ],
)
def test_the_row_of_another_platform_or_process_is_set_aside_even_under_a_number_of_ours(
    url: str, problem: str
) -> None:
    intake = take(export(said(1, url=url, text="Altro testo", supports=9), said(2)), known(1), known(2))
    (aside,) = intake.set_aside
    assert aside.fault.problem.startswith(problem)
    assert (aside.fault.place, aside.raw) == ("commenti.csv, riga 1, colonna root_commentable_url", "comment:1")
    assert intake.supports == []
    assert intake.differences == [Difference(1, Discrepancy.VANISHED)]  # ours is not among the rows of the file


@pytest.mark.parametrize(
    ("civil", "outcome"),
    [
        (datetime(2025, 1, 31, 23, 59, 59, 999999, ROME), "early"),
        (datetime(2025, 2, 1, tzinfo=ROME), Admission.ADMITTED),
        (datetime(2025, 3, 3, 23, 59, 59, 999999, ROME), Admission.ADMITTED),
        (datetime(2025, 3, 4, tzinfo=ROME), Admission.LATE),
    ],
)
def test_both_end_days_of_the_window_belong_to_it_in_rome_to_the_microsecond(civil: datetime, outcome: str) -> None:
    at = civil.astimezone(UTC)
    intake = take(export(said(1, submitted_at=at)))
    assert [admitted.admission for admitted in intake.admitted] == ([] if outcome == "early" else [outcome])
    assert [aside.fault for aside in intake.set_aside] == (
        [
            Fault(
                "è stato presentato prima dell'apertura della finestra",
                "controllate che sia il percorso giusto; per i contributi della fase preparatoria usate la scheda",
                "commenti.csv, riga 1, colonna created_at",
            )
        ]
        if outcome == "early"
        else []
    )


@pytest.mark.parametrize("days", [-40, 40])
def test_a_workshop_of_phase_1_and_a_letter_that_came_late_are_never_late_nor_early(days: int) -> None:
    for channel in set(Channel) - {Channel.AMENDMENT, Channel.COMMENT}:
        read = said(1, key="contribution:1", channel=channel, submitted_at=NOON + timedelta(days=days))
        assert [one.admission for one in take(export(read)).admitted] == [Admission.ADMITTED]


def test_an_unknown_section_is_set_aside_by_name_unless_a_part_takes_what_no_part_names() -> None:
    stray = said(1, section="99")
    assert [aside.fault for aside in take(export(stray)).set_aside] == [
        Fault(
            "la sezione «99» non appartiene ad alcuna parte del piano",
            "registratelo con la scheda dei contributi, indicando la parte a cui si riferisce",
            "commenti.csv, riga 1, colonna root_commentable_url",
        )
    ]
    assert placed(take(export(stray), catch_all=True)) == {"comment:1": ("premessa", "99")}
    (unsaid,) = take(export(said(1, section=""))).set_aside
    assert unsaid.fault.problem == "la sezione «non indicata» non appartiene ad alcuna parte del piano"


def test_the_part_that_a_form_names_wins_over_the_section() -> None:
    form = said(1, key="contribution:1", channel=Channel.PAPER, part="premessa", section="11")
    assert placed(take(export(form))) == {"contribution:1": ("premessa", "11")}


def test_a_comment_on_an_osservazione_takes_the_place_of_the_osservazione() -> None:
    for file, before in (
        (export(amendment(70, section="10"), said(1, section="70")), []),
        (export(said(1, section="70")), [known(70, channel=Channel.AMENDMENT, part="premessa", section="10")]),
    ):
        assert placed(take(file, *before, catch_all=True))["comment:1"] == ("premessa", "10")


def test_a_reply_without_a_section_takes_the_place_of_its_parent_new_or_known() -> None:
    reply = said(2, section="", parent_key="comment:1", depth=1)
    assert placed(take(export(said(1, section="10"), reply)))["comment:2"] == ("premessa", "10")
    assert placed(take(export(reply), known(1, section="12")))["comment:2"] == ("azione-1", "12")


def test_a_reply_to_a_comment_that_nobody_exported_is_marked_as_an_orphan() -> None:
    later_in_the_file = [said(2, parent_key="comment:3"), said(3)]
    orphans = [said(4, parent_key="comment:404"), said(5, parent_key="comment:6")]
    on_a_proposal = said(7, parent_key="proposal:11")
    intake = take(export(*later_in_the_file, *orphans, on_a_proposal), known(6))
    assert [one.read.key for one in intake.admitted if one.parent_missing] == ["comment:4"]


def test_supports_are_kept_for_comments_that_are_in_the_register_and_for_no_other() -> None:
    file = export(
        said(1, supports=3, against=1), said(2, supports=0), said(3), said(4, section="99", supports=8), said(5)
    )
    assert take(file, known(2)).supports == [("comment:1", 3, 1), ("comment:2", 0, None)]


READS = st.builds(
    said,
    st.integers(1, 12),
    section=st.sampled_from(["", "10", "11", "70", "99"]),
    submitted_at=st.sampled_from([WINDOW.opens_at - timedelta(seconds=1), NOON, WINDOW.closes_at]),
    url=st.sampled_from(["", f"{SITE}/processes/orti/f/1", "https://altrove.example/processes/orti/f/1"]),
    parent_key=st.sampled_from(["", "comment:3", "comment:99", "proposal:70"]),
    text=st.sampled_from(["Uno", "Due"]),
    supports=st.sampled_from([None, 4]),
    hidden_on_platform=st.booleans(),
    channel=st.sampled_from([Channel.COMMENT, Channel.PEC]),
)
KNOWN = st.builds(known, st.integers(1, 12), present=st.booleans(), hidden=st.booleans())


@given(
    st.lists(READS, unique_by=lambda read: read.key),
    st.lists(KNOWN, unique_by=lambda one: one.id),
    st.integers(0, 3),
    st.integers(0, 2),
    st.booleans(),
)
def test_no_row_is_lost_or_counted_twice_whatever_the_mix(
    reads: list[ReadComment], before: list[Known], unreadable: int, sections: int, catch_all: bool
) -> None:
    bad = [SetAside(Fault("illeggibile", "correggetela", f"riga {place}")) for place in range(unreadable)]
    file = export(*reads, set_aside=bad)
    file.sections = [ReadSection(str(place), "Sezione", "") for place in range(sections)]
    file.rows_in += sections
    intake = take(file, *before, catch_all=catch_all)

    kept = [read.key for read in reads if read.key not in {aside.raw for aside in intake.set_aside}]
    old = {f"comment:{one.id}" for one in before}
    assert file.rows_in == intake.rows_accepted + intake.rows_set_aside
    assert intake.rows_accepted == len(kept) + sections
    assert [admitted.read.key for admitted in intake.admitted] == [key for key in kept if key not in old]
    said_otherwise = {one.comment_id for one in intake.differences if one.kind is not Discrepancy.VANISHED}
    assert intake.unchanged == sum(key in old for key in kept) - len(said_otherwise)
    assert intake.set_aside[:unreadable] == bad
    assert {key for key, _, _ in intake.supports} <= old | set(kept)


def test_the_first_comparison_after_a_change_is_silent() -> None:
    """A change is told once: the next export with the same words is compared with what was last seen."""
    edited = export(said(1, text="Ho cambiato idea."))
    assert take(edited, known(1, text_sha256=digest("Ho cambiato idea."))) == Intake(file=edited, unchanged=1)
