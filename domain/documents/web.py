"""Pages that work from a disk, with no other file and no network: one template with styles and programs inside."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from markupsafe import Markup

from domain.documents import sandbox

TEMPLATES = Path(__file__).parents[2] / "templates" / "web"


def write_page(
    template: str, told: Mapping[str, Any], *, data: Mapping[str, Any], scripts: Sequence[str], style: str
) -> bytes:
    """Return the page, UTF-8; its programs are named by their hash, so that a browser runs nothing else.

    `told` is what the template says as text, escaped; `data` becomes JSON that the programs read.
    """
    page = sandbox.environment().overlay(trim_blocks=True, lstrip_blocks=True, loader=FileSystemLoader(TEMPLATES))
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"
    rendered = page.get_template(template).render(
        **told,
        policy=policy,
        style=Markup(style),  # noqa: S704  (ours, as is what follows)
        scripts=[Markup(script) for script in scripts],  # noqa: S704
        data=Markup(_json(data)),  # noqa: S704
    )
    return rendered.encode()


def own_file(name: str) -> str:
    """Return a program or style that ships with us. It must not end the element that holds it."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert "</script" not in text and "</style" not in text, name
    return text


def safe_script(text: str) -> str:
    """Return a program of others so that nothing in it ends the element that holds it."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _json(data: Mapping[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
