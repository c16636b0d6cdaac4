"""Where the files of a draft lie: in a folder of its own, named by its hash."""

from __future__ import annotations

from domain.store.observatory import Draft

DRAFTS = "bozze"
BASIS = "riservato/base.bin"
"""The private part of an edition, in the folder of its draft: what the next edition must know, and nobody else."""


def draft_folder(year: int, manifest_sha256: str) -> str:
    """The folder of a draft: drafts with the same bytes share it."""
    return f"{DRAFTS}/{year}-{manifest_sha256[:12]}"


def folder_of(draft: Draft) -> str:
    """The folder of a draft that is on record."""
    return draft_folder(draft.year, draft.manifest_sha256)
