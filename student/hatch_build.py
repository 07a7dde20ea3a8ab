"""Fills the student's wheel from the allow-list of pyproject.toml."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AllowList(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the allowed files, one by one, and nothing else."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put each allowed file, and the licence, into the wheel."""
        # Hatch loads this file by its path, so its neighbour cannot be imported by name.
        files = runpy.run_path(str(Path(self.root) / "allowed.py"))["allowed_files"]()
        build_data["force_include"].update({str(file): inside for inside, file in files.items()})
        licence = Path(self.root).parent / "LICENSE"
        build_data["force_include"][str(licence)] = "hvutils/LICENSE"
