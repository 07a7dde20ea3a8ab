"""The course: its configuration, folder, exchange, gradebook, disks and clock."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.exchange.default import Exchange

from hvutils.grading.course.checks import check_notebook
from hvutils.grading.doctor.rows import Check, Row, fail, ok, warn
from hvutils.grading.plugins import IsolatedExecute, MarkAnswers
from hvutils.grading.running.gradebook import open_gradebook
from hvutils.grading.running.settings import Settings

__all__ = ["course_checks"]

_LITTLE, _TOO_LITTLE = 5 * 1024**3, 512 * 1024**2
"""Free disk space that is worth a warning, and that grading stops at."""

_SKEW_SECONDS = 5.0
_OLDEST = 1_760_000_000
"""A time in October 2025, after which this was written."""


def course_checks(settings: Settings) -> list[Check]:
    """Return what to look at.

    Args:
        settings: the course.
    """
    root = settings.root
    exchange = Path(Exchange(config=settings.config).root)
    course_id = str(settings.course_directory().course_id)

    def named(name: str, look: Callable[[], Row]) -> Check:
        return Check(name, look)

    return [
        named("configuration", lambda: _configuration(settings)),
        named("course folder", lambda: _folder(root)),
        named("keys", lambda: _keys(root / "source")),
        named("gradebook", lambda: _gradebook(settings)),
        named("exchange", lambda: _exchange(exchange)),
        named("exchange of the course", lambda: _exchange_of(exchange / course_id)),
        named("disk of the course", lambda: _disk(root)),
        named("disk of /tmp", lambda: _disk(Path("/tmp"))),
        named("clock", lambda: _clock(exchange if exchange.is_dir() else root)),
    ]


def _configuration(settings: Settings) -> Row:
    steps = Autograde(config=settings.config).autograde_preprocessors
    names = [step if isinstance(step, str) else step.__name__ for step in steps]
    for wanted in (IsolatedExecute.__name__, MarkAnswers.__name__):
        if not any(name.rpartition(".")[2] == wanted for name in names):
            return fail(
                f"{wanted} is not among c.Autograde.autograde_preprocessors",
                "start from the nbgrader_config.py of the project",
            )
    if not any("key.toml" in pattern for pattern in settings.course_directory().ignore):
        return fail(
            "c.CourseDirectory.ignore does not name *.key.toml: keys would be released",
            "start from the nbgrader_config.py of the project",
        )
    return ok(f"{settings.root / 'nbgrader_config.py'}")


def _folder(root: Path) -> Row:
    mode = stat.S_IMODE(root.stat().st_mode)
    if not os.access(root, os.W_OK | os.X_OK):
        return fail(f"{root} cannot be written", f"make it writable: chown or chmod u+rwx {root}")
    source = stat.S_IMODE((root / "source").stat().st_mode)
    if source & 0o004 and mode & 0o001:
        return warn(
            f"{root}/source can be read by every user of this machine",
            f"chmod o-rx {root}/source",
        )
    return ok(f"{root}, mode {mode:o}")


def _keys(source: Path) -> Row:
    notebooks = sorted(source.glob("*/*.ipynb"))
    if not notebooks:
        return warn(f"there is no notebook in {source}", "put one there, with its key beside it")
    faults = [fault for notebook in notebooks for fault in check_notebook(notebook).faults]
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return fail(f"{faults[0]}{more}", "mend the key; hv course check lists all that is wrong")
    return ok(f"{len(notebooks)} notebooks, and each agrees with its key")


def _gradebook(settings: Settings) -> Row:
    url = str(settings.course_directory().db_url)
    if url.startswith("sqlite:///"):
        file = settings.root / url.removeprefix("sqlite:///")
        if not file.exists():
            return warn(f"{file} is not there yet", "hv course build makes it")
    engine = open_gradebook(url)
    shown = engine.url.render_as_string(hide_password=True)
    engine.dispose()
    return ok(f"{shown}: it can be written")


def _exchange(root: Path) -> Row:
    if not root.is_dir():
        return fail(
            f"{root} is not there",
            f"mkdir -p {root} && chmod 777 {root}, or set c.Exchange.root",
        )
    mode = stat.S_IMODE(root.stat().st_mode)
    words = f"{root}, mode {mode:o}, of {_owner(root)}"
    if mode & 0o007 != 0o007:
        return fail(words, f"students cannot hand in: chmod 777 {root}")
    if root.stat().st_dev != root.parent.stat().st_dev and not os.access(root, os.W_OK):
        return fail(words, "it is mounted read-only: mount it writable")
    return ok(words)


def _exchange_of(course: Path) -> Row:
    if not course.is_dir():
        return warn(f"{course} is not there yet", "nbgrader release_assignment makes it")
    inbound, outbound = course / "inbound", course / "outbound"
    for folder, wanted, forbidden, meaning in (
        (inbound, 0o003, 0o004, "students must be able to hand in there, and not to look"),
        (outbound, 0o005, 0o002, "students must be able to read it, and not to write"),
    ):
        if not folder.is_dir():
            return fail(f"{folder} is not there", "release an assignment again, as the instructor")
        mode = stat.S_IMODE(folder.stat().st_mode)
        words = f"{folder}, mode {mode:o}, of {_owner(folder)}"
        if mode & 0o007 & ~forbidden != wanted & ~forbidden or mode & forbidden:
            return fail(words, f"{meaning}: chmod {_with_others(mode, wanted)} {folder}")
        if folder.stat().st_uid != os.getuid() and os.getuid() != 0:
            return fail(words, "collect and release as its owner, who made it")
    return ok(f"{course}, of {_owner(course)}")


def _with_others(mode: int, others: int) -> str:
    return f"{mode & ~0o007 | others:o}"


def _disk(folder: Path) -> Row:
    free = shutil.disk_usage(folder).free
    words = f"{free / 1024**3:.1f} GB free at {folder}"
    if free < _TOO_LITTLE:
        return fail(words, "make room: a disk that fills stops grading")
    if free < _LITTLE:
        return warn(words, "make room before a large class is graded")
    return ok(words)


def _clock(folder: Path) -> Row:
    now = time.time()
    if now < _OLDEST:
        return fail(f"it says {time.ctime(now)}", "set it: due dates and penalties go by it")
    if os.access(folder, os.W_OK):
        with tempfile.TemporaryFile(dir=folder) as file:
            skew = os.fstat(file.fileno()).st_mtime - time.time()
        if abs(skew) > _SKEW_SECONDS:
            return warn(
                f"files in {folder} are stamped {skew:+.0f} s off",
                "let this machine and the file server keep the same time: chrony or the like",
            )
    return ok(time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(now)))


def _owner(path: Path) -> str:
    uid = path.stat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
