"""Files that come by mail, whatever the process: what each is, what became of it, and a try that loses none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy.exc import SQLAlchemyError

from domain.documents.forms.peek import form_meta
from domain.errors import Refusal
from domain.outbox.opened import Enclosure

_BY_HAND = "se il file è buono, acquisitelo voi dalla cartella degli arrivi; altrimenti rispondete a chi l'ha mandato"
_ASK_AGAIN = "chiedete a chi l'ha mandato il modulo Excel (.xlsx) ricevuto da noi, compilato"
NO_FORM = Refusal("non è un modulo di questo procedimento", _ASK_AGAIN)
OF_THE_DEPARTMENT = "dall'indirizzo della direzione a cui la scheda appartiene"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that came by mail, with what its hidden sheet says if it is a form of ours."""

    file: Enclosure
    meta: Mapping[str, str]
    fault: Refusal | None = None
    """What it is instead of a form."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was not taken in: why, and what to do."""

    file: Enclosure
    problem: str
    remedy: str


@dataclass(slots=True)
class Taken:
    """What became of the files of one message in one process. Files in = taken + left."""

    taken: list[Enclosure] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def leave(self, file: Enclosure, why: Refusal) -> None:
        """Leave a file to the officer."""
        self.left.append(Left(file, why.problem, why.remedy))

    def attempt(self, files: Sequence[Enclosure], act: Callable[[], object]) -> None:
        """Take files in by an act; what it refuses, or what breaks its reader, is left to the officer."""
        try:
            act()
        except Refusal as refusal:
            remedy = f"{refusal.remedy}. Poi {_BY_HAND}"
            self.left += [Left(file, refusal.problem, remedy) for file in files]
        except (SQLAlchemyError, OSError):
            raise  # the house's trouble, not the file's: the message waits for the next round
        except Exception as error:  # a file that breaks its reader must not keep the rest of the mailbox waiting
            problem = f"la lettura si è interrotta ({type(error).__name__})"
            remedy = f"segnalatelo a chi mantiene il programma; {_ASK_AGAIN}"
            self.left += [Left(file, problem, remedy) for file in files]
        else:
            self.taken += files


def look_at(file: Enclosure) -> Found:
    """Say whether a file is a form of ours, and of which process; never raises for what is in it."""
    if PurePath(file.name).suffix.lower() == ".eml":
        return Found(file, {}, Refusal("è un messaggio allegato a un altro", f"apritelo: {_BY_HAND}"))
    try:
        return Found(file, form_meta(file.data, file.name))
    except Refusal as refusal:
        return Found(file, {}, refusal)
    except Exception as error:  # whatever a foreign file does to its reader, the message it came with is not lost
        return Found(file, {}, Refusal(f"il file non si può leggere ({type(error).__name__})", _ASK_AGAIN))


def why_not_from(sender: str, expected: Collection[str], whose: str) -> Refusal | None:
    """Say why a file is not taken in unseen: it does not come from whoever we asked.

    An address can be forged: this keeps out mistakes and strangers, not a forger who holds the department's own form.
    """
    if sender in {address.lower() for address in expected}:
        return None
    return Refusal(f"non viene {whose}", f"verificate chi l'ha mandato: {_BY_HAND}")
