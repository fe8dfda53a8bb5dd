"""The application: commands found by file name, help that loads nothing heavy, and every exit status in one place."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer import core
from typer import main as typer_main

from cxm.cli.console import complain
from cxm.errors import CxmError, Exit, UsageError, fold, nearest

EXAMPLES = """Numbers about customers that can be defended, from the exports of survey, web, billing and help desk tools.

\b
  cxm compute nps survey.csv                     one metric of one export
  cxm compute nps,csat survey.csv --period month --by region
  cxm explain nps                                what exactly is computed
  cxm inspect survey.csv                         what the file is, and what it can feed
"""


class Command(core.TyperCommand):
    """A command whose options are listed under headings, drawn without the libraries of typer's own help."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments first, then each panel of options."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                panels.setdefault(getattr(parameter, "rich_help_panel", None) or "Options", []).append(record)
        for panel in sorted(panels, key=lambda name: name == "Options"):
            with formatter.section(panel):
                formatter.write_dl(panels[panel])


class Commands(core.TyperGroup):
    """The commands, one file each in `cxm/cli/commands`; a file is opened only when its command is."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - signature of typer's
        """Names of the commands: those most used first."""
        from cxm.cli.commands import ORDER, names

        return sorted(names(), key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name.

        Raises:
            UsageError: there is none; the cure gives the nearest.
        """
        names = self.list_commands(ctx)
        if fold(cmd_name) not in {fold(name) for name in names}:
            near = nearest(cmd_name, names)
            cure = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(names)}"
            raise UsageError(f"unknown command: {cmd_name!r}", cure=cure)
        module = import_module(f"cxm.cli.commands.{fold(cmd_name)}")
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name=cmd_name, cls=Command, short_help=module.SHORT, help=module.HELP)(module.run)
        return typer_main.get_command(single)


def version(value: bool) -> None:  # noqa: FBT001 - a typer callback
    """Print the version and stop."""
    if value:
        from cxm import __version__

        typer.echo(f"cxm {__version__}")
        raise typer.Exit


app = typer.Typer(cls=Commands, help=EXAMPLES, rich_markup_mode=None, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def root(
    *,
    show_version: bool = typer.Option(False, "--version", help="Print the version and stop.", callback=version, is_eager=True),
) -> None:
    """Options of cxm itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status (DESIGN section 9)."""
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except CxmError as error:
        complain(str(error))
        return int(error.exit)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has seen enough. What Python still holds back must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return int(Exit.OK)
    except Exception:
        import traceback

        traceback.print_exc()
        complain("this is a bug in cxm; please report it with the lines above")
        return int(Exit.BUG)
    return status


def _run(arguments: Sequence[str] | None) -> int:
    """Typer's part, with its errors made ours."""
    from typer._click.exceptions import ClickException

    try:
        status = app(list(arguments) if arguments is not None else None, prog_name="cxm", standalone_mode=False)
    except ClickException as error:
        if (refused := _number_refused(error)) is not None:
            raise refused from error
        complain(error.format_message(), context=getattr(error, "ctx", None))
        return int(Exit.USAGE)
    except typer.Abort:
        return int(Exit.INTERRUPTED)
    except SystemExit as stop:
        # Not in standalone mode typer ends the process itself in one case only: the reader closed the pipe.
        raise BrokenPipeError from stop
    return status if isinstance(status, int) else 0


def _number_refused(error: Any) -> UsageError | None:
    """An option's value that is no number, or none that can be, in words for people; None for any other error."""
    said = re.search(r"^(?P<value>.*) is not (?P<what>in the range|a valid (?:float|int)).*$", getattr(error, "message", ""))
    parameter = getattr(error, "param", None)
    if said is None or parameter is None:
        return None
    value = said["value"].strip("'")
    name = f"{parameter.opts[-1]} " if parameter.opts[-1].startswith("-") else ""
    if said["what"] != "in the range":
        whole = said["what"].endswith("int")
        cure = "digits only, such as 12" if whole else "digits, and a point before decimals, such as 42.5"
        return UsageError(f"{name}{value!r} is no {'whole ' if whole else ''}number", cure=cure)
    low, high = parameter.type.min, parameter.type.max
    number = float(value)
    if high is None:
        return UsageError(f"{name}{number:g} is less than {low:g}", cure=f"{low:g} or more")
    # Who types 95 for a share means per cent.
    meant = f"{name}{number / 100:g}" if high < 1 and low <= number / 100 <= high else f"a number from {low:g} to {high:g}"
    return UsageError(f"{name}{number:g} is not between {low:g} and {high:g}", cure=meant)
