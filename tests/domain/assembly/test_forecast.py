"""What a mailing may be expected to seat, and the accounts of answers and of cohorts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.assembly.lottery.problem import Person, Quota
from domain.assembly.selection.account import composition, response_by_stratum, response_by_value
from domain.assembly.selection.forecast import Mailing, largest_number_of_cohorts, outlooks
from domain.assembly.selection.quotas import largest_remainder
from domain.assembly.selection.year import Year
from tests.domain.assembly.pools import MILAN, SKEW, milan_pool, milan_year

AXES = tuple(MILAN)[:4]


def milan_mailing(letters: int, rate: Fraction) -> Mailing:
    people = {}
    for values in product(*(MILAN[axis] for axis in AXES)):
        weight = 1
        for axis, value in zip(AXES, values, strict=True):
            weight *= MILAN[axis][value]
        people[values] = weight
    factors = {
        (category, value): Fraction(SKEW[value], 10) for category in MILAN for value in MILAN[category] if value in SKEW
    }
    return Mailing(AXES, largest_remainder(people, letters), rate, factors, {"titolo": MILAN["titolo"]})


def test_at_the_rate_of_2021_the_third_cohort_fails_and_letters_to_those_who_answer_least_are_asked_for() -> None:
    year, mailing = milan_year(4, 45), milan_mailing(10_000, Fraction(23, 1000))
    told = outlooks(year, mailing)
    assert [(one.available, one.seated) for one in told] == [(172, 2), (200, 2), (228, 2)]
    assert str(told[1]).startswith("con 200 disponibili (risposte attese) il gruppo 3 non si compone; servono circa ")
    assert told[1].reasons[-1] == "titolo: licenza media: servono almeno 52 persone, disponibili 33"
    assert told[1].further is not None
    extra = {one.stratum: one.letters for one in told[1].further}
    more = replace(mailing, letters={key: count + extra.get(key, 0) for key, count in mailing.letters.items()})
    assert outlooks(year, more)[1].seated == 4
    asked = [sum(one.letters for one in each.further or ()) for each in told]
    assert asked == sorted(asked, reverse=True)


def test_at_the_rate_of_paris_every_cohort_is_expected_to_sit() -> None:
    told = outlooks(milan_year(4, 45), milan_mailing(10_000, Fraction(75, 1000)))
    assert [str(one) for one in told] == [
        "con 602 disponibili (poche risposte) si compongono tutti i gruppi",
        "con 652 disponibili (risposte attese) si compongono tutti i gruppi",
        "con 702 disponibili (molte risposte) si compongono tutti i gruppi",
    ]


@settings(max_examples=12, deadline=None)
@given(
    st.fixed_dictionaries({pair: st.integers(0, 60) for pair in product("FM", ("giovani", "anziani"))}),
    st.integers(2, 4),
)
def test_more_of_the_same_letters_never_seat_fewer_cohorts(letters: dict[tuple[str, ...], int], times: int) -> None:
    quotas = [Quota("genere", value, 1, 3) for value in "FM"] + [
        Quota("età", value, 1, 2) for value in ("giovani", "anziani")
    ]
    year = Year(("genere", "età"), tuple(quotas), 3, 4)
    mailing = Mailing(("genere", "età"), letters, Fraction(1, 10), {("genere", "M"): Fraction(1, 2)}, {})
    more = replace(mailing, letters={key: count * times for key, count in letters.items()})
    fewer_seated = [one.seated for one in outlooks(year, mailing)]
    more_seated = [one.seated for one in outlooks(year, more)]
    assert fewer_seated == sorted(fewer_seated)
    assert all(before <= after for before, after in zip(fewer_seated, more_seated, strict=True))


def test_where_nobody_of_a_quota_is_written_to_no_letters_help() -> None:
    year = Year(("genere",), (Quota("genere", "F", 1, 1), Quota("genere", "M", 1, 1)), 1, 2)
    (_, expected, _) = outlooks(year, Mailing(("genere",), {("F",): 100}, Fraction(1, 10), {}, {}))
    assert expected.further is None
    assert str(expected) == (
        "con 10 disponibili (risposte attese) il gruppo 1 non si compone; altre lettere a questi strati non bastano: "
        "rivedete le quote o il numero dei gruppi"
    )


def test_the_largest_number_of_cohorts_grows_with_the_pool() -> None:
    year, people = milan_year(4, 45), milan_pool(420, seed=3)
    counts = [largest_number_of_cohorts(year, people[:size]) for size in (40, 150, 260, 420)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 4)


def test_answers_far_below_expectation_are_marked_stratum_by_stratum_and_value_by_value() -> None:
    letters = {("F", "16-24"): 1000, ("M", "16-24"): 1000, ("F", "65-"): 500}
    mailing = Mailing(("genere", "età"), letters, Fraction(2, 100), {("età", "16-24"): Fraction(1, 2)}, {})
    answered = {("F", "16-24"): 3, ("M", "16-24"): 9, ("F", "65-"): 10}
    strata = [
        (one.name, one.letters, one.expected, one.available, one.is_low)
        for one in response_by_stratum(mailing, answered)
    ]
    assert strata == [
        (("F", "16-24"), 1000, 10, 3, True),
        (("F", "65-"), 500, 10, 10, False),
        (("M", "16-24"), 1000, 10, 9, False),
    ]
    values = [(one.name, one.letters, one.expected, one.available) for one in response_by_value(mailing, answered)]
    assert values == [
        (("genere", "F"), 1500, 20, 13),
        (("genere", "M"), 1000, 10, 9),
        (("età", "16-24"), 2000, 20, 12),
        (("età", "65-"), 500, 10, 10),
    ]


def test_the_account_of_a_cohort_stands_beside_quota_and_population() -> None:
    year = Year(("genere",), (Quota("genere", "F", 2, 2), Quota("genere", "M", 1, 2)), 1, 4)
    members = [Person("a", ("F",)), Person("b", ("M",)), Person("c", ("M",)), Person("d", ("M",))]
    told = composition(year, {"genere": {"F": 520, "M": 480}}, members)
    assert [(one.value, one.seated, one.deviation, one.distance) for one in told] == [
        ("F", 1, -1, Fraction(1, 4) - Fraction(13, 25)),
        ("M", 3, 1, Fraction(3, 4) - Fraction(12, 25)),
    ]
