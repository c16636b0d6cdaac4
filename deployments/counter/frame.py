"""The frame of every page of the counter: one style, one script, both known to the browser by their hash."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence

from deployments.counter.markup import Html, Piece, joined, tag

STYLE = """
:root{color-scheme:light dark;--ink:#1b2330;--soft:#4c5768;--paper:#fff;--ground:#f3f5f8;--line:#d3d9e2;--link:#0b4f9e;
--good:#0b6b3a;--bad:#a3161a;--mark:#e8eef7}
@media(prefers-color-scheme:dark){:root{--ink:#e9edf3;--soft:#b4becd;--paper:#1b222c;--ground:#12171e;--line:#3a4554;
--link:#8fc1ff;--good:#7fd6a4;--bad:#ffa4a0;--mark:#25303e}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.55 system-ui,"Segoe UI",Roboto,sans-serif}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--link);
outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem}
header{background:var(--paper);border-bottom:1px solid var(--line)}
header div,main,footer{max-width:66rem;margin:0 auto;padding:.9rem 1.25rem}
header div{display:flex;flex-wrap:wrap;gap:.3rem 1.75rem;align-items:baseline}
header strong{font-size:1.1rem;margin-right:auto}
nav ul{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;margin:0;padding:0}
nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration-thickness:2px}
main{padding-top:1.6rem;padding-bottom:2rem}
h1{font-size:1.65rem;line-height:1.25;margin:0 0 .4rem}
h2{font-size:1.15rem;margin:0 0 .7rem}
.lead{margin:0 0 1.4rem;color:var(--soft)}
section{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1.1rem 1.25rem;
margin:0 0 1.1rem}
section>:last-child{margin-bottom:0}
.wide{overflow-x:auto}
.id{display:block;color:var(--soft)}
table{border-collapse:collapse;width:100%}
caption{position:absolute;left:-99rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child th,tbody tr:last-child td{border-bottom:0}
thead th{color:var(--soft);font-size:.86rem;font-weight:600;white-space:nowrap}
tbody th{font-weight:400}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.when{white-space:nowrap}
.note{color:var(--soft);font-size:.92rem}
.stage{display:inline-block;background:var(--mark);border-radius:.5rem;padding:.05rem .6rem}
.late{color:var(--bad);font-weight:600}
ul.plain{margin:0;padding-left:1.15rem}
code{font:.92em ui-monospace,Consolas,monospace;overflow-wrap:break-word}
code.name{user-select:all;background:var(--mark);border-radius:.3rem;padding:.1rem .4rem}
form p{margin:0 0 1rem}
label{display:block;font-weight:600;margin-bottom:.25rem}
select,input[type=file]{font:inherit;color:inherit;background:var(--paper);max-width:100%;padding:.4rem .5rem;
border:1px solid var(--soft);border-radius:.35rem}
button{font:inherit;font-weight:600;color:var(--paper);background:var(--link);border:0;border-radius:.35rem;
padding:.5rem 1.1rem;cursor:pointer}
button[disabled]{opacity:.55;cursor:default}
button.small{font-size:.86rem;padding:.15rem .7rem;margin-left:.6rem}
.good::before{content:"✓ ";color:var(--good);font-weight:700}
.bad::before{content:"✗ ";color:var(--bad);font-weight:700}
.refusal{border-left:.35rem solid var(--bad)}
footer{color:var(--soft);font-size:.86rem;padding-bottom:2rem}
"""

SCRIPT = """
'use strict';
const form = document.querySelector('form[data-limit]');
const told = document.querySelector('#esito');
function line(kind, text) {
  const item = document.createElement('li');
  item.className = kind;
  item.textContent = text;
  told.append(item);
  return item;
}
function button(text, work) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'small';
  made.textContent = text;
  made.addEventListener('click', () => work(made));
  return made;
}
async function hand_in(file, name) {
  if (file.size > Number(form.dataset.limit)) {
    line('bad', `${file.name}: ${form.dataset.tooLarge}`);
    return false;
  }
  const asked = new URLSearchParams({nome: name, procedimento: form.elements.procedimento.value});
  try {
    const reply = await fetch(`/consegne?${asked}`, {method: 'PUT', body: file, headers: {Accept: 'application/json'}});
    const said = await reply.json();
    if (reply.ok) {
      line('good', `${file.name}: ${said.told}`);
      return true;
    }
    const item = line('bad', `${file.name}: ${said.problem}. Rimedio: ${said.remedy}`);
    if (reply.status === 409 && said.place) {
      item.append(button(`Consegna come ${said.place}`, async (made) => {
        made.disabled = true;
        if (await hand_in(file, said.place)) location.reload();
      }));
    }
  } catch {
    line('bad', `${file.name}: ${form.dataset.broken}`);
  }
  return false;
}
if (form) {
  document.querySelector('#senza').hidden = true;
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const press = form.querySelector('button');
    press.disabled = true;
    told.replaceChildren();
    let good = true;
    for (const file of form.elements.file.files) good = await hand_in(file, file.name) && good;
    press.disabled = false;
    if (good) location.reload();
  });
}
for (const code of document.querySelectorAll('code.name')) {
  code.after(button('Copia', async (made) => {
    await navigator.clipboard.writeText(code.textContent);
    made.textContent = 'Copiato';
  }));
}
"""

PLACES = (("/", "Procedimenti"), ("/consegne", "Consegne"), ("/calendario.ics", "Calendario"))
"""What stands at the top of every page."""


def policy() -> str:
    """Return what the browser may do with our pages: nothing but our own style and script, and calls to ourselves."""
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_hash(STYLE)}'",
            f"script-src '{_hash(SCRIPT)}'",
            "connect-src 'self'",
            "img-src data:",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def page(title: str, *body: Piece, place: str = "", lead: Piece = "") -> str:
    """Return a whole page; `place` is the entry of the head that it belongs to."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · Sportello"),
        tag("link", rel="icon", href="data:,"),
        Html(f"<style>{STYLE}</style>"),
    )
    main = tag("main", tag("h1", title), tag("p", lead, class_="lead") if lead else "", *body, id="contenuto")
    foot = tag("footer", "Sportello dell'ufficio: documenti interni, non pubblicateli senza verificarne la fase.")
    skip = tag("a", "Vai al contenuto", href="#contenuto", class_="skip")
    script = Html(f"<script>{SCRIPT}</script>")
    return f"<!doctype html>{tag('html', head, tag('body', skip, _head(place), main, foot, script), lang='it')}"


