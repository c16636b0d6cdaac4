"""The records of the observatory: extracts as they were handed in, drafts of an edition, editions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.models.columns import instant_field, text_field, word_field
from domain.vocabulary import ExtractKind


class Extract(SQLModel, table=True):
    """A file handed in for the edition of a year (estrazione); a delivery replaces the sender's earlier one."""

    __tablename__ = "extract"
    __table_args__ = (
        UniqueConstraint("process_id", "number"),
        CheckConstraint("rows_in = rows_accepted + rows_set_aside", name="extract_rows_conserved"),
    )

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    number: int = Field(description="within the process, in the order of delivery")
    source_file_id: int = Field(foreign_key="source_file.id")
    kind: ExtractKind = word_field(ExtractKind)
    year: int = Field(description="of the data")
    sender: str = Field(max_length=80, description="code of the sender in the definition")
    name: str = Field(max_length=255, description="of the file, as it was handed in")
    is_addition: bool = Field(description="false: it replaces what the sender had handed in of this kind and year")
    rows_in: int
    rows_accepted: int
    rows_set_aside: int
    received_at: datetime = instant_field()


class EditionDraft(SQLModel, table=True):
    """An edition that is composed and sealed, and that nobody has published yet (bozza di edizione)."""

    __tablename__ = "edition_draft"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    number: int = Field(description="within the process")
    year: int
    inputs_sha256: str = Field(max_length=64, description="of all that the edition was made from")
    manifest_sha256: str = Field(max_length=64, description="the hash of the edition")
    replaces: str = Field(default="", max_length=64, description="hash of the edition that it corrects; empty: none")
    reason: str = text_field()
    """Why it corrects a published edition; empty for the first of a year."""
    prepared_at: datetime = instant_field()


class Edition(SQLModel, table=True):
    """A published edition (edizione): never changed; a revision is a row of the same year with the next number."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("process_id", "year", "revision"), UniqueConstraint("draft_id"))

    id: int | None = Field(default=None, primary_key=True)
    process_id: str = Field(foreign_key="process.id", index=True)
    draft_id: int = Field(foreign_key="edition_draft.id")
    year: int
    revision: int = Field(description="0 for the first of the year")
    manifest_sha256: str = Field(max_length=64)
    act: str = Field(max_length=255)
    act_on: date
    officer: str = Field(max_length=120)
    published_at: datetime = instant_field()
