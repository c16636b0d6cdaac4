"""How each table of the assembly is bound by the register: which entry vouches for which rows, and for what in them."""

from __future__ import annotations

from domain.facts import Binding
from domain.vocabulary import DrawKind, EntryKind

COMMITMENT = Binding("impegno", EntryKind.COMMITMENT, "row_sha256", ("manifest_sha256", "document", "committed_at"))
SEED = Binding("seme", EntryKind.DRAW, "row_sha256", ("seed", "sources", "recorded_at"))
INVITED = Binding("sorteggiati", EntryKind.DRAW, "invited_sha256", ("code", "stratum"))
"""In order of code, until they are erased."""
MAILED = Binding("inviti spediti", EntryKind.INVITATION, "mailed_sha256", ("code", "channel"))
"""In order of code, until they are erased."""
ANSWERED = Binding(
    "disponibilità", EntryKind.AVAILABILITY, "answers_sha256", ("code", "is_available", "answers", "answered_at")
)
ASIDE = Binding("righe accantonate", EntryKind.AVAILABILITY, "aside_sha256", ("place", "problem", "remedy", "raw"))
_FILE = ("name", "size_bytes", "layout", "subject", "collected_at", "rows_in", "rows_accepted", "rows_set_aside")
AVAILABILITY_FILE = Binding("file acquisito", EntryKind.AVAILABILITY, "file_sha256", _FILE)
ANSWERS_FILE = Binding("file acquisito", EntryKind.ANSWER, "file_sha256", _FILE)
SEATS = Binding(
    "mandati",
    EntryKind.SEATS,
    "seats_sha256",
    ("cohort", "number", "code", "origin", "replaces", "enters_on", "leaves_on", "recorded_at"),
)
GROUPS = Binding("gruppi di lavoro", EntryKind.SEATS, "groups_sha256", ("group", "code", "assigned_at"))
SEAT_END = Binding("cessazione", EntryKind.SEAT_END, "row_sha256", ("reason", "leaves_on", "recorded_at"))
CALL = Binding(
    "chiamata in surroga",
    EntryKind.REPLACEMENT_CALL,
    "row_sha256",
    ("vacated", "code", "effect", "called_at", "answer_by"),
)
REPLY = Binding(
    "risposta alla chiamata", EntryKind.REPLACEMENT_REPLY, "row_sha256", ("vacated", "accepts", "recorded_at")
)
MEETING = Binding(
    "seduta",
    EntryKind.CONVOCATION,
    "row_sha256",
    ("kind", "group", "cohort", "starts_at", "ends_at", "place", "agenda", "is_cancelled", "convened_at"),
)
ATTENDANCE = Binding("presenze", EntryKind.MINUTES, "attendance_sha256", ("code", "is_present"))
"""In order of code."""
MINUTES = Binding(
    "verbale",
    EntryKind.MINUTES,
    "row_sha256",
    (
        "opened_at",
        "closed_at",
        "chair",
        "guests",
        "points",
        "entitled",
        "present",
        "is_quorate",
        "recorded_at",
    ),
)
ACTIONS = Binding("azioni scelte", EntryKind.MINUTES, "actions_sha256", ("action", "recorded_at"))
"""In order of code."""
RECOMMENDATION = Binding(
    "raccomandazione",
    EntryKind.RECOMMENDATION,
    "row_sha256",
    (
        "meeting_number",
        "group",
        "action",
        "title",
        "text",
        "votes_for",
        "votes_against",
        "abstained",
        "is_adopted",
        "recorded_at",
    ),
)
ANSWERS = Binding(
    "risposte",
    EntryKind.ANSWER,
    "answers_sha256",
    ("number", "department", "outcome", "reason", "follow_up", "follow_up_on", "answered_at"),
)
OWNER_FIELDS = ("number", "department", "reason", "assigned_at")
"""Of who answers a recommendation: its entry names the first, the workbook that passed it on each further one."""

COMPOSITION = "composizione"
"""Subject of the entry that seats the cohorts."""


def draw_subject(kind: DrawKind, wave: int = 1) -> str:
    """Name the entry of a draw; a later wave of the first one has an entry of its own."""
    return kind.name if wave == 1 else f"{kind.name} {wave}"


def replacement_subject(code: str) -> str:
    """Name the entry that seats somebody in the place of another."""
    return f"surroga {code}"


def attendance_subject(meeting: int) -> str:
    """Name the entry of who came to a meeting."""
    return f"presenze {meeting}"
