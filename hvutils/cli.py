"""The command ``hv``. Each subcommand stands in a module of its own, imported when it is used."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import UnsupportedOperation
from typing import Protocol, cast

import hvutils
from hvutils.errors import HvError, in_words

__all__ = ["COMMANDS", "Command", "main"]

BAD_INPUT = 2


class Subcommand(Protocol):
    """What the module of a subcommand offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the subcommand's arguments."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


@dataclass(frozen=True)
class Command:
    """A subcommand: its name, the module that does it, and what it is for."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("classify", "hvutils.classify_command", "say what a machine runs on, and why"),
    Command("record", "hvutils.record_command", "record a machine's probes, redacted, with hashes"),
    Command("course", "hvutils.grading.course.commands", "build and grade a course"),
    Command("grade", "hvutils.grading.running.command", "grade a class, in parallel and isolated"),
    Command("doctor", "hvutils.grading.doctor.command", "check a machine for what grading needs"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``hv``.

    Args:
        arguments: the command line without the program's name; by default this process's.

    Returns:
        0, or 2 where some input could not be used.
    """
    _check_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="hv",
        description="Reads the probe output of servers and says what they run on.",
        epilog="example: hv classify web-01.tar.gz",
    )
    parser.add_argument("--version", action="version", version=f"hv {hvutils.__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        sub = subparsers.add_parser(command.name, help=command.help, description=command.help)
        # Importing all of them would cost each call the time of the slowest.
        if command.name in given:
            module = cast(Subcommand, importlib.import_module(command.module))
            module.arguments(sub)
            sub.set_defaults(run=module.run)
    options = parser.parse_args(given)
    try:
        code = int(options.run(options))
        # Here, and not when the interpreter ends, which would only complain.
        sys.stdout.flush()
        return code
    except HvError as error:
        print(f"hv: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        # The reader of our output went away: that is its right, and no error.
        _leave_stdout()
        return 0
    except OSError as error:
        if error.filename is None and _stdout_fails():
            _leave_stdout()
            print(f"hv: standard output cannot be written: {error.strerror}", file=sys.stderr)
        else:
            print(f"hv: {in_words(error)}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130


def _check_streams() -> None:
    """Make do with streams that a caller has closed, as ``2>&-`` does: Python then has None."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115


def _stdout_fails() -> bool:
    """Return whether it was standard output: what it could not take, it tries again."""
    try:
        sys.stdout.flush()
        # Without a buffer nothing is left to be tried; a full device refuses even nothing.
        os.write(sys.stdout.fileno(), b"")
    except UnsupportedOperation:
        return False
    except OSError:
        return True
    return False


def _leave_stdout() -> None:
    """Drop what could not be written, lest the interpreter tries again when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
