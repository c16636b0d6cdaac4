"""`istruttoria observatory …`: the acts of the observatory from a terminal, each with the fields of its form."""

from __future__ import annotations

import typer

from deployments import cli_observatory_look, cli_observatory_refresh
from deployments.cli_forms import OBSERVATORY, add_form_command
from flows import observatory_requests as of
from flows.requests import Form

app = typer.Typer(help="Osservatorio della povertà energetica: estrazioni, edizioni, verifiche.", no_args_is_help=True)

COMMANDS: tuple[tuple[str, type[Form]], ...] = (
    ("open", of.OpenObservatory),
    ("deliver", of.Deliver),
    ("form", of.BlankForm),
    ("prepare", of.Prepare),
    ("publish", of.Publish),
    ("correct", of.Correct),
    ("erase", of.EraseExtracts),
)

for _name, _form in COMMANDS:
    add_form_command(app, _name, _form, deeds=OBSERVATORY)
app.command()(cli_observatory_refresh.refresh)
app.command()(cli_observatory_look.check)
app.command()(cli_observatory_look.compare)
app.command()(cli_observatory_look.verify)
app.command()(cli_observatory_look.status)
app.command()(cli_observatory_look.advance)
