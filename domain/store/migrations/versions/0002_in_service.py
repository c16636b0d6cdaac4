"""The house's own service: calendar, calls of the engine, signs of life, mail that came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.models import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("process", sa.Column("planned_number", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "due_step",
        sa.Column("process_id", sa.String(60), sa.ForeignKey("process.id"), primary_key=True),
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("due_at", Instant(), nullable=True, index=True),
        sa.Column("waits_for", sa.Text(), nullable=False),
    )
    ends = sa.Enum("OPEN", "DONE", "REFUSED", "FAILED", "DEAD", name="attemptend", native_enum=False, length=40)
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("process_id", sa.String(60), sa.ForeignKey("process.id"), nullable=False, index=True),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("flow_run_id", sa.String(40), nullable=False),
        sa.Column("end", ends, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.UniqueConstraint("process_id", "due_at", "number"),
        sa.CheckConstraint("number >= 1", name="attempt_from_one"),
    )
    op.create_table(
        "beat",
        sa.Column("part", sa.String(40), primary_key=True),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
    )
    kinds = ("ACCEPTED", "DELIVERED", "FAILED", "DELAYED", "REPLY", "AUTOMATIC", "UNKNOWN")
    op.create_table(
        "incoming_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.Enum(*kinds, name="incomingkind", native_enum=False, length=40), nullable=False),
        sa.Column("process_id", sa.String(60), sa.ForeignKey("process.id"), nullable=True, index=True),
        sa.Column("letter_id", sa.Integer(), sa.ForeignKey("letter.id"), nullable=True, index=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER incoming_message_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON incoming_message "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER incoming_message_no_{verb.lower()} BEFORE {verb} ON incoming_message "
            "BEGIN SELECT RAISE(ABORT, 'incoming_message is append-only'); END"
        )


def downgrade() -> None:
    for table in ("incoming_message", "beat", "attempt", "due_step"):
        op.drop_table(table)
    op.drop_column("process", "planned_number")
