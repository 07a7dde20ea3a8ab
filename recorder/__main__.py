"""Record captures: ``python -m recorder [--machine NAME] [--output DIR] [--list]``.

``--compare DIR`` boots nothing: it says what the recordings in DIR have that those of the output
have not, beside what is listed. ``--missing`` prints the packages that recording takes and that
are not here, for ``make captures`` to install.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from functools import cache
from pathlib import Path

from recorder import programs, qemu
from recorder.again import differing
from recorder.architectures import ARCHITECTURES
from recorder.errors import RecorderError
from recorder.initramfs import build
from recorder.packages import Packages, fetch
from recorder.serial import unpack
from recorder.table import Machine, load_machines
from recorder.writing import Written, folder_of, manifest, probes_in, write

TOP = Path(__file__).resolve().parents[1]
CACHE = TOP / ".recorder-cache"


def main(arguments: list[str] | None = None) -> int:
    """Record the machines that are asked for, one after another; return the exit code."""
    parser = argparse.ArgumentParser(prog="recorder", description="Record captures in QEMU guests.")
    parser.add_argument("--machine", metavar="NAME", help="only this machine of the table")
    parser.add_argument("--output", metavar="DIR", type=Path, default=TOP / "hvutils")
    parser.add_argument("--list", action="store_true", help="list the machines and stop")
    parser.add_argument(
        "--compare",
        metavar="DIR",
        type=Path,
        help="compare the recordings in DIR with those of --output, and stop",
    )
    parser.add_argument("--missing", action="store_true", help="name packages that are not here")
    options = parser.parse_args(arguments)
    try:
        machines = load_machines()
        if options.list:
            for machine in machines.values():
                layer = "nested" if machine.nested else "L1"
                print(f"{machine.name:24} {machine.kind:9} {machine.place:8} {layer}")
            return 0
        chosen = _chosen(machines, options.machine)
        if options.missing:
            print(" ".join(programs.missing(chosen).values()))
            return 0
        if options.compare:
            return _compare(chosen, options.output, options.compare)
        _record(chosen, options.output)
    except RecorderError as error:
        print(f"recorder: {error}", file=sys.stderr)
        return 2
    return 0


def _chosen(machines: dict[str, Machine], name: str | None) -> list[Machine]:
    if name is None:
        # Plain machines first: those within which others run take longer.
        return sorted(machines.values(), key=lambda machine: machine.nested)
    if name not in machines:
        raise RecorderError(f"no machine {name!r} in the table: there are {', '.join(machines)}")
    return [machines[name]]


def _record(machines: list[Machine], output: Path) -> None:
    programs.check(machines)
    packages = {name: _fetched(name) for name in ("amd64", *(it.architecture for it in machines))}
    times = {False: 0.0, True: 0.0}
    failed = []
    for machine in machines:
        print(f"{machine.name}: booting", end="", flush=True)
        began = time.monotonic()
        try:
            written = _capture(machine, packages, output)
        except RecorderError as error:
            # One that hangs takes nothing from the others.
            failed.append(machine.name)
            print(f", not recorded: {error}", flush=True)
            continue
        took = time.monotonic() - began
        times[machine.nested] += took
        where = written.folder.relative_to(output)
        print(f", {took:.0f} s, {where}, {_told(written)}", flush=True)
    print(f"plain machines {times[False]:.0f} s, nested ones {times[True]:.0f} s")
    if failed:
        again = " and ".join(f"make captures MACHINE={name}" for name in failed)
        raise RecorderError(f"not recorded: {', '.join(failed)}; try again: {again}")


@cache
def _fetched(name: str) -> Packages:
    print(f"fetching the kernel and the tools for {name}", flush=True)
    return fetch(CACHE, ARCHITECTURES[name])


def _told(written: Written) -> str:
    if not written.before:
        return "new"
    places = differing(written.before, probes_in(written.folder))
    said = f"{len(places)} lines differ, first {places[0]}" if places else "as before"
    return f"{said}; cited, and gone: {', '.join(written.lost)}" if written.lost else said


def _compare(machines: list[Machine], first: Path, second: Path) -> int:
    """Print what a second recording changed beside what is listed; return the exit code."""
    found = False
    for machine in machines:
        before, after = (probes_in(folder_of(machine, place)) for place in (first, second))
        if not after:
            print(f"{machine.name}: not recorded again")
            continue
        places = differing(before, after)
        found |= bool(places)
        print(f"{machine.name}: {'as before' if not places else f'{len(places)} lines differ'}")
        print("".join(f"  {place}\n" for place in places), end="")
    return 1 if found else 0


def _capture(machine: Machine, packages: dict[str, Packages], output: Path) -> Written:
    mine = packages[machine.architecture]
    version = qemu.version(machine)
    serial = qemu.boot(machine, mine, build(mine, packages["amd64"], machine))
    try:
        recorded = unpack(serial)
    except RecorderError as error:
        kept = CACHE / "serial.txt"
        kept.write_text(serial, encoding="utf-8")
        where = kept.relative_to(TOP)
        raise RecorderError(f"{machine.name}: {error}; all that it said: {where}") from None
    text = manifest(machine, recorded, mine, version, datetime.date.today())
    return write(machine, recorded.probes, text, output)


if __name__ == "__main__":
    sys.exit(main())
