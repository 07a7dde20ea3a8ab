"""Collects submissions from the exchange, in the place of nbgrader's ``ExchangeCollect``.

Everybody may write into the exchange, and a submission's folder says whose it is by its name alone.
nbgrader warns where the owner is another, and takes the newest folder of a name all the same: a
stranger's could so replace a student's own work.
"""

from __future__ import annotations

import errno
import os
import pwd
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import check_mode

from hvutils.errors import in_words
from hvutils.grading.intake import IntakeLimits, RefusedError, fault_of_student, read_stamp, time_of
from hvutils.grading.intake.folder import open_folder
from hvutils.grading.intake.stamp import STAMP
from hvutils.grading.intake.words import shown

__all__ = ["CheckedCollect"]

# A random word stands behind the time, and a zone such as +0100 within it.
_TIME = re.compile(r"[^+]*(?:(?<= )\+\d{4}(?=\+|$))?")
_MOST_FILES = 1_000
_LATE = timedelta(hours=1)
# What keeps every submission from being written is no fault of one of them.
_OURS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@dataclass(frozen=True)
class _Handed:
    """A submission in the exchange: its folder, whose it claims to be, and since when."""

    folder: Path
    student: str
    timestamp: datetime


class CheckedCollect(ExchangeCollect):  # type: ignore[misc]
    """Collects what its owner handed in, and reports what it refuses.

    ``check_owner`` is nbgrader's setting. Where all students share one account, as on Kubernetes,
    owners say nothing: switch it off there, and let the exchange tell students apart.
    """

    def init_src(self) -> None:
        """Find the submissions to collect: the newest of each student's own."""
        course = self.coursedir
        if course.course_id == "":
            self.fail("No course id specified. Re-run with --course flag.")
        self.inbound_path = str(Path(self.root, course.course_id, "inbound"))
        if not Path(self.inbound_path).is_dir():
            self.fail(f"Course not found: {self.inbound_path}")
        if not check_mode(self.inbound_path, read=True, execute=True):
            self.fail(f"You don't have read permissions for the directory: {self.inbound_path}")
        self.refused: list[str] = []
        with Gradebook(course.db_url, course.course_id) as gradebook:
            try:
                self.duedate = gradebook.find_assignment(course.assignment_id).duedate
            except MissingEntry:
                self.duedate = None
        handed: dict[str, list[_Handed]] = {}
        for found in self._handed_in():
            handed.setdefault(found.student, []).append(found)
        self.src_records = [self._chosen(of) for _, of in sorted(handed.items())]

    def copy_files(self) -> None:
        """Collect, and say at the end what was refused."""
        taken = 0
        for found in self.src_records:
            try:
                taken += self._collect(found)
            # One submission never touches another.
            except (RefusedError, OSError) as error:
                if isinstance(error, OSError) and error.errno in _OURS:
                    self.fail(in_words(error, str(self.coursedir.submitted_directory)))
                self._refuse(found.folder.name, str(error))
        self.log.info("Collected %s of %s submissions", taken, len(self.src_records))
        if self.refused:
            self.log.error("%s refused:", len(self.refused))
            for reason in self.refused:
                self.log.error("  %s", reason)

    def _refuse(self, name: str, reason: str) -> None:
        self.refused.append(f"{shown(name)}: {reason}")

    def _handed_in(self) -> Iterator[_Handed]:
        wanted = self.coursedir.student_id if self.coursedir.student_id not in ("", "*") else None
        for folder in sorted(Path(self.inbound_path).iterdir()):
            student, _, rest = folder.name.rpartition(f"+{self.coursedir.assignment_id}+")
            if not student or wanted not in (None, student):
                continue
            try:
                timestamp = time_of(_TIME.match(rest)[0])  # type: ignore[index]
            except ValueError as error:
                self._refuse(folder.name, str(error))
                continue
            if fault := fault_of_student(student) or self._fault(folder, student):
                self._refuse(folder.name, fault)
                continue
            yield _Handed(folder, student, timestamp)

    def _fault(self, folder: Path, student: str) -> str | None:
        try:
            status = folder.lstat()
        except OSError as error:
            # Whoever put it there may take it away while it is looked at.
            return f"it cannot be read ({error.strerror})"
        if not stat.S_ISDIR(status.st_mode):
            return "it is no folder"
        if self.check_owner:
            try:
                owner = pwd.getpwuid(status.st_uid).pw_name
            except KeyError:
                owner = f"uid {status.st_uid}"
            if owner != student:
                return f"it claims to be {shown(student)}'s, and {shown(owner)} owns it"
        return None

    def _chosen(self, handed: list[_Handed]) -> _Handed:
        handed.sort(key=lambda found: found.timestamp, reverse=True)
        due = self.duedate
        if due is not None and self.before_duedate:
            return next((found for found in handed if found.timestamp <= due), handed[0])
        return handed[0]

    def _collect(self, found: _Handed) -> bool:
        course = self.coursedir
        target = Path(
            course.format_path(course.submitted_directory, found.student, course.assignment_id)
        )
        there = os.path.lexists(target)
        if there and not self._is_newer(found, target):
            self.log.info("Nothing newer to collect: %s %s", found.student, course.assignment_id)
            return False
        fresh = target.with_name(f".{target.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            self._copy(found, fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        if there:
            old = target.with_name(f".{target.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            target.rename(old)
            fresh.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            fresh.rename(target)
        self.log.info("Collected: %s %s", found.student, course.assignment_id)
        # A student's own process writes the time; the file system knows when the folder came.
        arrived = datetime.fromtimestamp(found.folder.lstat().st_ctime, UTC).replace(tzinfo=None)
        if arrived - found.timestamp > _LATE:
            self.log.warning(
                "%s says that it was handed in at %s, and arrived at %s UTC",
                *(shown(found.folder.name), found.timestamp, arrived),
            )
        return True

    def _is_newer(self, found: _Handed, target: Path) -> bool:
        try:
            old = read_stamp(target.absolute())
        except ValueError:
            old = None
        if self.before_duedate:
            return old != found.timestamp
        return self.update and (old is None or found.timestamp > old)

    def _copy(self, found: _Handed, target: Path) -> None:
        """Copy a submission's plain files, and name the others."""
        course = self.coursedir
        most = course.max_file_size * 1000
        limits = IntakeLimits(folders=16)
        target.mkdir(parents=True)
        with open_folder(found.folder, limits, course.ignore) as inside:
            entries = inside.entries()
            if (
                len(entries) > _MOST_FILES
                or sum(e.size for e in entries) > course.max_dir_size * 1000
            ):
                raise RefusedError("it is too large: see CourseDirectory.max_dir_size")
            for entry in entries:
                name = entry.name.rpartition("/")[2]
                if not any(fnmatchcase(name, pattern) for pattern in course.include):
                    continue
                try:
                    content = inside.read(entry.name, most)
                except RefusedError as reason:
                    self._refuse(found.folder.name, f"{reason}: that file was left out")
                    continue
                path = target / entry.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for fault in inside.refused.values():
                self._refuse(found.folder.name, f"{fault}: it was left out")
        self._stamp(found, target)
        self._settle(target)

    def _stamp(self, found: _Handed, target: Path) -> None:
        """Have the submission say the time that its name says: that one was looked at."""
        try:
            said = read_stamp(target.absolute())
        except ValueError:
            said = None
        if said == found.timestamp:
            return
        if (target / STAMP).is_dir():
            shutil.rmtree(target / STAMP)
        (target / STAMP).write_text(f"{found.timestamp:%Y-%m-%d %H:%M:%S.%f} UTC\n")
        if said is not None:
            other = f"{STAMP} says another time than its name, and was put right"
            self._refuse(found.folder.name, other)

    def _settle(self, target: Path) -> None:
        if not self.coursedir.groupshared:
            return
        for folder, _, names in os.walk(target):
            Path(folder).chmod(0o2770 | stat.S_IMODE(Path(folder).stat().st_mode))
            for name in names:
                Path(folder, name).chmod(0o660)
