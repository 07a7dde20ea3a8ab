"""Lists the files of the student's wheel; used where it is built and where it is installed."""

from __future__ import annotations

import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "hvutils"

LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}


def allowed_files() -> dict[str, Path]:
    """Return the files of the student's wheel by their place in it.

    Raises:
        ValueError: a key is where a student would get it.
    """
    settings = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    names = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["allow"]
    found: dict[str, Path] = {}
    for name in names:
        top = PACKAGE / name
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            inside = file.relative_to(PACKAGE)
            if not file.is_file() or LEFT_OUT.intersection(inside.parts) or file.suffix == ".pyc":
                continue
            if file.name.endswith(".key.toml"):
                raise ValueError(f"hvutils/{inside} is a key where students get it: move it away")
            found[f"hvutils/{inside.as_posix()}"] = file
    return found
