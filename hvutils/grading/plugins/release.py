"""Releases feedback student by student, in the place of nbgrader's ``ExchangeReleaseFeedback``."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeReleaseFeedback

__all__ = ["ContainedReleaseFeedback"]


class ContainedReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Releases each student's feedback, and names those whose cannot be.

    A submission brings the file with which its student fetches feedback. nbgrader stops the release
    for all at the first one that lacks it.
    """

    def copy_files(self) -> None:
        """Release feedback, one student at a time."""
        marker = "\0"
        before, after = self.coursedir.format_path(
            self.coursedir.feedback_directory, marker, self.coursedir.assignment_id
        ).split(marker)
        top = Path(before)
        wanted = self.coursedir.student_id
        failed = ""
        for folder in sorted(top.iterdir()) if top.is_dir() else ():
            if wanted not in ("", "*", folder.name):
                continue
            self.src_path = f"{before}{folder.name}{after}"
            try:
                super().copy_files()
            except (OSError, ValueError) as error:
                failed = (
                    f"Feedback for student '{folder.name}' cannot be released: {error}. Was it "
                    "handed in through the exchange?"
                )
                self.log.error("%s", failed)
        if failed and wanted not in ("", "*"):
            raise ExchangeError(failed)  # whoever asked for one must not take it for released
