"""Signs of life in the database: which part of the house was last seen when, and what it counted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from domain.models import Beat


def record(session: Session, part: str, *, seen_at: datetime, told: Mapping[str, object] | None = None) -> None:
    """Put the last sign of life of a part in the place of the one before."""
    session.merge(Beat(part=part, seen_at=seen_at, told=json.dumps(dict(told or {}), ensure_ascii=False)))


def latest(session: Session) -> Sequence[Beat]:
    """The last sign of life of every part, in order of name."""
    return session.exec(select(Beat).order_by(Beat.part)).all()
