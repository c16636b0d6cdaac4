"""Windows, terms, holidays and extensions, in the civil time of the city."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.definition_file import load_definition
from domain.errors import Refusal
from domain.inquiry.calendar_of_inquiry import calendar_of, extended
from domain.inquiry.definition import InquiryDefinition
from domain.timetable import (
    Days,
    Extension,
    at,
    day_of,
    end_of,
    is_holiday,
    is_working_day,
    moved_forward,
    start_of,
    term_in_days,
    term_in_months,
    term_in_working_days,
    windows_with,
)

ROME = ZoneInfo("Europe/Rome")
SAINT_AMBROSE = (12, 7)
ZONES = ["Europe/Rome", "Europe/Paris", "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "UTC"]
days_of_20_years = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def milano() -> InquiryDefinition:
    path = Path(__file__).parents[2] / "deployments" / "milano" / "energy-inquiry.yaml"
    return load_definition(path.read_text(encoding="utf-8"), InquiryDefinition, name=path.name)


def test_the_window_takes_the_whole_first_day_and_the_whole_last_day() -> None:
    window = Days(date(2025, 2, 1), date(2025, 3, 3)).window(ROME)
    assert not window.is_open(instant("2025-01-31T23:59:59.999999+01:00"))
    assert window.is_open(instant("2025-02-01T00:00:00+01:00"))
    assert window.is_open(instant("2025-03-03T23:59:59.999999+01:00"))
    assert not window.is_open(instant("2025-03-04T00:00:00+01:00"))


def test_a_day_is_23_hours_when_clocks_go_forward_and_25_when_they_go_back() -> None:
    def hours(day: date) -> float:
        return (end_of(day, ROME) - start_of(day, ROME)) / timedelta(hours=1)

    assert [hours(date(2025, 3, 29)), hours(date(2025, 3, 30)), hours(date(2025, 10, 26))] == [24, 23, 25]


def test_where_clocks_jump_over_midnight_the_day_starts_after_the_jump() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    assert start_of(date(2024, 4, 26), cairo) == instant("2024-04-26T01:00:00+03:00")
    assert start_of(date(2024, 4, 26), cairo) == instant("2024-04-26T00:00:00+02:00")


def test_an_hour_that_does_not_exist_is_the_one_after_the_gap_and_one_that_comes_twice_is_the_first() -> None:
    assert at(date(2025, 3, 30), time(2, 30), ROME) == instant("2025-03-30T03:30:00+02:00")
    assert at(date(2025, 10, 26), time(2, 30), ROME) == instant("2025-10-26T02:30:00+02:00")


@settings(deadline=None)
@given(days_of_20_years, st.integers(0, 400), st.sampled_from(ZONES))
@example(date(2024, 2, 29), 0, "Europe/Rome")
@example(date(2025, 3, 30), 0, "Europe/Rome")
@example(date(2025, 10, 26), 0, "Europe/Rome")
def test_a_window_holds_exactly_its_days_whatever_the_clocks_do(first: date, length: int, name: str) -> None:
    zone = ZoneInfo(name)
    days = Days(first, first + timedelta(days=length))
    window = days.window(zone)
    each = [Days(first + timedelta(days=n), first + timedelta(days=n)).window(zone) for n in range(days.count)]
    assert [one.opens_at for one in each] == [window.opens_at, *(one.closes_at for one in each[:-1])]
    assert each[-1].closes_at == window.closes_at
    assert sum((one.closes_at - one.opens_at for one in each), timedelta()) == window.closes_at - window.opens_at
    a_moment = timedelta(microseconds=1)
    assert day_of(window.opens_at, zone) == days.first_on
    assert day_of(window.opens_at - a_moment, zone) < days.first_on
    assert day_of(window.closes_at - a_moment, zone) == days.last_on
    assert day_of(window.closes_at, zone) > days.last_on


@settings(deadline=None)
@given(days_of_20_years, st.integers(0, 60), st.integers(-40, 800_000))
def test_a_moment_is_in_the_window_exactly_when_its_civil_day_is_one_of_its_days(
    first: date, length: int, minutes: int
) -> None:
    days = Days(first, first + timedelta(days=length))
    aware = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert days.window(ROME).is_open(aware) == (days.first_on <= day_of(aware, ROME) <= days.last_on)


def test_the_national_holidays_of_a_year_and_the_patron_s_day_are_not_worked() -> None:
    year = [date(2025, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in year if is_holiday(day, patron=SAINT_AMBROSE) and day.weekday() != 6] == [
        date(2025, 1, 1),
        date(2025, 1, 6),
        date(2025, 4, 21),
        date(2025, 4, 25),
        date(2025, 5, 1),
        date(2025, 6, 2),
        date(2025, 8, 15),
        date(2025, 11, 1),
        date(2025, 12, 8),
        date(2025, 12, 25),
        date(2025, 12, 26),
    ]
    assert is_holiday(date(2026, 12, 7), patron=SAINT_AMBROSE)
    assert not is_holiday(date(2026, 12, 7))
    assert sum(is_working_day(day) for day in year) == 251


def test_a_holiday_by_law_counts_from_the_year_in_which_the_law_has_effect() -> None:
    """Law: legge 8 ottobre 2025, n. 151 (4 October, from 2026)."""
    assert [is_holiday(date(year, 10, 4)) for year in (2024, 2027)] == [False, True]


def test_a_term_that_ends_on_a_holiday_moves_to_the_next_day_that_is_none() -> None:
    assert moved_forward(date(2025, 4, 20)) == date(2025, 4, 22)  # Easter Sunday and Monday
    assert moved_forward(date(2025, 12, 7), patron=SAINT_AMBROSE) == date(2025, 12, 9)  # Sunday, then 8 December
    assert moved_forward(date(2025, 5, 3)) == date(2025, 5, 3)  # Saturday is no holiday
    assert term_in_days(date(2025, 4, 10), 15) == date(2025, 4, 26)  # 25 April is one
    assert term_in_days(date(2024, 2, 28), 1) == date(2024, 2, 29)


def test_a_term_of_working_days_leaves_out_weekends_and_holidays() -> None:
    assert term_in_working_days(date(2025, 4, 17), 5) == date(2025, 4, 28)  # 18, 22, 23, 24, 28
    assert term_in_working_days(date(2026, 12, 4), 1) == date(2026, 12, 7)
    assert term_in_working_days(date(2026, 12, 4), 1, patron=SAINT_AMBROSE) == date(2026, 12, 9)
    assert term_in_working_days(date(2025, 4, 18), 0) == date(2025, 4, 18)


def test_a_term_of_months_ends_on_the_same_day_or_on_the_month_s_last() -> None:
    assert term_in_months(date(2024, 12, 31), 2) == date(2025, 2, 28)
    assert term_in_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert term_in_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert term_in_months(date(2024, 11, 15), 2) == date(2025, 1, 15)
    assert term_in_months(date(2025, 2, 25), 2) == date(2025, 4, 26)  # 25 April is a holiday


@settings(deadline=None)
@given(days_of_20_years, st.integers(1, 60))
def test_a_term_of_working_days_holds_as_many_working_days_and_ends_on_one(start: date, days: int) -> None:
    end = term_in_working_days(start, days, patron=SAINT_AMBROSE)
    between = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(is_working_day(day, patron=SAINT_AMBROSE) for day in between) == days
    assert is_working_day(end, patron=SAINT_AMBROSE)


def test_the_calendar_of_the_energy_inquiry_is_the_pact_s() -> None:
    calendar = calendar_of(milano())
    assert calendar.notice_at == instant("2025-01-17T00:00:00+01:00")
    assert calendar.opens_at == instant("2025-02-01T00:00:00+01:00")
    assert calendar.closes_at == instant("2025-03-04T00:00:00+01:00")
    assert calendar.evaluation_ends_at == instant("2025-07-01T00:00:00+02:00")
    assert calendar.reminders == (
        (30, instant("2025-05-31T09:00:00+02:00")),
        (15, instant("2025-06-15T09:00:00+02:00")),
        (7, instant("2025-06-23T09:00:00+02:00")),
        (1, instant("2025-06-29T09:00:00+02:00")),
    )
    assert calendar.is_open(instant("2025-03-03T23:59:59+01:00"))
    assert not calendar.is_open(instant("2025-03-04T00:02:00+01:00"))


def test_an_extension_moves_the_close_and_the_start_of_the_evaluation_but_not_its_end() -> None:
    definition = milano()
    extension = Extension(date(2025, 3, 31), decided_at=instant("2025-03-03T23:59:59+01:00"))
    longer = extended(definition, calendar_of(definition), extension)
    assert longer.window == Days(date(2025, 2, 1), date(2025, 3, 31))
    assert longer.evaluation == Days(date(2025, 4, 1), date(2025, 6, 30))
    assert longer.closes_at == instant("2025-04-01T00:00:00+02:00")
    assert longer == calendar_of(definition, last_day=date(2025, 3, 31))
    assert longer.reminders == calendar_of(definition).reminders


def test_an_extension_that_moves_the_evaluation_s_end_moves_the_reminders_with_it() -> None:
    definition = milano()
    extension = Extension(date(2025, 3, 31), instant("2025-03-01T10:00:00+01:00"), date(2025, 7, 31))
    longer = extended(definition, calendar_of(definition), extension)
    assert longer.evaluation == Days(date(2025, 4, 1), date(2025, 7, 31))
    assert longer.reminders[0] == (30, instant("2025-07-01T09:00:00+02:00"))


def test_reminders_due_before_a_shortened_evaluation_begins_are_left_out() -> None:
    calendar = calendar_of(milano(), last_day=date(2025, 6, 20))
    assert [days for days, _ in calendar.reminders] == [7, 1]


@pytest.mark.parametrize(
    ("extension", "problem"),
    [
        (
            Extension(date(2025, 3, 1), instant("2025-02-20T10:00:00+01:00")),
            "la proroga al 1/3/2025 non allunga la finestra, aperta fino al 3/3/2025",
        ),
        (
            Extension(date(2025, 3, 3), instant("2025-02-20T10:00:00+01:00")),
            "la proroga al 3/3/2025 non allunga la finestra, aperta fino al 3/3/2025",
        ),
        (
            Extension(date(2025, 3, 31), instant("2025-03-04T00:00:00+01:00")),
            "la proroga è decisa quando la finestra è già chiusa (ultimo giorno 3/3/2025)",
        ),
        (
            Extension(date(2025, 6, 30), instant("2025-02-20T10:00:00+01:00")),
            "la proroga al 30/6/2025 non lascia giorni alla valutazione, che finisce il 30/6/2025",
        ),
        (
            Extension(date(2025, 3, 31), instant("2025-02-20T10:00:00+01:00"), date(2025, 5, 31)),
            "la proroga accorcia la valutazione, che finisce il 30/6/2025",
        ),
    ],
)
def test_an_extension_that_cannot_hold_is_refused_with_its_reason(extension: Extension, problem: str) -> None:
    calendar = calendar_of(milano())
    with pytest.raises(Refusal) as caught:
        windows_with(extension, window=calendar.window, evaluation=calendar.evaluation, zone=ROME)
    assert caught.value.problem == problem
    assert caught.value.remedy.startswith("indicate un ultimo giorno successivo a quello attuale")


@settings(deadline=None)
@given(st.integers(-40, 200), st.integers(-40, 60))
def test_whatever_is_decided_window_and_evaluation_stay_one_after_the_other(by_days: int, decided_after: int) -> None:
    calendar = calendar_of(milano())
    last_day = calendar.window.last_on + timedelta(days=by_days)
    extension = Extension(last_day, decided_at=calendar.closes_at + timedelta(days=decided_after))
    try:
        window, evaluation = windows_with(
            extension, window=calendar.window, evaluation=calendar.evaluation, zone=calendar.zone
        )
    except Refusal:
        assert by_days <= 0 or decided_after >= 0 or last_day >= calendar.evaluation.last_on
        return
    assert window.count == calendar.window.count + by_days
    assert evaluation.first_on == window.last_on + timedelta(days=1)
    assert window.count + evaluation.count == calendar.window.count + calendar.evaluation.count
    assert evaluation.count >= 1