def section(title: str, *body: Piece, class_: str | bool = False) -> Html:
    """Return a part of a page under its title."""
    return tag("section", tag("h2", title), *body, class_=class_)


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[Piece]], *, numbers: Sequence[int] = ()) -> Html:
    """Return a table; the first cell of a row names it, and the columns in `numbers` stand to the right."""

    def right(place: int) -> str | bool:
        return "number" if place in numbers else False

    head = tag("tr", *(tag("th", name, scope="col", class_=right(place)) for place, name in enumerate(header)))
    body = (
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(tag("td", cell, class_=right(n)) for n, cell in enumerate(row[1:], 1)),
        )
        for row in rows
    )
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    # A region that scrolls must be reachable with the keyboard.
    return tag("div", whole, class_="wide", tabindex="0", role="region", aria_label=caption)


def _head(place: str) -> Html:
    entries = (
        tag("li", tag("a", words, href=address, aria_current="page" if address == place else False))
        for address, words in PLACES
    )
    nav = tag("nav", tag("ul", *entries), aria_label="Pagine dello sportello")
    return tag("header", tag("div", tag("strong", "Sportello delle istruttorie"), nav))


def _hash(text: str) -> str:
    return "sha256-" + b64encode(hashlib.sha256(text.encode()).digest()).decode()


def listed(lines: Sequence[Piece]) -> Html:
    """Return lines as a list."""
    return tag("ul", *(tag("li", line) for line in lines), class_="plain")


def refusal_page(problem: str, remedy: str, place: str = "") -> str:
    """Return the page of a refusal: the problem, where it lies, and what to do instead."""
    where = tag("p", tag("code", place)) if place else ""
    body = joined([where, tag("p", tag("strong", "Rimedio: "), remedy)])
    return page("Non si può fare", section(problem[:1].upper() + problem[1:], body, class_="refusal"))
