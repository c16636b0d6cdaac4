"""A small observatory for the demo, the rehearsal and the tests: Milan's definition for the invented city."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

DEFINITION = Path(__file__).parent / "milano" / "observatory.yaml"
_SENDERS = ("mm", "sit")
"""Who has something to hand in of a city that is invented: the housing manager, and who keeps the bases."""
_SEASONS = {2024: (2250, 1.0), 2025: (2250, 1.08), 2026: (2180, 1.12), 2027: (2300, 1.15), 2028: (2210, 1.17)}


def small_observatory(*, visits: int = 400) -> str:
    """Return Milan's definition (YAML) made over for the invented city."""
    found: dict[str, Any] = yaml.load(DEFINITION.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    found["city"] = "Città sintetica"
    found["senders"] = [one for one in found["senders"] if one["code"] in _SENDERS]
    found["senders"][0] |= {"code": "gestore", "name": "Gestore degli alloggi pubblici"}
    found["guide"]["visits"] = str(visits)
    found["seasons"] = {
        str(year): {"degree_days": str(days), "price_index": str(price)} for year, (days, price) in _SEASONS.items()
    }
    return str(yaml.safe_dump(found, allow_unicode=True, sort_keys=False))
