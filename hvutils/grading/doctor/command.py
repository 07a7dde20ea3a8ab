"""``hv doctor``: checks a machine for all that grading needs."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from hvutils.grading.doctor.rows import Check, Row, Status, examine

__all__ = ["arguments", "run"]

_SIGNS = {Status.OK: "[green]ok[/]", Status.WARN: "[yellow]warn[/]", Status.FAIL: "[red]fail[/]"}
FAILED = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``hv doctor``."""
    parser.epilog = "example: hv doctor --course ~/hypervisors"
    parser.description = (
        "Checks what isolation needs, versions, the students' environment and, in a course folder, "
        "its configuration, keys, gradebook and exchange. Exit code 0: grading works; 1: something "
        "must be mended first; 2: the folder given is no course."
    )
    parser.add_argument(
        "--course",
        type=Path,
        metavar="FOLDER",
        help="default: this folder, if it is a course",
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(options: argparse.Namespace) -> int:
    """Look at everything, and print a row for each.

    Returns:
        The exit code: 0, or 1 where something fails.

    Raises:
        KeyFileError: the folder that was given is no course.
    """
    rows = examine(_checks(options.course))
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=2))
    else:
        _show(rows)
    return FAILED if any(row.status is Status.FAIL for row in rows) else 0


def _checks(folder: Path | None) -> list[Check]:
    from hvutils.grading.doctor.course import course_checks
    from hvutils.grading.doctor.machine import machine_checks
    from hvutils.grading.doctor.rows import warn
    from hvutils.grading.doctor.software import software_checks
    from hvutils.grading.isolation.limits import Limits
    from hvutils.grading.plugins.execute import IsolatedExecute, kept_out
    from hvutils.grading.running.settings import load_settings

    if folder is None and not Path("nbgrader_config.py").is_file():
        missing = warn("this folder is none, so none was looked at", "give --course FOLDER")
        checks = machine_checks(Limits(), (Path.cwd(),), unsafe=False)
        return [*checks, *software_checks(), Check("course", lambda: missing)]
    settings = load_settings(folder or Path())
    plugin = IsolatedExecute(config=settings.config)
    keep_out, unsafe = kept_out(settings.config), plugin.unsafe_no_sandbox
    checks = machine_checks(plugin.limits(), keep_out, unsafe=unsafe)
    return [*checks, *software_checks(), *course_checks(settings)]


def _show(rows: list[Row]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_lines=False)
    for heading in ("", "check", "found", "what to do"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(_SIGNS[row.status], row.check, escape(row.found), escape(row.remedy))
    console = Console()
    console.print(table)
    failed = sum(row.status is Status.FAIL for row in rows)
    console.print("Grading works here." if not failed else f"{failed} to be mended before grading.")
