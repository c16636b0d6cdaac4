"""The records (SQLModel tables) and nothing else; facts are written once, only stages, letters and steps move."""

from domain.models.collected import Comment, ExportDifference, Moderation, SetAsideRow, SourceFile, Support
from domain.models.columns import Instant
from domain.models.evaluated import Assignment, Evaluation, GroupMember, SheetRow
from domain.models.process import Decision, Document, Letter, Process, RegisterEntry, Step

__all__ = [
    "APPEND_ONLY",
    "Assignment",
    "Comment",
    "Decision",
    "Document",
    "Evaluation",
    "ExportDifference",
    "GroupMember",
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
)
"""Tables whose rows the database refuses to change or delete."""
