"""``python -m reconstructor``: write the captures that are described, or check them."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from reconstructor.building import files
from reconstructor.description import load_machines
from reconstructor.errors import DescriptionError

PACKAGE = Path(__file__).resolve().parent.parent / "hvutils"


def stale(package: Path = PACKAGE) -> list[str]:
    """Return the files of the package that are not what the descriptions say."""
    wrong = []
    for machine in load_machines():
        wanted = files(machine, package)
        for path, text in wanted.items():
            if not path.is_file() or path.read_bytes() != text.encode():
                wrong.append(str(path.relative_to(package)))
        top = package / machine.place / machine.name
        there = {path for path in top.rglob("*") if path.is_file()}
        wrong += [str(path.relative_to(package)) for path in sorted(there - set(wanted))]
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Write or check, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reconstructor",
        description="Write the reconstructed captures from their descriptions.",
        epilog="example: python -m reconstructor hyperv-guest",
    )
    parser.add_argument("machine", nargs="*", help="only these machines")
    parser.add_argument("--check", action="store_true", help="write nothing; name what is stale")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.check:
            wrong = stale()
            for name in wrong:
                print(f"hvutils/{name} is not what its description says")
            if wrong:
                print("run: .venv/bin/python -m reconstructor")
            return 1 if wrong else 0
        known = {machine.name: machine for machine in load_machines()}
        for name in chosen.machine or known:
            if name not in known:
                raise DescriptionError(
                    f"no machine is called {name!r}; there are: {', '.join(known)}"
                )
            machine = known[name]
            shutil.rmtree(PACKAGE / machine.place / name, ignore_errors=True)
            for path, text in files(machine, PACKAGE).items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
            print(f"{name}: written to {machine.place}")
    except (DescriptionError, OSError) as error:
        print(f"reconstructor: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
