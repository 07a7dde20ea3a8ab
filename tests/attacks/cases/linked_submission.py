"""Makes its whole submission a link to the solution's folder."""

from __future__ import annotations

import shutil

from tests.attacks.kit import Work

REASON = "(is a link)"


def attack(work: Work) -> None:
    shutil.rmtree(work.folder)
    work.folder.symlink_to(work.secrets.root / "source" / "recon")
