"""Hands in a link to the solution in source/."""

from __future__ import annotations

from tests.attacks.kit import Work

REASON = "'recon.ipynb' is a link"


def attack(work: Work) -> None:
    work.folder.joinpath("recon.ipynb").symlink_to(
        work.secrets.root / "source" / "recon" / "recon.ipynb"
    )
