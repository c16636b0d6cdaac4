"""Text on its way into XML: escaped, and nothing in it that XML cannot hold."""

from __future__ import annotations

import re

_SPECIAL = re.compile('[&<>"\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]')
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """Escape a text for an element or a double-quoted attribute.

    Characters that XML cannot hold become a visible �: texts are cleaned on the way in, this is the last guard.
    """
    if not _SPECIAL.search(text):
        return text
    text = _ILLEGAL.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\r", "&#13;")
