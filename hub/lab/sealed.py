"""Handing in, in the place of nbgrader's ``ExchangeSubmit``.

nbgrader's submissions can be read and changed by everybody who knows their name, and may be
collected while they are still being copied. Here a submission appears whole, under its final name,
open to its owner and to the course alone.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

from nbgrader.exchange.default import ExchangeSubmit

__all__ = ["SealedSubmit"]

_FULL = (errno.ENOSPC, errno.EDQUOT)


class SealedSubmit(ExchangeSubmit):  # type: ignore[misc]
    """Hands in for the owner and the course, whole or not at all."""

    def init_dest(self) -> None:
        """Find the exchange, and say in a sentence why it takes nothing."""
        inbound = Path(self.root, self.coursedir.course_id, "inbound")
        if not os.access(inbound.parent, os.X_OK):
            self.fail(
                f"You are not enrolled in {self.coursedir.course_id!r}: "
                "ask your instructor, then restart your server."
            )
        if not os.access(inbound, os.W_OK | os.X_OK):
            self.fail(
                "The exchange does not take submissions at present. Your work is kept: tell your "
                f"instructor that {inbound} cannot be written, and submit again later."
            )
        super().init_dest()

    def copy_files(self) -> None:
        """Copy the assignment into the exchange, and keep a copy for its owner."""
        self.init_release()
        self.check_filename_diff()
        final = Path(self.inbound_path, self.assignment_filename)
        kept = Path(self.cache_path, self.assignment_filename.rsplit("+", 1)[0])
        secret = secrets.token_hex(64)
        # A name that no collector takes for a submission, and that cannot be guessed.
        arriving = final.with_name(f".arriving-{secrets.token_hex(16)}")
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            self._put(kept, secret)
            # It takes the course's group from the folder around it.
            arriving.mkdir(mode=0o770)
            self._put(arriving / final.name, secret)
            self._seal(arriving / final.name)
            (arriving / final.name).rename(final)
        except OSError as error:
            shutil.rmtree(kept, ignore_errors=True)
            self.fail(_in_words(error))
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
        self.log.info(
            "Submitted as: %s %s %s",
            *(self.coursedir.course_id, self.coursedir.assignment_id, self.timestamp),
        )

    def _put(self, target: Path, secret: str) -> None:
        self.do_copy(self.src_path, str(target))
        target.chmod(0o700)
        (target / "timestamp.txt").write_text(self.timestamp)
        (target / "submission_secret.txt").write_text(secret)

    def _seal(self, folder: Path) -> None:
        """Open it to the course's group, which the folder around it gave it, and to nobody else."""
        group = folder.parent.stat().st_gid
        for top, _, names in os.walk(folder):
            for name in names:
                file = Path(top, name)
                if not file.is_symlink():
                    file.chmod(0o640 if file.stat().st_gid == group else 0o644)
            # Where the file system gave it no group of the course, the name alone must hide it, as
            # nbgrader's does.
            Path(top).chmod(0o770 if Path(top).stat().st_gid == group else 0o777)


def _in_words(error: OSError) -> str:
    if _is_full(error):
        return (
            "Nothing was handed in: the disk is full. Your work is kept: tell your instructor, "
            "and submit again later."
        )
    why = error.strerror or "a file of your assignment cannot be copied"
    return (
        f"Nothing was handed in: {why}. Your work is kept: tell your "
        "instructor, and submit again later."
    )


def _is_full(error: OSError) -> bool:
    # Copying a folder collects the reasons of its files as words.
    if isinstance(error, shutil.Error):
        return any(os.strerror(code) in str(error) for code in _FULL)
    return error.errno in _FULL
