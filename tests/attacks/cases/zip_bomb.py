"""Hands in archives that unpack to far more than they are."""

from __future__ import annotations

import gzip
import io
import zipfile

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", bytes(10_000_000))
    work.attach("data.zip", buffer.getvalue())
    work.attach("data.gz", gzip.compress(bytes(20_000_000)))
