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
    Channel,
    InquiryStage,
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


def test_an_inquiry_goes_through_every_stage_once_and_forward_only() -> None:
    assert {stage for stage in NEXT_STAGES if isinstance(stage, InquiryStage)} == set(InquiryStage)
    stage: StrEnum = InquiryStage.PREPARATION
    passed = [stage]
    while following := NEXT_STAGES[stage]:
        (stage,) = following
        passed.append(stage)
        assert len(passed) <= len(InquiryStage)
    assert passed == list(InquiryStage)


def test_what_comes_from_the_platform_and_what_changes_the_plan() -> None:
    assert {Channel.AMENDMENT, Channel.COMMENT} == PLATFORM_CHANNELS
    assert {Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED} == CHANGES_THE_PLAN
