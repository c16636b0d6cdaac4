"""The records of the two draws: what was promised, with which chance, who was invited, who is available, who sits."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import ContactChannel, DrawKind, SeatEnd, SeatOrigin


class Commitment(SQLModel, table=True):
    """What was published before chance was known (impegno): the hash of the manifest that fixes everything else."""

    __tablename__ = "commitment"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    kind: DrawKind = word_field(DrawKind, key=True)
    manifest_sha256: str = Field(max_length=64)
    document: str = Field(max_length=160, description="name of the manifest among the process's documents")
    committed_at: datetime = instant_field()


class PublicSeed(SQLModel, table=True):
    """The seed that public sources gave to a draw (seme), and the values as they were typed in."""

    __tablename__ = "public_seed"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    kind: DrawKind = word_field(DrawKind, key=True)
    seed: str = Field(max_length=64, description="hexadecimal")
    sources: str = text_field()
    """JSON of the sources as they were read."""
    recorded_at: datetime = instant_field()


class Invitation(SQLModel, table=True):
    """A code that the first draw invited (invito), erased when its retention ends: the cut-offs stay public."""

    __tablename__ = "invitation"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    code: str = Field(primary_key=True, max_length=80)
    wave: int
    stratum: str = Field(max_length=160)
    channel: ContactChannel | None = word_field(ContactChannel, nullable=True)
    """Empty until the invitations of its wave were written."""
    invited_at: datetime | None = instant_field(nullable=True)


class Availability(SQLModel, table=True):
    """What one invited code answered (disponibilità); the latest one holds; erased when its retention ends."""

    __tablename__ = "availability"
    __table_args__ = (UniqueConstraint("process_id", "code", "source_file_id"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    code: str = Field(max_length=80)
    source_file_id: int = Field(foreign_key="source_file.id")
    is_available: bool
    answers: str = text_field()
    """JSON: criterion code to value."""
    answered_at: datetime = instant_field()


class Contact(SQLModel, table=True):
    """How to reach somebody who is available (recapito): the only names of the assembly, erased when they expire."""

    __tablename__ = "contact"

    process_id: str = Field(foreign_key="process.id", primary_key=True)
    code: str = Field(primary_key=True, max_length=80)
    name: str = Field(max_length=160)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    language: str = Field(default="it", max_length=12)
    recorded_at: datetime = instant_field()


class Seat(SQLModel, table=True):
    """A term of a member (mandato): from the day of entry up to and without the day of exit."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("process_id", "code"),
        UniqueConstraint("process_id", "cohort", "number"),
        CheckConstraint("enters_on < leaves_on", name="term_in_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    cohort: int
    number: int = Field(description="within the cohort; replacements follow on")
    code: str = Field(max_length=80)
    origin: SeatOrigin = word_field(SeatOrigin)
    replaces: str = Field(default="", max_length=80, description="code of the member whose seat it takes")
    enters_on: date
    leaves_on: date = Field(description="first day that no longer belongs to the term")
    recorded_at: datetime = instant_field()


class SeatEnding(SQLModel, table=True):
    """The early end of a term (cessazione anticipata)."""

    __tablename__ = "seat_ending"

    seat_id: int = Field(foreign_key="seat.id", primary_key=True)
    reason: SeatEnd = word_field(SeatEnd)
    leaves_on: date
    recorded_at: datetime = instant_field()


class ReplacementCall(SQLModel, table=True):
    """A call to take a vacant seat (chiamata in surroga), in the published order, with its effect on every quota."""

    __tablename__ = "replacement_call"
    __table_args__ = (UniqueConstraint("process_id", "vacated", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    vacated: str = Field(max_length=80, description="code of the member whose seat is vacant")
    code: str = Field(max_length=80)
    effect: str = text_field()
    """JSON: what the call changes in each quota."""
    called_at: datetime = instant_field()
    answer_by: date


class ReplacementReply(SQLModel, table=True):
    """What somebody who was called answered (risposta alla chiamata)."""

    __tablename__ = "replacement_reply"

    call_id: int = Field(foreign_key="replacement_call.id", primary_key=True)
    accepts: bool
    recorded_at: datetime = instant_field()


class Erasure(SQLModel, table=True):
    """Personal data that was erased (cancellazione): how much of what, never whose."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("process_id", "what"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    what: str = Field(max_length=40)
    rows: int
    erased_at: datetime = instant_field()
