"""Which export of the platform a header belongs to, and where its columns stand: by name, never by version."""

from __future__ import annotations

from enum import Enum

from domain.errors import Refusal
from domain.tabular import Columns, Origin

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


def is_from_api(columns: Columns) -> bool:
    """Tell whether our own `fetch_platform_api` wrote this file."""
    return "author/nickname" in columns


def _private(columns: Columns) -> frozenset[int]:
    return frozenset(
        index
        for index, name in enumerate(columns.names)
        if name in _PRIVATE or name.startswith("user_group/name") or "/user_" in name
    )


PLATFORM = Origin(
    get_again="Riscaricare l'esportazione dalla piattaforma.",
    mend_row="Riscaricare l'esportazione dalla piattaforma; se il guasto resta, correggere la riga a mano.",
    send="Caricare l'esportazione della piattaforma.",
    formats="Caricare l'esportazione della piattaforma in CSV, JSON o Excel (.xlsx), o lo ZIP dei dati aperti.",
    web_page=(
        "È una pagina web, non un'esportazione: forse l'accesso era scaduto o la piattaforma ha dato errore",
        "Rientrare nella piattaforma e riscaricare il file.",
    ),
    writes_utf8=" come lo scrive la piattaforma",
    private=_private,
)
"""The city's participation platform (Decidim)."""


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
