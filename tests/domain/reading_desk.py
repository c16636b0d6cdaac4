"""Exports as the platform writes them, for the tests of the readers."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

from openpyxl import Workbook

from domain.inquiry.reading import read_platform_file
from domain.inquiry.views import ReadFile

CODE_KEY = b"a key for the tests"
SITE = "https://partecipa.example"
PROCESS = f"{SITE}/processes/energia/f/7"

Row = dict[str, Any]

OLD_COMMENT: Row = {
    "id": "515",
    "created_at": "2025-02-03 10:38:20 +0100",
    "body": "Più alberi, grazie",
    "author/id": "1153",
    "author/name": "Anna Bianchi",
    "alignment": "1",
    "depth": "0",
    "user_group/id": "",
    "user_group/name/it": "",
    "user_group/name/en": "",
    "commentable_id": "23",
    "commentable_type": "Decidim::Proposals::Proposal",
    "root_commentable_url": f"{PROCESS}/proposals/23",
}
"""A comment as Decidim 0.20 exports it."""

NEW_COMMENT: Row = {
    "id": "515",
    "created_at": "2025-02-03 09:38:20 UTC",
    "body": "Più alberi, grazie",
    "locale": "it",
    "author/id": "1153",
    "author/name": "Anna Bianchi",
    "alignment": "1",
    "depth": "0",
    "commentable_id": "23",
    "commentable_type": "Decidim::Proposals::Proposal",
    "root_commentable_url": f"{PROCESS}/proposals/23",
}
"""The same comment as the newest Decidim exports it."""

OLD_PROPOSAL: Row = {
    "id": "457",
    "category/id": "",
    "participatory_space/id": "1",
    "component/id": "7",
    "title": "Art. 4",
    "body": "Togliere l'ultimo comma",
    "state": "evaluating",
    "reference": "MI-PROP-457",
    "answer/it": "",
    "supports": "",
    "endorsements/total_count": "12",
    "endorsements/user_endorsements": "Anna Bianchi, Rossi, Mario",
    "author": "Anna Bianchi",
    "comments": "0",
    "published_at": "2025-02-10 08:00:00 +0100",
    "url": f"{PROCESS}/proposals/457",
    "is_amend": "true",
    "original_proposal/title": "4",
    "original_proposal/url": f"{PROCESS}/proposals/23",
}
"""An osservazione as Milan's 0.20 exports it, with its extra column `author`."""

NEW_PROPOSAL: Row = {
    "id": "457",
    "author/id": "1153",
    "author/name": "Anna Bianchi",
    "author/url": f"{SITE}/profiles/anna",
    "title/it": "Art. 4",
    "title/en": "",
    "title/machine_translations/en": "Section 4",
    "body/it": "<p>Togliere l'ultimo comma</p>",
    "body/en": "",
    "body/machine_translations/en": "Drop the last clause",
    "status": "evaluating",
    "votes": "",
    "likes/total_count": "12",
    "likes/user_endorsements": "Anna Bianchi, Rossi, Mario",
    "published_at": "2025-02-10 07:00:00 UTC",
    "url": f"{PROCESS}/proposals/457",
    "is_amend": "true",
    "original_proposal/title/it": "4",
    "original_proposal/url": f"{PROCESS}/proposals/23",
}
"""The same osservazione as the newest Decidim exports it."""


def csv_bytes(*rows: Row, separator: str = ";", encoding: str = "utf-8", line_end: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator, lineterminator=line_end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def json_bytes(*rows: Row) -> bytes:
    """Write nested objects, as the platform does."""
    nested = []
    for row in rows:
        top: Row = {}
        for key, value in row.items():
            branch = top
            *parents, leaf = key.split("/")
            for parent in parents:
                branch = branch.setdefault(parent, {})
            branch[leaf] = value
        nested.append(top)
    return json.dumps(nested, indent=2, ensure_ascii=False).encode()


def xlsx_bytes(*rows: Row) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    stored = io.BytesIO()
    workbook.save(stored)
    return stored.getvalue()


def zip_bytes(**entries: bytes) -> bytes:
    """Write an open-data archive: entity=content."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        for entity, content in entries.items():
            package.writestr(f"partecipa.example-open-data-{entity}.csv", content)
    return stored.getvalue()


def read(data: bytes, name: str = "export.csv") -> ReadFile:
    (file,) = read_all(data, name)
    return file


def read_all(data: bytes, name: str = "export.csv") -> list[ReadFile]:
    files = read_platform_file(data, name, code_key=CODE_KEY, timezone="Europe/Rome")
    assert all(is_conserved(file) for file in files)
    return files


def is_conserved(file: ReadFile) -> bool:
    return file.rows_in == len(file.comments) + len(file.sections) + len(file.set_aside)
