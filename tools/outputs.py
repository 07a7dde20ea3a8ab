"""Runs the notebooks of source/ and stores what changed of their outputs: `make outputs`.

What differs from run to run and means nothing (tests/nbval.cfg) stays as it is, and so do the
outputs of cells that nbval is told to ignore, once there are any.
"""

from __future__ import annotations

import argparse
import configparser
import json
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from progress import ROOT, say

_SANITIZERS = ROOT / "tests" / "nbval.cfg"
_IGNORED = "nbval-ignore-output"


def renewed(path: Path) -> list[str]:
    """Run a notebook and write it again where outputs changed.

    Args:
        path: the notebook.

    Returns:
        The ids of the cells whose outputs changed.
    """
    notebook = nbformat.read(path, as_version=4)
    about = json.loads(json.dumps(notebook["metadata"]))
    before = {
        cell["id"]: json.loads(json.dumps(cell.get("outputs", []))) for cell in notebook.cells
    }
    client = NotebookClient(
        notebook,
        kernel_name="hypervisors",
        timeout=120,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()
    changed = []
    for cell in notebook.cells:
        if cell["cell_type"] != "code":
            continue
        old = before[cell["id"]]
        ignored = _IGNORED in cell["metadata"].get("tags", []) and old
        if ignored or _plain(old) == _plain(cell["outputs"]):
            number = cell["execution_count"]
            cell["outputs"] = [_numbered(nbformat.from_dict(output), number) for output in old]
        else:
            changed.append(cell["id"])
    # A run adds the version of Python and the state of widgets, which are nobody's business.
    notebook["metadata"] = nbformat.from_dict(about)
    if changed:
        nbformat.write(notebook, path)
    return changed


def _numbered(output: Any, number: int) -> Any:
    """Return an output with the number of the run that its cell has."""
    if "execution_count" in output:
        output["execution_count"] = number
    return output


def _plain(outputs: list[dict[str, Any]]) -> str:
    text = json.dumps([{**output, "execution_count": None} for output in outputs], sort_keys=True)
    for pattern, instead in _rules():
        text = pattern.sub(instead, text)
    return text


def _rules() -> list[tuple[re.Pattern[str], str]]:
    config = configparser.ConfigParser(interpolation=None)
    config.read(_SANITIZERS, encoding="utf-8")
    return [(re.compile(config[s]["regex"]), config[s]["replace"]) for s in config.sections()]


def main(argv: list[str]) -> int:
    """Renew the notebooks that are named, or all; return 0."""
    parser = argparse.ArgumentParser(prog="make outputs", description=__doc__)
    parser.add_argument("--section", help="only this one; otherwise all")
    wanted = parser.parse_args(argv).section
    for path in sorted((ROOT / "source").glob(f"{wanted or '*'}/*.ipynb")):
        changed = renewed(path)
        say(f"{path.relative_to(ROOT)}: {len(changed)} cells changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
