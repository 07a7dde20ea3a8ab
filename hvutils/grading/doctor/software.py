"""The software: the versions that work together, and the students' environment."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import hvutils
from hvutils.grading.doctor.rows import Check, Row, fail, ok, warn
from hvutils.grading.isolation.environment import student_python

__all__ = ["software_checks"]

_SECONDS = 60


@dataclass(frozen=True)
class Supported:
    """The versions of a package that grading was tried with.

    Args:
        package: its name.
        least: the oldest.
        below: the first that was not tried.
    """

    package: str
    least: tuple[int, ...]
    below: tuple[int, ...]


# From pyproject.toml and requirements.lock: older ones lack what is used, newer ones are unknown.
_OURS = (
    Supported("nbgrader", (0, 9, 6), (0, 10)),
    Supported("nbconvert", (7, 16), (8,)),
    Supported("nbclient", (0, 10), (0, 12)),
    Supported("nbformat", (5, 10), (6,)),
    Supported("jupyter_client", (8, 6), (9,)),
    Supported("jupyterlab", (4, 6), (5,)),
    Supported("pyzmq", (26,), (28,)),
    Supported("sqlalchemy", (2,), (3,)),
)
_STUDENTS = (
    Supported("ipykernel", (7,), (8,)),
    Supported("ipython", (9,), (10,)),
    Supported("ipywidgets", (8, 1), (9,)),
    Supported("pandas", (2, 2), (4,)),
    Supported("pyzmq", (26,), (28,)),
)

_LOOK = """
import importlib.util, json, sys
from importlib.metadata import version, PackageNotFoundError
def known(name):
    try: return version(name)
    except PackageNotFoundError: return ""
import hvutils
print(json.dumps({
    "python": list(sys.version_info[:2]),
    "hvutils": hvutils.__version__,
    "versions": {name: known(name) for name in sys.argv[1:]},
    "too much": [n for n in ("hvutils.grading", "hvutils.verdict") if importlib.util.find_spec(n)],
}))
"""


def software_checks() -> list[Check]:
    """Return what to look at."""
    return [
        Check("Python", _python),
        *(Check(one.package, lambda one=one: _package(one)) for one in _OURS),  # type: ignore[misc]
        Check("students' kernel", _kernel),
        Check("students' environment", _environment),
    ]


def _python() -> Row:
    found = sys.version.split()[0]
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return warn(found, "use Python 3.11, 3.12 or 3.13: others were not tried")
    return ok(found)


def _package(supported: Supported) -> Row:
    try:
        return _judge(supported, version(supported.package))
    except PackageNotFoundError:
        return fail("it is not installed", "run make setup")


def _judge(supported: Supported, found: str) -> Row:
    numbers = tuple(int(word) for word in found.split(".")[:3] if word.isdigit())
    least = ".".join(map(str, supported.least))
    below = ".".join(map(str, supported.below))
    if numbers < supported.least:
        return fail(found, f"{least} or newer is needed: run make setup")
    if numbers >= supported.below:
        return warn(found, f"only versions below {below} were tried: run make setup")
    return ok(found)


def _kernel() -> Row:
    python = student_python()
    if not python.exists():
        return fail(f"{python} is not there", "run make setup")
    return ok(str(python))


def _environment() -> Row:
    names = [one.package for one in _STUDENTS]
    run = subprocess.run(
        [str(student_python()), "-I", "-c", _LOOK, *names],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        return fail(reason, "run make setup, which makes the students' environment")
    seen = json.loads(run.stdout)
    if seen["too much"]:
        words = f"it holds {', '.join(seen['too much'])}, which submissions must not have"
        return fail(words, "install the student's wheel instead: run make setup")
    if seen["hvutils"] != hvutils.__version__:
        words = f"its hvutils is {seen['hvutils']}, and ours is {hvutils.__version__}"
        return fail(words, "run make setup, which installs the same")
    for one in _STUDENTS:
        found = seen["versions"][one.package]
        row = _judge(one, found) if found else fail("not installed", "run make setup")
        if row.remedy:
            return type(row)("", row.status, f"{one.package}: {row.found}", row.remedy)
    words = ", ".join(f"{name} {number}" for name, number in seen["versions"].items())
    return ok(f"Python {'.'.join(map(str, seen['python']))}, {words}")
