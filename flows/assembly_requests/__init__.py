"""What a person fills in to start a flow of the assembly: one form for each act, in the words of the desk."""

from flows.assembly_requests.draws import (
    Commit,
    Draw,
    Forecast,
    Invite,
    MoreLetters,
    OpenAssembly,
    PrepareSelection,
    ReadAvailability,
    Select,
    Sources,
)
from flows.assembly_requests.meetings import (
    AssignGroups,
    Attend,
    Convene,
    GroupPreference,
    LayTables,
    MinutesPoint,
    Recommend,
    RecordMinutes,
)
from flows.assembly_requests.seats import Allowances, EndSeat, Erase, Replace, Reply, Verify
from flows.assembly_requests.year import AnnualReport, ApproveDossier, Biennial, ReadAnswers, Receipt

__all__ = [
    "Allowances",
    "AnnualReport",
    "ApproveDossier",
    "AssignGroups",
    "Attend",
    "Biennial",
    "Commit",
    "Convene",
    "Draw",
    "EndSeat",
    "Erase",
    "Forecast",
    "GroupPreference",
    "Invite",
    "LayTables",
    "MinutesPoint",
    "MoreLetters",
    "OpenAssembly",
    "PrepareSelection",
    "ReadAnswers",
    "ReadAvailability",
    "Receipt",
    "Recommend",
    "RecordMinutes",
    "Replace",
    "Reply",
    "Select",
    "Sources",
    "Verify",
]
