"""Hands in a folder that is a link to source/."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.folder.joinpath("data").symlink_to(work.secrets.root / "source" / "recon")
    work.before("import glob; print([open(f).read() for f in glob.glob('data/*')])")
