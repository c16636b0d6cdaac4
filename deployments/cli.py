"""The command `istruttoria`: every act from a terminal, for people in words and for machines in JSON."""

from __future__ import annotations

import sys

import typer
from typer import rich_utils

from deployments import (
    cli_assembly,
    cli_backup,
    cli_calendar,
    cli_doctor,
    cli_inquiry,
    cli_letter,
    cli_observatory,
    cli_rehearse,
    cli_template,
    cli_up,
)
from domain.errors import Refusal

app = typer.Typer(
    name="istruttoria",
    help="Istruttoria: partecipazione pubblica, dalla definizione agli esiti.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rich_utils.ARGUMENTS_PANEL_TITLE = "Argomenti"
rich_utils.OPTIONS_PANEL_TITLE = "Opzioni"
rich_utils.COMMANDS_PANEL_TITLE = "Comandi"
rich_utils.ERRORS_PANEL_TITLE = "Errore"
rich_utils.REQUIRED_LONG_STRING = "[obbligatorio]"
app.command("up")(cli_up.up)
app.command("doctor")(cli_doctor.doctor)
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)
app.command()(cli_backup.migrate)
app.add_typer(cli_inquiry.app, name="inquiry")
app.add_typer(cli_assembly.app, name="assembly")
app.add_typer(cli_observatory.app, name="observatory")
app.add_typer(cli_letter.app, name="letter")
app.command("calendar")(cli_calendar.calendar)
app.add_typer(cli_rehearse.app, name="rehearse")
app.add_typer(cli_template.app, name="template")


def main() -> None:
    """Run the command; a refusal is printed as problem and remedy, with exit status 1."""
    try:
        app()
    except Refusal as refusal:
        report_refusal(refusal)


def report_refusal(refusal: Refusal) -> None:
    """Print a refusal on standard error, as JSON where the command was asked for JSON, and end with status 1."""
    from deployments.printing import refused

    refused(refusal, json_wanted="--json" in sys.argv)
    raise SystemExit(1) from None


if __name__ == "__main__":
    main()
