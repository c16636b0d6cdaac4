"""On the path of a part of the house: the window of every inquiry closes at the instant that the test writes down."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.inquiry import calendar_of_inquiry

_as_defined = calendar_of_inquiry.calendar_of


def calendar_of(*definition: Any, **moved: Any) -> calendar_of_inquiry.InquiryCalendar:
    """The calendar of the definition, but for the close, once the test has said when."""
    defined = _as_defined(*definition, **moved)
    written = Path(os.environ["TEST_CLOSES_AT"])
    return replace(defined, closes_at=datetime.fromisoformat(written.read_text())) if written.exists() else defined


calendar_of_inquiry.calendar_of = calendar_of
