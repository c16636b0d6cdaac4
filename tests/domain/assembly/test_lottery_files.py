"""The two files of a draw: both layouts are read, and every bad row is named."""

from __future__ import annotations

import pytest

from domain.assembly.lottery.files import read_problem
from domain.assembly.lottery.problem import Person, Problem, Quota
from domain.errors import Refusal

FIRST = "category,feature,min,max\ngenere,F,1,2\ngenere,M,0,1"
PEOPLE = "genere,via\nF,Via Larga 1\nM, via  larga 1\nF,"


def read(quotas: str, people: str, **options: object) -> Problem:
    files = ("quote.csv", quotas.encode()), ("persone.csv", people.encode())
    return read_problem(*files, seats=2, **options)  # type: ignore[arg-type]


def test_rows_without_a_code_are_numbered_and_shared_addresses_make_a_household() -> None:
    assert read(FIRST, PEOPLE, household_columns=("via",)) == Problem(
        ("genere",),
        (Quota("genere", "F", 1, 2), Quota("genere", "M", 0, 1)),
        (Person("1", ("F",), "via larga 1"), Person("2", ("M",), "via larga 1"), Person("3", ("F",))),
        2,
    )


def test_the_layout_with_limits_of_relaxation_is_read_with_its_codes() -> None:
    quotas = "feature,value,min,max,min_flex,max_flex\r\ngenere,F,1,2,0,3\r\ngenere,M,0,1,,\r\n"
    problem = read(quotas, "nationbuilder_id,genere\r\na7,F\r\nb2,M\r\n")
    assert problem.quotas == (Quota("genere", "F", 1, 2, 0, 3), Quota("genere", "M", 0, 1))
    assert problem.people == (Person("a7", ("F",)), Person("b2", ("M",)))


def test_every_bad_row_of_both_files_is_named() -> None:
    with pytest.raises(Refusal) as told:
        read(FIRST + "\ngenere,X,uno,2\ngenere,Y", "genere,via\nF,\nZ,\nM,,altro")
    assert [fault.place for fault in told.value.faults] == [
        "quote.csv, riga 5",
        "quote.csv, riga 4, min",
        "persone.csv, riga 4",
        "persone.csv, riga 3, genere",
    ]


@pytest.mark.parametrize(
    ("quotas", "people", "problem"),
    [
        ("a,b\n1,2", PEOPLE, "Il file delle quote ha le colonne: a, b"),
        (FIRST, "sesso\nF", "Nel file delle persone mancano le colonne: genere"),
        (FIRST, 'genere\n"F', "le virgolette di una cella non si chiudono"),
        (FIRST, "genere", "Il file non ha righe"),
    ],
)
def test_a_file_that_cannot_be_a_draw_is_refused(quotas: str, people: str, problem: str) -> None:
    with pytest.raises(Refusal, match=problem):
        read(quotas, people)
