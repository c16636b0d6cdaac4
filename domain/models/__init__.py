"""The records (SQLModel tables) and nothing else; facts are written once, only stages, letters and the service move."""

from domain.models.collected import Comment, ExportDifference, Moderation, SetAsideRow, SourceFile, Support
from domain.models.columns import Instant
from domain.models.evaluated import Assignment, Evaluation, GroupMember, SheetRow
from domain.models.process import Decision, Document, Letter, Process, RegisterEntry, Step
from domain.models.service import Attempt, Beat, DueStep, IncomingMessage

__all__ = [
    "APPEND_ONLY",
    "Assignment",
    "Attempt",
    "Beat",
    "Comment",
    "Decision",
    "Document",
    "DueStep",
    "Evaluation",
    "ExportDifference",
    "GroupMember",
    "IncomingMessage",
    "Instant",
    "Letter",
    "Moderation",
    "Process",
    "RegisterEntry",
    "SetAsideRow",
    "SheetRow",
    "SourceFile",
    "Step",
    "Support",
]

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
    "incoming_message",
)
"""Tables whose rows the database refuses to change or delete."""
