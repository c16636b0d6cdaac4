"""What people receive: the Word templates that staff edit, by subject and name."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def template(subject: str, name: str) -> bytes:
    """Return a Word template as it stands in its folder: `template("inquiry", "notice")`.

    Raises: FileNotFoundError when there is none of that name.
    """
    return (_FOLDER / subject / f"{name}.docx").read_bytes()


def text(subject: str, name: str) -> str:
    """Return a template that is text as it stands in its folder: `text("assembly", "letter.typ")`.

    Raises: FileNotFoundError when there is none of that name.
    """
    return (_FOLDER / subject / name).read_text(encoding="utf-8")


def names(subject: str) -> list[str]:
    """Return the names of the Word templates of a subject, sorted."""
    return sorted(path.stem for path in (_FOLDER / subject).glob("*.docx"))
