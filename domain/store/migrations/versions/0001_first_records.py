"""The first records, and the rules that keep facts as they were written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.models import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = (
    "step",
    "register_entry",
    "source_file",
    "set_aside_row",
    "comment",
    "export_difference",
    "moderation",
    "group_member",
    "assignment",
    "sheet_row",
    "evaluation",
    "decision",
    "document",
)


def upgrade() -> None:
    op.create_table(
        "process",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("INQUIRY", "ASSEMBLY", "OBSERVATORY", name="processkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(255), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("definition_sha256", sa.String(length=64), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("EXTENSION", "SEAL", "APPROVAL", name="decisionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("act", sa.String(length=255), nullable=False),
        sa.Column("act_on", sa.Date(), nullable=False),
        sa.Column("officer", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=255), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_process_id"), ["process_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PACT",
                "NOTICE",
                "CONTRIBUTIONS_FORM",
                "CONVOCATION",
                "MANIFEST",
                "COVER_LETTER",
                "EVALUATION_FORM",
                "MENDING_FORM",
                "DRAFT_SYNTHESIS",
                "SYNTHESIS",
                "ANSWERS_ANNEX",
                "ANNEX_INDEX",
                "COUNCIL_PACKAGE",
                "PUBLICATION_NOTICE",
                "PROMISES_ACCOUNT",
                "OPEN_DATA",
                "RETURN_FILE",
                "PROJECTION",
                name="documentkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("public_from_stage", sa.String(length=40), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "name"),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_process_id"), ["process_id"], unique=False)

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("to_name", sa.String(length=160), nullable=False),
        sa.Column("to_address", sa.String(length=254), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "QUEUED",
                "SENDING",
                "SENT",
                "UNCERTAIN",
                "REFUSED",
                "SETTLED",
                name="letterstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", Instant(), nullable=False),
        sa.Column("next_attempt_at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("last_reply", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("message_id"),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_next_attempt_at"), ["next_attempt_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_process_id"), ["process_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_state"), ["state"], unique=False)

    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "OPENING",
                "STAGE",
                "IMPORT",
                "RECEPTION",
                "DISCREPANCY",
                "MODERATION",
                "DECISION",
                "SEAL",
                "GROUPING",
                "ROUTING",
                "EVALUATION",
                "DOCUMENT",
                "LETTER",
                "STEP",
                name="entrykind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("happened_at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "kind", "subject"),
        sa.UniqueConstraint("process_id", "number"),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_entry_process_id"), ["process_id"], unique=False)

    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("collected_at", Instant(), nullable=False),
        sa.Column("rows_in", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("rows_set_aside", sa.Integer(), nullable=False),
        sa.Column("lacks", sa.Text(), nullable=False),
        sa.CheckConstraint("rows_in = rows_accepted + rows_set_aside", name="rows_conserved"),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "sha256"),
    )
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_file_process_id"), ["process_id"], unique=False)

    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "name"),
    )
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_process_id"), ["process_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "AMENDMENT",
                "COMMENT",
                "WORKSHOP",
                "DISTRICT_MEETING",
                "DEPARTMENT",
                "PEC",
                "PAPER",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("parent_key", sa.String(length=80), nullable=False),
        sa.Column("parent_missing", sa.Boolean(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("author_code", sa.String(length=20), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=255), nullable=False),
        sa.Column("event", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("alignment", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column(
            "admission",
            sa.Enum("ADMITTED", "LATE", name="admission", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_file.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("process_id", "key"),
        sa.UniqueConstraint("process_id", "number"),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_process_id"), ["process_id"], unique=False)
        batch_op.create_index("ix_comment_process_part", ["process_id", "part"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_submitted_at"), ["submitted_at"], unique=False)

    op.create_table(
        "set_aside_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_file.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("set_aside_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_aside_row_source_file_id"), ["source_file_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assigned_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_department"), ["department"], unique=False)

    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "ACCEPTED",
                "PARTLY_ACCEPTED",
                "NOT_ACCEPTED",
                "ALREADY_PROVIDED",
                "NOT_PERTINENT",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("plan_change", sa.Text(), nullable=False),
        sa.Column("evaluated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_file.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluation_comment_id"), ["comment_id"], unique=False)

    op.create_table(
        "export_difference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "CHANGED",
                "VANISHED",
                "REAPPEARED",
                "LATE_ARRIVAL",
                "HIDDEN",
                name="discrepancy",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("later_text", sa.Text(), nullable=False),
        sa.Column("later_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_file.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("comment_id", "source_file_id", "kind"),
    )
    with op.batch_alter_table("export_difference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_difference_comment_id"), ["comment_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.String(255), nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column(
            "likeness",
            sa.Enum("MODEL", "EXACT", "NEAR", name="likeness", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("added_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["process_id"],
            ["process.id"],
        ),
        sa.PrimaryKeyConstraint("comment_id"),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index("ix_group_member_group", ["process_id", "group_number"], unique=False)

    op.create_table(
        "moderation",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "INSULT",
                "HATE",
                "THREAT",
                "CONTEMPT",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("officer", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.PrimaryKeyConstraint("comment_id"),
    )
    op.create_table(
        "sheet_row",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("document", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.PrimaryKeyConstraint("comment_id", "department"),
    )
    op.create_table(
        "support",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=True),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_file.id"],
        ),
        sa.PrimaryKeyConstraint("comment_id"),
    )

    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
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


def downgrade() -> None:
    op.drop_table("support")
    op.drop_table("sheet_row")
    op.drop_table("moderation")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index("ix_group_member_group")

    op.drop_table("group_member")
    with op.batch_alter_table("export_difference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_difference_comment_id"))

    op.drop_table("export_difference")
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluation_comment_id"))

    op.drop_table("evaluation")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_department"))
        batch_op.drop_index(batch_op.f("ix_assignment_comment_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("set_aside_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_aside_row_source_file_id"))

    op.drop_table("set_aside_row")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_submitted_at"))
        batch_op.drop_index("ix_comment_process_part")
        batch_op.drop_index(batch_op.f("ix_comment_process_id"))

    op.drop_table("comment")
    with op.batch_alter_table("step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_process_id"))

    op.drop_table("step")
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_file_process_id"))

    op.drop_table("source_file")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_entry_process_id"))

    op.drop_table("register_entry")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_state"))
        batch_op.drop_index(batch_op.f("ix_letter_process_id"))
        batch_op.drop_index(batch_op.f("ix_letter_next_attempt_at"))

    op.drop_table("letter")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_process_id"))

    op.drop_table("document")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_process_id"))

    op.drop_table("decision")
    op.drop_table("process")

    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
