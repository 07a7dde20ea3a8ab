"""All of this holds for a plain user as well: the tests of this folder, run as one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .plain import PlainUser, make_plain_user, without_user_namespaces

pytestmark = pytest.mark.grading

HERE = Path(__file__).parent
CHECK = """
import sys
from pathlib import Path
from hvutils.errors import IsolationError
from hvutils.grading.isolation.check import check_isolation
try: check_isolation(Path(sys.argv[1]))
except IsolationError as error: print(error)
"""


@pytest.fixture(scope="module")
def plain_user(student_python: Path) -> Iterator[PlainUser]:
    # Not in /tmp, which each submission has for itself.
    folder = Path(tempfile.mkdtemp(prefix="hv-plain-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        yield make_plain_user(student_python, folder)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("tests", "which"),
    [
        ("test_inside.py", ""),
        ("test_escapes.py", ""),
        ("test_limits.py", "reached or memory"),
        ("test_hidden_memory.py", "memory or sockets"),
        ("test_wrecks.py", "bomb or leaves"),
    ],
)
def test_a_plain_users_kernels_are_isolated_too(plain_user, needs_isolation, tests, which):
    run = plain_user.run(
        "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-c", os.devnull,
        f"--rootdir={plain_user.home}", "--import-mode=importlib", "-o", "pythonpath=.",
        str(HERE / tests), "-k", which,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
    assert "skipped" not in run.stdout


def test_without_user_namespaces_it_says_what_to_set(plain_user, needs_isolation):
    run = plain_user.run("-c", CHECK, str(plain_user.student), before=without_user_namespaces)
    assert "submissions cannot be isolated here" in run.stdout, run.stderr
    assert "sysctl -w user.max_user_namespaces" in run.stdout
