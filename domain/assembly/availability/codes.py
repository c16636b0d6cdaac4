"""The code of an invitation as people copy it from the letter: spaces, case and dashes do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from domain.tabular import RowFault

_BETWEEN = re.compile(r"[\s\-‐‑–—_.]+")
_LOOK_ALIKE = str.maketrans("OIL", "011")
COLUMN = "code"


class CodeBook:
    """The codes of those invited, found again however they were typed."""

    def __init__(self, invited: Iterable[str]) -> None:
        self._exact = frozenset(invited)
        self._codes: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        self._alike: dict[str, str] = {}
        for code in sorted(self._exact):
            if self._codes.setdefault(_plain(code), code) != code:
                self._ambiguous.add(_plain(code))
            self._alike.setdefault(_plain(code).translate(_LOOK_ALIKE), code)

    def find(self, typed: str) -> str:
        """Return the invited code that was typed.

        Raises: RowFault when it is none; a letter taken for a digit is never mended in silence.
        """
        plain = _plain(typed)
        if not plain:
            raise RowFault(COLUMN, "manca il codice", "copiare il codice dalla lettera di invito")
        if typed.strip() in self._exact:
            return typed.strip()
        if plain in self._ambiguous:
            remedy = "scriverlo esattamente come sulla lettera, con le sue maiuscole e i suoi trattini"
            raise RowFault(COLUMN, f"il codice{shown(typed)} può essere di due invitati", remedy)
        if plain in self._codes:
            return self._codes[plain]
        alike = self._alike.get(plain.translate(_LOOK_ALIKE))
        if alike is not None:
            remedy = f"forse è {alike}: controllare sulla lettera O e 0, I, L e 1"
            raise RowFault(COLUMN, f"il codice{shown(typed)} non è fra gli invitati", remedy)
        remedy = "ricopiare il codice dalla lettera; chi non è stato sorteggiato non può candidarsi"
        raise RowFault(COLUMN, f"il codice{shown(typed)} non è fra gli invitati", remedy)


def shown(typed: str) -> str:
    """Return a mistyped code as a fault may repeat it: what has no digit may be somebody's name, and is not."""
    text = " ".join(typed.split())[:40]
    return f" «{text}»" if any(sign.isdigit() for sign in text) else ""


def _plain(code: str) -> str:
    return _BETWEEN.sub("", code).upper()
