"""Every word of the product: stages, channels, outcomes, roles; the value is the official Italian term."""

from domain.vocabulary.assembly import (
    AnswerOutcome,
    ContactChannel,
    DrawKind,
    MeetingKind,
    SeatEnd,
    SeatOrigin,
)
from domain.vocabulary.inquiry import (
    CHANGES_THE_PLAN,
    PLATFORM_CHANNELS,
    Admission,
    Channel,
    Discrepancy,
    Ground,
    Likeness,
    Outcome,
)
from domain.vocabulary.observatory import CONFIDENTIAL, PLACES, ExtractKind, RefreshEnd
from domain.vocabulary.process import (
    NEXT_STAGES,
    AssemblyStage,
    DecisionKind,
    DocumentKind,
    EntryKind,
    InquiryStage,
    ObservatoryStage,
    OfficeStage,
    ProcessKind,
)
from domain.vocabulary.service import (
    AttemptEnd,
    IncomingKind,
    LetterState,
)

__all__ = [
    "CHANGES_THE_PLAN",
    "CONFIDENTIAL",
    "NEXT_STAGES",
    "PLACES",
    "PLATFORM_CHANNELS",
    "Admission",
    "AnswerOutcome",
    "AssemblyStage",
    "AttemptEnd",
    "Channel",
    "ContactChannel",
    "DecisionKind",
    "Discrepancy",
    "DocumentKind",
    "DrawKind",
    "EntryKind",
    "ExtractKind",
    "Ground",
    "IncomingKind",
    "InquiryStage",
    "LetterState",
    "Likeness",
    "MeetingKind",
    "ObservatoryStage",
    "OfficeStage",
    "Outcome",
    "ProcessKind",
    "RefreshEnd",
    "SeatEnd",
    "SeatOrigin",
]
