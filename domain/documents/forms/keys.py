"""The key of a row: the id of its record and a seal that only the product can make."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from domain.documents.forms.cells import cell_text
from domain.documents.forms.spec import FormRow, FormSpec

_SEAL_LENGTH = 10
_RESTORE = "ricopiate la riga intera dal modulo ricevuto e riscrivete la risposta"


def row_key(spec: FormSpec, row_id: str, values: Mapping[str, str], *, secret: bytes, process: str) -> str:
    """Return `id.seal`: the seal covers the form's kind, the process, the id and the signed texts as a cell holds them.

    Spaces do not count, because spreadsheets change them.
    """
    sealed = "\x1f".join([spec.kind, process, row_id, *_signed_texts(spec, values)])
    digest = hmac.new(secret, sealed.encode(), hashlib.sha256).hexdigest()
    return f"{row_id}.{digest[:_SEAL_LENGTH]}"


def id_of(key: str) -> str:
    """Return the id that a key claims, empty when it is no key."""
    row_id, dot, seal = key.strip().rpartition(".")
    return row_id if dot and len(seal) == _SEAL_LENGTH else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a key proves: no id, and why; or an id, perhaps with something to be warned about."""

    key_id: str = ""
    problem: str = ""
    remedy: str = ""


class Recognition:
    """Recognizes rows by their sealed key, with the help of the rows that were issued when they are known."""

    def __init__(
        self, spec: FormSpec, secret: bytes, process: str, issued: Mapping[str, FormRow] | None = None
    ) -> None:
        self._spec, self._secret, self._process, self._issued = spec, secret, process, issued
        self._owners: dict[tuple[str, ...], str] | None = None

    def judge(self, key: str, values: Mapping[str, str]) -> Verdict:
        """Judge a key beside the signed texts that stand in its row."""
        if not key:
            return Verdict("", "la riga ha una risposta ma non ha la chiave", _RESTORE)
        row_id = id_of(key)
        issued = self._issued.get(row_id) if self._issued is not None else None
        if self._is_sealed(key, values):
            return Verdict(row_id) if issued is not None or self._issued is None else _not_asked(row_id)
        if issued is None or not self._is_sealed(key, issued.values):
            problem = "la chiave non è riconosciuta: la chiave o il testo bloccato sono stati cambiati"
            return Verdict("", problem, _RESTORE)
        owner = self._owner(values)
        if owner:
            return Verdict("", f"la chiave è della riga {row_id}, ma il testo è della riga {owner}", _RESTORE)
        problem = "il testo bloccato è stato modificato: vale quello del protocollo"
        return Verdict(row_id, problem, "non serve correggere; controllate di aver risposto al contributo giusto")

    def _is_sealed(self, key: str, values: Mapping[str, str]) -> bool:
        expected = row_key(self._spec, id_of(key), values, secret=self._secret, process=self._process)
        return hmac.compare_digest(expected.encode(), key.strip().encode())

    def _owner(self, values: Mapping[str, str]) -> str:
        """Return the id of the issued row that these texts are of, if any: then the key was pasted from elsewhere."""
        if self._owners is None:
            issued = self._issued or {}
            self._owners = {_signed_texts(self._spec, row.values): row_id for row_id, row in issued.items()}
        texts = _signed_texts(self._spec, values)
        return self._owners.get(texts, "") if any(texts) else ""


def _not_asked(row_id: str) -> Verdict:
    problem = f"la riga {row_id} non è fra quelle a cui il modulo deve rispondere"
    return Verdict("", problem, "toglietela: risponde un'altra direzione, oppure la risposta non è più attesa")


def _signed_texts(spec: FormSpec, values: Mapping[str, str]) -> tuple[str, ...]:
    texts = (cell_text(values.get(column.key, "")) for column in spec.signed)
    return tuple(" ".join(unicodedata.normalize("NFC", text).split()) for text in texts)
