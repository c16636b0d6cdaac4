"""What an export means for the inquiry: which comments are new, which say otherwise, which cannot be placed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Fault
from domain.inquiry.definition import InquiryDefinition
from domain.inquiry.views import ReadComment, ReadFile
from domain.tabular import SetAside
from domain.timetable import Window
from domain.vocabulary import PLATFORM_CHANNELS, Admission, Discrepancy

_COMPONENT = re.compile(r"/f/(\d+)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Known:
    """What the inquiry already holds of a comment, against which a later export is compared."""

    id: int
    channel: str
    part: str
    section: str
    source_file_id: int
    text_sha256: str
    """Of the text last seen: the first one, or the last flagged change."""
    present: bool = True
    """False when the last word about it was that it had vanished."""
    hidden: bool = False
    component: str = ""
    """Of the platform, where its address tells it (`component_of`)."""

    @property
    def series(self) -> tuple[str, str | int]:
        """Which exports speak about it: those of its component, or else those that repeat rows of its first file."""
        return self.channel, self.component or self.source_file_id


@dataclass(frozen=True, slots=True)
class Admitted:
    """A new comment with the part it belongs to and whether it came in time."""

    read: ReadComment
    part: str
    section: str
    admission: Admission
    parent_missing: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A known comment of which a later export says otherwise."""

    comment_id: int
    kind: Discrepancy
    later_text: str = ""
    later_sha256: str = ""


@dataclass(slots=True)
class Intake:
    """The meaning of one file. Rows in = accepted (new, known or sections) + set aside."""

    file: ReadFile
    admitted: list[Admitted] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    supports: list[tuple[str, int, int | None]] = field(default_factory=list)
    """Key, supports, votes against."""
    set_aside: list[SetAside] = field(default_factory=list)
    unchanged: int = 0

    @property
    def rows_set_aside(self) -> int:
        return len(self.set_aside)

    @property
    def rows_accepted(self) -> int:
        return self.file.rows_in - self.rows_set_aside


def component_of(url: str) -> str:
    """Return the number of the platform's component (`…/f/7/…`) that an address names, or an empty text."""
    found = _COMPONENT.search(url)
    return found[1] if found else ""


def take_in(
    file: ReadFile,
    *,
    definition: InquiryDefinition,
    window: Window,
    known: Mapping[str, Known],
) -> Intake:
    """Compare a file with what is known and place every comment of it."""
    intake = Intake(file, set_aside=list(file.set_aside))
    places = _Places(definition, known)
    seen: set[str] = set()
    for read in file.comments:
        # Before comparing: another site's comments may have the same numbers as ours.
        if elsewhere := definition.platform.why_not_ours(read.url):
            intake.set_aside.append(_aside(read, elsewhere, "esportate il percorso di questa istruttoria"))
            continue
        seen.add(read.key)
        if read.supports is not None:
            intake.supports.append((read.key, read.supports, read.against))
        before = known.get(read.key)
        if before is not None:
            _compare(intake, before, read)
            continue
        _admit(intake, places, read, window)
    intake.admitted = [_with_parent(admitted, seen, known) for admitted in intake.admitted]
    intake.differences += _vanished(seen, known)
    kept = {admitted.read.key for admitted in intake.admitted} | known.keys()
    intake.supports = [support for support in intake.supports if support[0] in kept]
    return intake


class _Places:
    """Finds the part of the plan that a comment belongs to."""

    def __init__(self, definition: InquiryDefinition, known: Mapping[str, Known]) -> None:
        self._definition = definition
        self._parts = {part.code for part in definition.parts}
        self._places = {key: (comment.part, comment.section) for key, comment in known.items()}

    def of(self, read: ReadComment) -> tuple[str, str] | None:
        """Return (part, section), or None when nothing tells it."""
        if read.part in self._parts:
            return read.part, read.section
        if part := self._definition.part_of(read.section):
            return part, read.section
        # A comment on an osservazione hangs from the section of that osservazione; a reply from its parent's.
        if place := self._places.get(f"proposal:{read.section}") or self._places.get(read.parent_key):
            return place
        catch_all = self._definition.catch_all
        return (catch_all, read.section) if catch_all else None

    def remember(self, read: ReadComment, place: tuple[str, str]) -> None:
        self._places[read.key] = place


def _admit(intake: Intake, places: _Places, read: ReadComment, window: Window) -> None:
    place = places.of(read)
    if place is None:
        problem = f"la sezione «{read.section or 'non indicata'}» non appartiene ad alcuna parte del piano"
        remedy = "registratelo con la scheda dei contributi, indicando la parte a cui si riferisce"
        intake.set_aside.append(_aside(read, problem, remedy))
        return
    if read.channel in PLATFORM_CHANNELS and read.submitted_at < window.opens_at:
        problem = "è stato presentato prima dell'apertura della finestra"
        remedy = "controllate che sia il percorso giusto; per i contributi della fase preparatoria usate la scheda"
        intake.set_aside.append(_aside(read, problem, remedy, "created_at"))
        return
    late = read.channel in PLATFORM_CHANNELS and read.submitted_at >= window.closes_at
    places.remember(read, place)
    intake.admitted.append(Admitted(read, *place, Admission.LATE if late else Admission.ADMITTED, False))


def _aside(read: ReadComment, problem: str, remedy: str, column: str = "root_commentable_url") -> SetAside:
    return SetAside(Fault(problem, remedy, f"{read.place}, colonna {column}"), read.key)


def _with_parent(admitted: Admitted, seen: set[str], known: Mapping[str, Known]) -> Admitted:
    parent = admitted.read.parent_key
    if not parent.startswith("comment:") or parent in seen or parent in known:
        return admitted
    return replace(admitted, parent_missing=True)


def _compare(intake: Intake, before: Known, read: ReadComment) -> None:
    found = []
    if not before.present:
        found.append(Difference(before.id, Discrepancy.REAPPEARED))
    if read.text_sha256 != before.text_sha256:
        found.append(Difference(before.id, Discrepancy.CHANGED, read.text, read.text_sha256))
    if read.hidden_on_platform and not before.hidden:
        found.append(Difference(before.id, Discrepancy.HIDDEN))
    intake.differences += found
    intake.unchanged += not found


def _vanished(seen: Iterable[str], known: Mapping[str, Known]) -> Sequence[Difference]:
    """Comments that this file should hold and no longer does.

    A file speaks about a series when it holds a known comment of it: an export of another component of the platform
    holds none, and says nothing about this one.
    """
    seen = set(seen)
    series = {known[key].series for key in seen if key in known}
    return [
        Difference(comment.id, Discrepancy.VANISHED)
        for key, comment in known.items()
        if comment.present and key not in seen and comment.series in series
    ]
