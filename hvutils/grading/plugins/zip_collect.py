"""Unpacks what was downloaded from a learning platform, for ``nbgrader zip_collect``.

nbgrader unpacks archives within archives for as long as there are any, whatever they grow to, and
takes a student's name from a file's name as it is.
"""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.plugins.zipcollect import ExtractorPlugin
from traitlets import Integer

from hvutils.grading.intake import RefusedError, fault_of_student
from hvutils.grading.intake.words import shown

__all__ = ["CheckedExtractor", "CheckedNames"]

_TAKEN = "it was left out"
# What zipfile and the packers under it raise for archives that are none.
_FAULTS = (
    *(RefusedError, OSError, RuntimeError, ValueError, EOFError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
)


class CheckedExtractor(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks zip files, once, within bounds; what is no plain file is left out and named."""

    entries = Integer(50_000, help="The most files that a downloaded archive may have.").tag(
        config=True
    )
    file_bytes = Integer(64 * 1024**2, help="The largest file that is unpacked, in bytes.").tag(
        config=True
    )
    total_bytes = Integer(
        4 * 1024**3, help="What a downloaded archive may unpack to, in bytes."
    ).tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack the archives of a folder, and copy its other files."""
        for folder, _, names in os.walk(archive_path):
            target = Path(extracted_path, os.path.relpath(folder, archive_path))
            target.mkdir(parents=True, exist_ok=True)
            for name in sorted(names):
                path = Path(folder, name)
                try:
                    self._take(path, target)
                except _FAULTS as error:
                    self.log.error("%s: %s: %s", shown(name), error, _TAKEN)

    def _take(self, path: Path, target: Path) -> None:
        if path.is_symlink() or not path.is_file():
            raise RefusedError("is no plain file")
        if path.suffix == ".zip":
            self._unpack(path, target / path.stem)
        elif path.suffix in self.zip_ext:
            raise RefusedError("only zip files are unpacked: unpack it, and look at what is in it")
        else:
            shutil.copy(path, target)

    def _unpack(self, path: Path, target: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
            if len(found) > self.entries:
                raise RefusedError(f"has more than {self.entries:,} files")
            left = self.total_bytes
            for info in found:
                try:
                    left -= self._write(archive, info, target, left)
                except _FAULTS as error:
                    self.log.error("%s: %s: %s", shown(info.filename), error, _TAKEN)

    def _write(
        self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, left: int
    ) -> int:
        name = PurePosixPath(info.filename)
        if name.is_absolute() or ".." in name.parts or "\\" in info.filename:
            raise RefusedError("its name leads out of the archive")
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise RefusedError("is a link, or no plain file")
        # The size that an archive states is its maker's word.
        most = min(self.file_bytes, left)
        with archive.open(info) as packed:
            content = packed.read(most + 1)
        if len(content) > most:
            raise RefusedError(f"unpacks to more than {most // 1024:,} KiB")
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return len(content)


class CheckedNames(FileNameCollectorPlugin):  # type: ignore[misc]
    """Finds whose a file is by its name, and passes over what can be no student's name."""

    def collect(self, submitted_file: str) -> Any:
        """Return whose a file is, or nothing."""
        path = Path(submitted_file)
        found = None if path.is_symlink() else super().collect(submitted_file)
        if found and (fault := fault_of_student(str(found.get("student_id", "")))):
            self.log.error("%s: %s: %s", shown(path.name), fault, _TAKEN)
            return None
        return found
