"""``hv course``: the table of its actions. Each stands in a module of its own."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

__all__ = ["ACTIONS", "Action", "arguments", "run"]


class ActionModule(Protocol):
    """What the module of an action offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the action's arguments; ``--course`` is there already."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


@dataclass(frozen=True)
class Action:
    """An action of ``hv course``.

    Args:
        name: its word on the command line.
        help: what it does, in a few words.
        example: what follows ``hv course`` in the example that its help shows.
    """

    name: str
    help: str
    example: str

    @property
    def module(self) -> ActionModule:
        """The module that does it, imported when it is asked for."""
        return cast(ActionModule, importlib.import_module(f"{_ROOM}.{self.name}"))


_ROOM = "hvutils.grading.course.actions"

# A row an action; its module has the same name, in the folder actions/.
ACTIONS = (
    Action("check", "check that notebooks, keys and pool agree", "check recon"),
    Action("build", "generate the students' version in release/", "build recon"),
    Action("demo", "write and grade the demo class, and print the class table", "demo recon"),
    Action("extend", "give one student a later due date", "extend ada recon 2026-12-01"),
    Action("penalties", "work out anew what lateness costs", "penalties recon"),
    Action("roster", "put the class into the gradebook", "roster participants.csv --apply"),
    Action("regrade", "grade anew what an older key has marked", "regrade recon --dry-run"),
    Action("report", "print the class table, write the class report", "report recon --html r.html"),
    Action("gain", "compare what the class said before and after the course", "gain"),
    Action(
        "variants", "show a student's set with its truth, or how sets overlap", "variants recon ada"
    ),
    Action("alias", "confirm that work was done under another user name", "alias ada ada.lovelace"),
    Action("watch", "grade what arrives in the exchange", "watch recon --every 10 --rate 6"),
)

_BY_NAME: Mapping[str, Action] = {action.name: action for action in ACTIONS}


class _OnDemand(argparse._SubParsersAction):  # type: ignore[type-arg]
    """Lets an action declare its arguments when its name was given.

    Importing all of them would cost each call the time of the slowest.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        name = str(values[0]) if values else ""
        if name in _BY_NAME:
            _BY_NAME[name].module.arguments(self.choices[name])
        super().__call__(parser, namespace, values, option_string)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the actions to the parser of ``hv course``."""
    parser.epilog = f"example: hv course {ACTIONS[0].example}"
    actions = parser.add_subparsers(
        action=_OnDemand, dest="action", required=True, metavar="ACTION", title="actions"
    )
    for action in ACTIONS:
        sub = actions.add_parser(
            action.name,
            help=action.help,
            description=f"{action.help[0].upper()}{action.help[1:]}.",
            epilog=f"example: hv course {action.example}",
        )
        sub.add_argument(
            "--course", type=Path, default=Path(), metavar="FOLDER", help="default: this folder"
        )


def run(options: argparse.Namespace) -> int:
    """Run an action of ``hv course``.

    Returns:
        The exit code. A submission that cannot be graded is no failure: it stands in the table
        with its reason.

    Raises:
        HvError: the course or its key is wrong; the message says how to mend it.
    """
    return _BY_NAME[options.action].module.run(options)
