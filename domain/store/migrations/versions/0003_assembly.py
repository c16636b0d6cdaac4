"""The assembly: two draws, invitations and seats, meetings, recommendations and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.models import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "commitment",
    "public_seed",
    "seat",
    "seat_ending",
    "replacement_call",
    "replacement_reply",
    "erasure",
    "meeting",
    "meeting_minutes",
    "attendance",
    "group_place",
    "action_choice",
    "recommendation",
    "answer_owner",
    "recommendation_answer",
)


def upgrade() -> None:
    _create_draws()
    _create_work()
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


def _create_draws() -> None:
    op.create_table(
        "commitment",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("FIRST", "SELECTION", name="drawkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("manifest_sha256", sa.String(64), nullable=False),
        sa.Column("document", sa.String(160), nullable=False),
        sa.Column("committed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "kind"),
    )
    op.create_table(
        "contact",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "code"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("erased_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "what"),
    )
    op.create_index(op.f("ix_erasure_process_id"), "erasure", ["process_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(160), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("LETTER", "EMAIL", name="contactchannel", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("invited_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "code"),
    )
    op.create_table(
        "public_seed",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("FIRST", "SELECTION", name="drawkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "kind"),
    )
    op.create_table(
        "replacement_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("vacated", sa.String(80), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("called_at", Instant(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "vacated", "code"),
    )
    op.create_index(op.f("ix_replacement_call_process_id"), "replacement_call", ["process_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("SELECTED", "REPLACEMENT", name="seatorigin", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("replaces", sa.String(80), nullable=False),
        sa.Column("enters_on", sa.Date(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("enters_on < leaves_on", name="term_in_order"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "code"),
        sa.UniqueConstraint("process_id", "cohort", "number"),
    )
    op.create_index(op.f("ix_seat_process_id"), "seat", ["process_id"], unique=False)
    op.create_table(
        "availability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "code", "source_file_id"),
    )
    op.create_index(op.f("ix_availability_process_id"), "availability", ["process_id"], unique=False)
    op.create_table(
        "replacement_reply",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["replacement_call.id"]),
        sa.PrimaryKeyConstraint("call_id"),
    )
    op.create_table(
        "seat_ending",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "RESIGNED", "ABSENT", "INELIGIBLE", name="seatend", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"]),
        sa.PrimaryKeyConstraint("seat_id"),
    )


def _create_work() -> None:
    op.create_table(
        "action_choice",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("meeting_number", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "action"),
    )
    op.create_table(
        "attendance",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("meeting_number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "meeting_number", "code"),
    )
    op.create_table(
        "group_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("group", sa.String(40), nullable=False),
        sa.Column("code", sa.String(80), nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_group_place_process_id"), "group_place", ["process_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "TRAINING",
                "PLENARY",
                "WORKING_GROUP",
                "HANDOVER",
                "BIENNIAL",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("group", sa.String(40), nullable=False),
        sa.Column("cohort", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("convened_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "number", "sequence"),
    )
    op.create_index(op.f("ix_meeting_process_id"), "meeting", ["process_id"], unique=False)
    op.create_table(
        "meeting_minutes",
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("meeting_number", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("chair", sa.String(160), nullable=False),
        sa.Column("guests", sa.Text(), nullable=False),
        sa.Column("points", sa.Text(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("is_quorate", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("present <= entitled", name="present_among_entitled"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("process_id", "meeting_number"),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meeting_number", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("is_adopted", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("votes_for >= 0 AND votes_against >= 0 AND abstained >= 0", name="votes_counted"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "number"),
    )
    op.create_index(op.f("ix_recommendation_process_id"), "recommendation", ["process_id"], unique=False)
    op.create_table(
        "answer_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_answer_owner_recommendation_id"), "answer_owner", ["recommendation_id"], unique=False)
    op.create_table(
        "recommendation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "ACCEPTED",
                "PARTLY_ACCEPTED",
                "NOT_ACCEPTED",
                "UNDER_WAY",
                name="answeroutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["recommendation_id"], ["recommendation.id"]),
        sa.ForeignKeyConstraint(["source_file_id"], ["source_file.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_recommendation_answer_recommendation_id"), "recommendation_answer", ["recommendation_id"], unique=False
    )


def downgrade() -> None:
    for table in (
        "seat_ending",
        "replacement_reply",
        "recommendation_answer",
        "availability",
        "answer_owner",
        "seat",
        "replacement_call",
        "recommendation",
        "public_seed",
        "meeting_minutes",
        "meeting",
        "invitation",
        "group_place",
        "erasure",
        "contact",
        "commitment",
        "attendance",
        "action_choice",
    ):
        op.drop_table(table)
