"""The one way a citizen's text is made safe to hash, print and compare."""

from __future__ import annotations

import hashlib
import re
from html.entities import html5
from unicodedata import is_normalized, normalize

LONGEST = 30_000
"""Unit: characters. A cell of Excel holds 32,767; a comment of the platform 1,000."""
CUT_MARK = "\n[testo troncato: l'originale supera 30.000 caratteri]"

_LONGEST_RAW = 300_000
"""Beyond this not even the markup is looked at: a hostile cell must cost no more than this."""
_MOST_ROUNDS = 8

# What Word, XML and a reader's eye cannot bear: controls (tab and newline apart), lone surrogates, the direction
# overrides that make a line read otherwise than it is written, byte order marks, non-characters.
_UNSAFE = "\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"
_DROPPED = re.compile(f"[{_UNSAFE}]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_SPECIAL = re.compile(f"[<&\r\x0b\x0c\u2028\u2029{_UNSAFE}]|gid://")

_TAG_NAMES = (
    "p|br|div|span|strong|em|b|i|u|s|a|ul|ol|li|h[1-6]|blockquote|img|iframe|script|style|table|thead|tbody|tr|td|th|"
    "pre|code|hr|sub|sup|small|del|ins|mark|font|center|video|audio|source|figure|figcaption|html|head|body|meta|link|"
    "form|input|button|svg|object|embed"
)
_TAG = re.compile(rf"<(/?)({_TAG_NAMES})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_HTML_COMMENT = re.compile(r"<!--(?:(?!<!--|-->).)*-->", re.DOTALL)
_MENTION = re.compile(r"<span\b[^<>]{0,500}\bdata-type=\"mention\"[^<>]{0,500}>[^<>]{0,500}</span>", re.IGNORECASE)
_LINK = re.compile(
    r"<a\b[^<>]{0,500}\bhref=\"(https?://[^\"<>\s]{1,2000})\"[^<>]{0,500}>([^<>]{0,2000})</a>", re.IGNORECASE
)
_NEW_LINE_AFTER = frozenset(
    {"p", "div", "li", "blockquote", "tr", "table", "ul", "ol", "pre"} | {f"h{n}" for n in range(1, 7)}
)
_BLANKS = re.compile(r"(?<![ \t\xa0])[ \t\xa0]+\n")
_MANY_BREAKS = re.compile(r"\n{3,}")

_GID = re.compile(r"gid://[\w.-]{1,80}/Decidim::(\w{1,40}(?:::\w{1,40})*)/(\d{1,19})(?:/_?(\w{1,120}))?")
_GID_WORDS = {"User": "[utente]", "UserGroup": "[gruppo]"}

_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
_MARKUP_CHARACTERS = frozenset("<>&")


def clean(raw: str) -> str:
    """Return the text as it may be hashed, printed and compared; cleaning twice is cleaning once.

    Markup goes where the text is HTML ("costo < 5" is not), the address of a link stays beside its words; entities are
    decoded once, and stay as typed where decoding would make new markup; the platform's tokens become neutral words;
    line ends become LF; unsafe characters go; NFC; trailing blanks go (the platform adds one when it answers). A text
    beyond `LONGEST` characters is cut and says so.
    """
    if len(raw) <= LONGEST and not _SPECIAL.search(raw) and is_normalized("NFC", raw):
        return raw.rstrip()
    text = _plain(raw[:_LONGEST_RAW])
    if _TAG.search(text):
        text = _plain(_without_markup(text))
    text = _decoded(_without_tokens(text))
    if len(text) > LONGEST or len(raw) > _LONGEST_RAW:
        return text[: LONGEST - len(CUT_MARK)].rstrip() + CUT_MARK
    return text


def clean_line(raw: str, longest: int = 255) -> str:
    """Return the cleaned text on one line, for titles and names; beyond `longest` characters it ends in an ellipsis."""
    line = " ".join(clean(raw).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def digest(text: str) -> str:
    """Return the SHA-256 (hexadecimal) of the cleaned text: raw and cleaned forms of one text have the same digest."""
    return hashlib.sha256(clean(text).encode()).hexdigest()


def _plain(text: str) -> str:
    return normalize("NFC", _DROPPED.sub("", _BREAK.sub("\n", text))).rstrip()


def _without_markup(text: str) -> str:
    text = _LINK.sub(_words_and_address, _MENTION.sub("[utente]", _HTML_COMMENT.sub("", text)))
    for _ in range(_MOST_ROUNDS):  # taking one tag away can bring another together: <<b>b>
        text, found = _TAG.subn(_space_for, text)
        if not found:
            break
    else:
        text = text.replace("<", "‹")
    return _MANY_BREAKS.sub("\n\n", _BLANKS.sub("\n", text)).strip()


def _words_and_address(link: re.Match[str]) -> str:
    address, words = link.groups()
    return words if address.rstrip("/") in words else f"{words} ({address})"


def _space_for(tag: re.Match[str]) -> str:
    closing, name = tag[1], tag[2].lower()
    if name == "br" or (closing and name in _NEW_LINE_AFTER):
        return "\n"
    return "- " if name == "li" else ""


def _without_tokens(text: str) -> str:
    while _GID.search(text):  # the word of one token can run into the next
        text = _GID.sub(_neutral_word, text)
    return text


def _neutral_word(token: re.Match[str]) -> str:
    kind, number, word = token.groups()
    if kind == "Hashtag":
        return f"#{word}" if word else "[hashtag]"
    return _GID_WORDS.get(kind) or f"[riferimento {number}]"


def _decoded(text: str) -> str:
    """Decode the entities once, as far as the result cannot be taken for markup again."""
    if not _ENTITY.search(text):
        return text
    full = _plain(_ENTITY.sub(_character, text))
    if not _is_markup(full) and not _has_entities(full):
        return full
    soft = _plain(_ENTITY.sub(_harmless_character, text))
    settled = not _is_markup(soft) and _plain(_ENTITY.sub(_harmless_character, soft)) == soft
    again = _plain(_ENTITY.sub(_character, soft))
    return soft if settled and (_is_markup(again) or _has_entities(again)) else text


def _is_markup(text: str) -> bool:
    return _TAG.search(text) is not None or _GID.search(text) is not None


def _has_entities(text: str) -> bool:
    return any(_character(entity) != entity[0] for entity in _ENTITY.finditer(text))


def _character(entity: re.Match[str]) -> str:
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html5.get(f"{name};", entity[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= 0x10FFFF else entity[0]


def _harmless_character(entity: re.Match[str]) -> str:
    character = _character(entity)
    return entity[0] if _MARKUP_CHARACTERS.intersection(character) else character
