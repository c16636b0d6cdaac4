"""`istruttoria assembly …`: the acts of the assembly's year from a terminal, each with the fields of its form."""

from __future__ import annotations

import typer

from deployments import cli_assembly_draw, cli_assembly_look
from deployments.cli_forms import add_form_command
from flows import assembly_requests as of
from flows.requests import Form

app = typer.Typer(help="Assemblea permanente: sorteggio, gruppi, sedute, rapporto, risposte.", no_args_is_help=True)

COMMANDS: tuple[tuple[str, type[Form]], ...] = (
    ("open", of.OpenAssembly),
    ("commit", of.Commit),
    ("forecast", of.Forecast),
    ("invite", of.Invite),
    ("more-letters", of.MoreLetters),
    ("availability", of.ReadAvailability),
    ("end-seat", of.EndSeat),
    ("replace", of.Replace),
    ("reply", of.Reply),
    ("attendance", of.Attend),
    ("tables", of.LayTables),
    ("report", of.AnnualReport),
    ("receipt", of.Receipt),
    ("dossier", of.ReadAnswers),
    ("approve", of.ApproveDossier),
    ("allowances", of.Allowances),
    ("biennial", of.Biennial),
    ("erase", of.Erase),
    ("verify", of.Verify),
)
"""A form of few fields: each is an argument or an option."""
BY_FILE: tuple[tuple[str, type[Form]], ...] = (
    ("groups", of.AssignGroups),
    ("convene", of.Convene),
    ("recommend", of.Recommend),
    ("minutes", of.RecordMinutes),
)
"""A form of many fields: it comes as a file."""

for _name, _form in COMMANDS:
    add_form_command(app, _name, _form)
for _name, _form in BY_FILE:
    add_form_command(app, _name, _form, by_file=True)
app.command()(cli_assembly_draw.draw)
app.command()(cli_assembly_draw.select)
app.command("verify-draw")(cli_assembly_draw.verify_draw)
app.command()(cli_assembly_look.status)
app.command()(cli_assembly_look.advance)
app.command()(cli_assembly_look.members)
