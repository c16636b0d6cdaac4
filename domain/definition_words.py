"""The Italian words for what can be wrong in a definition: one problem and one remedy for each kind of error."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

_SYNTAX = (
    ("'\\t'", "il rientro è fatto con una tabulazione", "rientrate con spazi"),
    ("mapping values are not allowed", "c'è un due punti fuori posto", "mettete il testo fra virgolette"),
    ("could not find expected ':'", "manca il due punti dopo il nome del campo", "scrivete «nome: valore»"),
    ("unexpected end of stream", "le virgolette aperte non sono chiuse", "chiudete le virgolette"),
    ("expected <block end>", "il rientro non corrisponde alle righe sopra", "allineate la riga a quelle sopra"),
    ("unknown escape character", "dopo la barra rovesciata c'è un carattere non previsto", "usate gli apici semplici"),
    ("',' or '", "una parentesi non è chiusa o manca una virgola", "chiudete la parentesi o aggiungete la virgola"),
    ("cannot start any token", "la riga comincia con un segno riservato", "mettete il testo fra virgolette"),
)
_NOT_YAML = ("la riga non è YAML leggibile", "controllate rientri, due punti e virgolette")

_KINDS = {
    "int": ("«{value}» non è un numero intero", "scrivete un numero senza decimali, per esempio 30"),
    "float": ("«{value}» non è un numero", "scrivete un numero con il punto, per esempio 0.5"),
    "finite_number": ("«{value}» non è un numero finito", "scrivete un numero, per esempio 0.5"),
    "decimal": ("«{value}» non è un numero", "scrivete un numero con il punto, per esempio 0.5"),
    "bool": ("«{value}» non è un sì o un no", "scrivete true oppure false"),
    "date": ("«{value}» non è una data", "scrivete il giorno come anno-mese-giorno, per esempio 2025-02-01"),
    "time": ("«{value}» non è un'ora", "scrivete l'ora come 09:00"),
    "list": ("qui serve un elenco", "scrivete una voce per riga, ciascuna dopo un trattino"),
    "tuple": ("qui serve un elenco", "scrivete una voce per riga, ciascuna dopo un trattino"),
    "set": ("qui serve un elenco", "scrivete una voce per riga, ciascuna dopo un trattino"),
    "dict": ("qui serve un gruppo di campi", "scrivete sotto, rientrati, i campi «nome: valore»"),
    "model": ("qui serve un gruppo di campi", "scrivete sotto, rientrati, i campi «nome: valore»"),
    "string_too_short": ("il testo è vuoto", "scrivete il testo"),
    "string_too_long": ("il testo è troppo lungo", "accorciatelo a {max_length} caratteri al più"),
    "string_pattern_mismatch": ("il testo non ha la forma richiesta", "seguite l'esempio della documentazione"),
    "string": ("qui serve un testo", "scrivete un testo sulla stessa riga"),
    "too_short": ("le voci sono {actual_length}, troppo poche", "scrivetene almeno {min_length}"),
    "too_long": ("le voci sono troppe", "lasciatene al più {max_length}"),
    "greater_than_equal": ("«{value}» è troppo piccolo", "scrivete almeno {ge}"),
    "greater_than": ("«{value}» è troppo piccolo", "scrivete un numero maggiore di {gt}"),
    "less_than_equal": ("«{value}» è troppo grande", "scrivete al più {le}"),
    "less_than": ("«{value}» è troppo grande", "scrivete un numero minore di {lt}"),
}
_OTHER = ("il valore non è ammesso", "correggetelo seguendo la documentazione del campo")


def syntax_words(problem: str) -> tuple[str, str]:
    """Return the problem and the remedy for what the YAML parser says."""
    return next(((said, mend) for part, said, mend in _SYNTAX if part in problem), _NOT_YAML)


def fault_words(detail: dict[str, Any], right_names: list[str]) -> tuple[str, str]:
    """Return the problem and the remedy for one pydantic error; `right_names` are the fields admitted in that place."""
    kind, value = detail["type"], detail.get("input")
    context = dict(detail.get("ctx", {}))
    if kind == "missing":
        return f"manca il campo «{detail['loc'][-1]}»", "aggiungetelo"
    if kind == "extra_forbidden":
        return _unknown_name(str(detail["loc"][-1]), right_names)
    if kind in ("enum", "literal_error"):
        return _unknown_word(_short(value), re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    if kind in ("value_error", "assertion_error"):
        return str(context.get("error", "")).strip() or _OTHER[0], _OTHER[1]
    if value is None:
        return "il valore manca", "scrivetelo dopo i due punti, oppure togliete la riga se il campo è facoltativo"
    problem, remedy = next((words for name, words in _KINDS.items() if kind.startswith(name)), _OTHER)
    words = context | {"value": _short(value)}
    return problem.format_map(words), remedy.format_map(words)


def nearest(word: str, right_words: list[str]) -> str:
    """Return the word of the list that staff most likely meant, or an empty text."""
    return next(iter(get_close_matches(word, right_words, n=1, cutoff=0.6)), "")


def _unknown_name(name: str, right_names: list[str]) -> tuple[str, str]:
    meant = nearest(name, right_names)
    listed = f"; i campi ammessi qui sono: {', '.join(right_names)}" if right_names else ""
    remedy = f"forse intendevate «{meant}»" if meant else f"togliete la riga{listed}"
    return f"il campo «{name[:60]}» non è previsto", remedy


def _unknown_word(word: str, right_words: list[str]) -> tuple[str, str]:
    meant = nearest(word, right_words)
    remedy = f"forse intendevate «{meant}»; " if meant else ""
    return f"«{word}» non è fra le parole ammesse", f"{remedy}scegliete fra: {', '.join(right_words)}"


def _short(value: object) -> str:
    text = str(value) if isinstance(value, str | int | float) else type(value).__name__
    return text if len(text) <= 40 else f"{text[:39]}…"
