"""The names that a template uses, against the data it will get: unknown fields, functions, hidden attributes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError, nodes
from pydantic import BaseModel

from domain.documents.paragraphs import TemplateFault
from domain.documents.sandbox import environment, nearest
from domain.documents.template_check.schema import Kind, element, fields, inside_list, is_group, is_list, suggestion
from domain.documents.template_check.tags import Tag

_LOOP = ("index", "index0", "revindex", "first", "last", "length", "previtem", "nextitem")
_ELEMENT_FILTERS = {"first", "last"}
_SAME_FILTERS = {"sort", "unique", "default"}
_WRAPPED = {
    "for": "{{% {} %}}{{% endfor %}}",
    "if": "{{% {} %}}{{% endif %}}",
    "elif": "{{% if 1 %}}{{% {} %}}{{% endif %}}",
    "set": "{{% {} %}}",
}


def field_faults(tags: Sequence[Tag], context: type[BaseModel]) -> list[TemplateFault]:
    """Return the faults of the names and expressions of one part of a template, in reading order."""
    sandbox = environment()
    scopes: list[dict[str, Kind]] = [dict(fields(context))]
    faults: list[TemplateFault] = []
    for tag in tags:
        if tag.opener == "{#" or tag.word in ("else", "endif"):
            continue
        if tag.word == "endfor":
            scopes[1:] = scopes[1:-1]
            continue
        reader = _Reader(tag, sandbox, {name: kind for scope in scopes for name, kind in scope.items()})
        added = reader.read()
        faults += reader.faults
        if tag.opener == "{%" and tag.word == "for":
            scopes.append(added)
        else:
            scopes[-1].update(added)
    return faults


@dataclass
class _Reader:
    """One tag being read, with the names that can be used where it stands."""

    tag: Tag
    sandbox: Environment
    scope: dict[str, Kind]
    faults: list[TemplateFault] = field(default_factory=list)

    def read(self) -> dict[str, Kind]:
        """Check the tag; return the names that it brings along (the variable of a loop, of a set)."""
        if self.tag.opener == "{%" and self.tag.word not in _WRAPPED:
            return {}
        pattern = _WRAPPED[self.tag.word] if self.tag.opener == "{%" else "{{{{ {} }}}}"
        try:
            statement = self.sandbox.parse(pattern.format(self.tag.body)).body[0]
        except TemplateSyntaxError:
            self._say("non è scritto in modo comprensibile", "controllate virgole, virgolette, punti e parentesi")
            return {}
        if isinstance(statement, nodes.For):
            return self._loop(statement)
        if isinstance(statement, nodes.Assign) and isinstance(statement.target, nodes.Name):
            return {statement.target.name: self.kind_of(statement.node)}
        if isinstance(statement, nodes.Output):
            self._printed(statement.nodes[0])
        else:
            self._children(statement)
        return {}

    def _loop(self, statement: nodes.For) -> dict[str, Kind]:
        kind = self.kind_of(statement.iter)
        if not isinstance(statement.target, nodes.Name):
            self._say("il ciclo ha più di una variabile", "scrivete «for voce in elenco»")
            return {}
        if kind is not None and not is_list(kind):
            self._say("il ciclo scorre qualcosa che non è un elenco", f"usate un elenco: {self._lists()}")
        added = {statement.target.name: element(kind), "loop": _LOOP}
        if statement.test is not None:
            self.scope = {**self.scope, **added}
            self.kind_of(statement.test)
        return added

    def _printed(self, node: nodes.Expr) -> None:
        kind = self.kind_of(node)
        if is_list(kind):
            self._say("indica un elenco, non un testo", "scorretelo con un ciclo for")
        elif is_group(kind):
            shown = ", ".join(list(fields(kind))[:4])
            self._say("indica un gruppo di dati, non un testo", f"aggiungete un punto e il campo: {shown}")

    def kind_of(self, node: nodes.Node) -> Kind:
        """Return the type of an expression, noting its faults on the way; None when it cannot be told."""
        if isinstance(node, nodes.Name):
            return self._name(node)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node.node, node.attr)
        if isinstance(node, nodes.Getitem):
            return self._item(node)
        if isinstance(node, nodes.Filter):
            return self._filter(node)
        if isinstance(node, nodes.Call):
            self._say("chiama una funzione", "i modelli non eseguono funzioni: usate soltanto i campi")
        self._children(node)
        return None

    def _children(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self.kind_of(child)

    def _name(self, node: nodes.Name) -> Kind:
        if node.name in self.scope:
            return self.scope[node.name]
        self._unknown(node.name)
        return None

    def _attribute(self, holder: nodes.Node, name: str) -> Kind:
        if name.startswith("_"):
            self._say(f"«{name}» è una parte interna del programma", "usate soltanto i campi del modello")
            return None
        kind = self.kind_of(holder)
        if kind is None:
            return None
        if kind is _LOOP:
            if name not in _LOOP:
                self._say(f"«loop» non ha «{name}»", f"usate loop.{nearest(name, _LOOP) or 'index'}")
            return None
        known = fields(kind)
        if name in known:
            return known[name]
        if known:
            self._unknown(f"{_written(holder)}.{name}")
        else:
            what = "è un elenco: scorretelo con for" if is_list(kind) else "è un testo o un numero: non ha campi"
            self._say(f"«{_written(holder)}» {what}", f"togliete «.{name}»")
        return None

    def _item(self, node: nodes.Getitem) -> Kind:
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._attribute(node.node, node.arg.value)
        kind = self.kind_of(node.node)
        self._children(node.arg)
        return element(kind)

    def _filter(self, node: nodes.Filter) -> Kind:
        kind = self.kind_of(node.node) if node.node is not None else None
        for argument in node.args:
            self.kind_of(argument)
        if node.name not in self.sandbox.filters:
            close = nearest(node.name, self.sandbox.filters)
            remedy = f"forse «{close}»?" if close else f"filtri ammessi: {', '.join(sorted(self.sandbox.filters))}"
            self._say(f"il filtro «{node.name}» non esiste o non è ammesso", remedy)
        if node.name in _ELEMENT_FILTERS:
            return element(kind)
        return kind if node.name in _SAME_FILTERS else None

    def _unknown(self, written: str) -> None:
        close, many = suggestion(written, self.scope), inside_list(written, self.scope)
        if many:
            leaf = written.rsplit(".", 1)[-1]
            remedy = f"sta in «{many}»: scrivete un ciclo «for voce in {many}» e usate voce.{leaf}"
        elif close:
            remedy = f"forse «{close}»?"
        else:
            remedy = f"campi ammessi: {', '.join(sorted(self.scope)[:12])}"
        self._say(f"il campo «{written}» non esiste", remedy)

    def _lists(self) -> str:
        return ", ".join(name for name, kind in self.scope.items() if is_list(kind)) or "qui non ce ne sono"

    def _say(self, problem: str, remedy: str) -> None:
        fault = self.tag.fault(problem, remedy)
        if fault not in self.faults:
            self.faults.append(fault)


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return "…"
