"""The words: each official term once, each stage with what may follow it, each name short enough to be stored."""

from __future__ import annotations

from enum import StrEnum
from inspect import getdoc, getmembers, isclass

import pytest

from domain import vocabulary
from domain.vocabulary import (
    CHANGES_THE_PLAN,
    NEXT_STAGES,
    PLATFORM_CHANNELS,
    AssemblyStage,
    Channel,
    InquiryStage,
    ObservatoryStage,
    OfficeStage,
    Outcome,
)

WORDS: list[type[StrEnum]] = [
    kind for _, kind in getmembers(vocabulary, isclass) if issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize("kind", WORDS)
def test_no_two_words_of_a_list_are_the_same_to_a_reader(kind: type[StrEnum]) -> None:
    # An enum with a value twice makes the second name an alias of the first, without a word.
    assert len(kind.__members__) == len(kind) == len({word.value.casefold() for word in kind})
    assert all(word.value == " ".join(word.value.split()) != "" for word in kind)


@pytest.mark.parametrize("kind", WORDS)
def test_every_list_of_words_says_in_brackets_what_it_is_in_italian(kind: type[StrEnum]) -> None:
    told = getdoc(kind) or ""
    assert "(" in told and ")" in told and told.rstrip().endswith((".", "I4."))


@pytest.mark.parametrize("kind", WORDS)
def test_every_name_fits_the_column_in_which_it_is_stored(kind: type[StrEnum]) -> None:
    assert all(len(word.name) <= 40 and word.name.isascii() and word.name.isupper() for word in kind)


@pytest.mark.parametrize("kind", [InquiryStage, AssemblyStage])
def test_a_process_goes_through_every_stage_once_and_forward_only(kind: type[StrEnum]) -> None:
    assert {stage for stage in NEXT_STAGES if isinstance(stage, kind)} == set(kind)
    passed = [next(iter(kind))]
    while following := NEXT_STAGES[passed[-1]]:
        (stage,) = following
        passed.append(stage)
        assert len(passed) <= len(kind)
    assert passed == list(kind)


def test_no_stage_of_one_kind_reads_like_one_of_another() -> None:
    # Words that read alike would be one key of the table of what may follow what.
    stages = [stage for kind in (InquiryStage, AssemblyStage, ObservatoryStage, OfficeStage) for stage in kind]
    assert len(NEXT_STAGES) == len(stages) == len(set(stages))


def test_what_comes_from_the_platform_and_what_changes_the_plan() -> None:
    assert {Channel.AMENDMENT, Channel.COMMENT} == PLATFORM_CHANNELS
    assert {Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED} == CHANGES_THE_PLAN
