"""On the path of a part of the house: the window of every inquiry closes at the instant that the test names."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.inquiry import calendar_of_inquiry

_as_defined = calendar_of_inquiry.calendar_of


def calendar_of(*definition: Any, **moved: Any) -> calendar_of_inquiry.InquiryCalendar:
    """The calendar of the definition, but for the close."""
    closes_at = datetime.fromisoformat(os.environ["TEST_CLOSES_AT"])
    return replace(_as_defined(*definition, **moved), closes_at=closes_at)


calendar_of_inquiry.calendar_of = calendar_of
