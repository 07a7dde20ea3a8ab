"""Makes timestamp.txt a link to a key."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    (work.folder / "timestamp.txt").unlink()
    (work.folder / "timestamp.txt").symlink_to(work.secrets.root / "source/recon/recon.key.toml")
