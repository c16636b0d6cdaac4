"""The columns that every record is made of: instants, words of the vocabulary, long texts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Enum, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field


class Instant(TypeDecorator[datetime]):
    """An aware moment: naive values are refused, UTC is stored, UTC comes back (SQLite alone would drop the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone: pass an aware datetime")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def instant_field(*, index: bool = False, nullable: bool = False) -> Any:
    """A column of aware moments; a nullable one is empty until it is known."""
    return Field(sa_column=Column(Instant(), nullable=nullable, index=index), default=None if nullable else ...)


def word_field(
    kind: type, *, index: bool = False, closed: bool = True, key: bool = False, nullable: bool = False
) -> Any:
    """A column of the vocabulary: the member's NAME is stored; a closed list has a CHECK, a growing one has none."""
    column_type = Enum(kind, native_enum=False, length=40, create_constraint=closed, name=kind.__name__.lower())
    column: Column[Any] = Column(column_type, nullable=nullable, index=index, primary_key=key)
    return Field(sa_column=column, default=None if nullable else ...)


def text_field() -> Any:
    """A column of text of any length, empty unless told."""
    return Field(sa_column=Column(Text, nullable=False), default="")
