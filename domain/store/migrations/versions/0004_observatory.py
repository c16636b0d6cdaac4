"""The observatory: extracts handed in, drafts of an edition, editions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.models import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("extract", "edition_draft", "edition")
_KINDS = ("HOUSEHOLDS", "SECTIONS", "CLASSES", "QUESTIONNAIRES", "RETROFITS", "GEOMETRY", "AREAS")


def upgrade() -> None:
    _create_extract()
    _create_editions()
    for table in APPEND_ONLY:
        _protect(table)


def _protect(table: str) -> None:
    """Refuse UPDATE and DELETE in the database itself, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _create_extract() -> None:
    op.create_table(
        "extract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="extractkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(80), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("is_addition", sa.Boolean(), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_set_aside", sa.Integer(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.CheckConstraint("rows_in = rows_accepted + rows_set_aside", name="extract_rows_conserved"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "number"),
    )
    op.create_index(op.f("ix_extract_process_id"), "extract", ["process_id"], unique=False)


def _create_editions() -> None:
    op.create_table(
        "edition_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("inputs_sha256", sa.String(64), nullable=False),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("replaces", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("prepared_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "number"),
    )
    op.create_index(op.f("ix_edition_draft_process_id"), "edition_draft", ["process_id"], unique=False)
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("act", sa.String(255), nullable=False),
        sa.Column("act_on", sa.Date(), nullable=False),
        sa.Column("officer", sa.String(120), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["edition_draft.id"]),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "year", "revision"),
        sa.UniqueConstraint("draft_id"),
    )
    op.create_index(op.f("ix_edition_process_id"), "edition", ["process_id"], unique=False)


def downgrade() -> None:
    for table in ("edition", "edition_draft", "extract"):
        op.drop_table(table)
