"""Which export of the platform a header belongs to, and where its columns stand: by name, never by version."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from domain.errors import Refusal
from domain.text import clean_line

_HOW_TO_EXPORT = (
    "Nell'amministrazione della piattaforma aprire il componente, scegliere «Esporta» e caricare il file delle "
    "proposte, dei dibattiti o dei commenti."
)
_PRIVATE = ("author", "author/name", "author/nickname", "name", "nickname", "email")
_OTHER_EXPORTS = frozenset({"address", "attendees", "progress", "budget_amount", "budget/id", "slug", "subtitle"})
_PROPOSAL_SIGNS = frozenset({"url", "is_amend", "component/id", "participatory_space/id", "reference"})


class Kind(Enum):
    """What an export holds."""

    COMMENTS = "commenti"
    PROPOSALS = "proposte"
    DEBATES = "dibattiti"
    MODERATIONS = "moderazioni"


class Columns:
    """The columns of one file by name; machine translations do not count."""

    def __init__(self, header: Sequence[str]) -> None:
        self.names = [clean_line(name).lower() for name in header]
        self._index: dict[str, int] = {}
        for index, name in enumerate(self.names):
            self._index.setdefault(name, index)

    def __contains__(self, name: str) -> bool:
        return name in self._index

    @property
    def is_from_api(self) -> bool:
        """Whether our own `fetch_platform_api` wrote this file."""
        return "author/nickname" in self._index

    def at(self, *names: str) -> int:
        """Return the index of the first of these columns that is there, or -1."""
        return next((self._index[name] for name in names if name in self._index), -1)

    def translations(self, base: str) -> list[tuple[int, str]]:
        """Return (index, locale) of `base` and its languages: bare, then Italian, then as the file has them."""
        found = [(self._index[base], "")] if base in self._index else []
        prefix = f"{base}/"
        spoken = [
            (index, name.removeprefix(prefix))
            for name, index in self._index.items()
            if name.startswith(prefix) and "/" not in name.removeprefix(prefix)
        ]
        return found + sorted(spoken, key=lambda column: column[1] != "it")

    def private(self) -> frozenset[int]:
        """Return the indexes of the columns that hold people's names: they never enter a set-aside row."""
        return frozenset(
            index
            for index, name in enumerate(self.names)
            if name in _PRIVATE or name.startswith("user_group/name") or "/user_" in name
        )

    def repeated(self) -> list[str]:
        """Return the names that stand more than once in the header."""
        return sorted({name for name in self.names if name and self.names.count(name) > 1})


def recognize(columns: Columns, place: str) -> Kind:
    """Say which export this header belongs to.

    Raises: Refusal, when it is none that an inquiry reads.
    """
    if repeated := columns.repeated():
        raise Refusal(
            f"L'intestazione ripete {len(repeated)} colonne, tra cui «{repeated[0][:40]}»",
            "Lasciare una sola colonna per nome, o riscaricare l'esportazione.",
            place,
        )
    kind = _kind_of(columns)
    if kind is None:
        raise Refusal(_why_not(columns), _HOW_TO_EXPORT, place)
    return kind


def _kind_of(columns: Columns) -> Kind | None:
    if "id" not in columns:
        return None
    if "commentable_id" in columns and "created_at" in columns and columns.translations("body"):
        return Kind.COMMENTS
    if "reportable_id" in columns and "reportable_type" in columns:
        return Kind.MODERATIONS
    if not columns.translations("title") or "commentable_type" in columns:
        return None
    if columns.translations("body") and _PROPOSAL_SIGNS.intersection(columns.names):
        return Kind.PROPOSALS
    is_other = bool(_OTHER_EXPORTS.intersection(columns.names))
    return Kind.DEBATES if columns.translations("description") and "url" in columns and not is_other else None


def _why_not(columns: Columns) -> str:
    if "nickname" in columns:
        return "È l'elenco degli utenti della piattaforma: contiene dati personali e non va caricato"
    if "commentable_type" in columns or "root_commentable_url" in columns:
        lacking = [name for name in ("id", "created_at", "body", "commentable_id") if name not in columns]
        return f"Sembra l'esportazione dei commenti, ma mancano le colonne: {', '.join(lacking)}"
    seen = ", ".join(name[:40] for name in columns.names[:6])
    return f"L'intestazione non è di un'esportazione di proposte, dibattiti o commenti; colonne trovate: {seen}"
