"""Hands in archives with links and names that lead out of them."""

from __future__ import annotations

import io
import tarfile
import zipfile

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("../../../source/recon/recon.key.toml", "/etc/x", "a\\..\\b", "recon.ipynb"):
            archive.writestr(name, work.secrets.token)
    work.attach("work.zip", packed.getvalue())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        link = tarfile.TarInfo("recon.ipynb")
        link.type, link.linkname = tarfile.SYMTYPE, str(work.secrets.root / "source")
        archive.addfile(link)
    work.attach("work.tar.gz", packed.getvalue())
