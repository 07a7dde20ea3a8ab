"""Shows what takes long: one line a step with its seconds, and a live counter on a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "test-output" / "setup.log"

# What would send an installation elsewhere, or let packages in that the lock does not name. The
# user's index, proxy and certificates stay.
_FOREIGN = re.compile(
    r"PYTHON(PATH|HOME|STARTUP|SAFEPATH|WARNINGS)|VIRTUAL_ENV|__PYVENV_LAUNCHER__|CONDA_PREFIX"
    r"|PIP_(REQUIRE_VIRTUALENV|TARGET|PREFIX|ROOT|USER|PYTHON|REQUIREMENT|CONSTRAINT|BUILD_CONSTRAINT"
    r"|REQUIRE_HASHES|NO_BUILD_ISOLATION|NO_BINARY|ONLY_BINARY|NO_DEPS|EDITABLE|LOG|QUIET|VERBOSE"
    r"|DRY_RUN|REPORT|PLATFORM|ABI|IMPLEMENTATION|PYTHON_VERSION|IGNORE_INSTALLED|PRE|FORMAT)"
)


class SetupError(Exception):
    """A step cannot go on; the message is one sentence that names the remedy."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def clean_environment() -> dict[str, str]:
    """Return the environment for the commands of the set-up, without what would mislead them."""
    kept = {name: text for name, text in os.environ.items() if not _FOREIGN.fullmatch(name)}
    return kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_USER": "0"}


def run_step(
    title: str,
    command: Sequence[str | Path],
    *,
    explain: Callable[[str], str | None] = lambda log: None,
    detail: Callable[[str], str] = lambda log: "",
) -> None:
    """Run a command of the set-up with its output in the log.

    Args:
        title: what the step does, for people.
        command: the program and its arguments.
        explain: makes the sentence for a failure from the command's output, or None.
        detail: says how far it is, from the command's output, for the live counter.

    Raises:
        SetupError: the command failed.
    """
    live = sys.stdout.isatty()
    start = time.monotonic()
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n== {title}\n".encode())
        log.flush()
        begin = log.tell()
        if not live:
            say(f"   {title} …")
        with subprocess.Popen(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=clean_environment(),
        ) as process:
            while True:
                try:
                    code = process.wait(timeout=0.25)
                    break
                except subprocess.TimeoutExpired:
                    if live:
                        spent = time.monotonic() - start
                        print(f"\r\033[K   {title} … {spent:.0f} s{detail(_since(begin))}", end="")
                        sys.stdout.flush()
                except BaseException:
                    process.terminate()
                    raise
    clear = "\r\033[K" if live else ""
    if code == 0:
        say(f"{clear}   {title}: {time.monotonic() - start:.1f} s")
        return
    text = _since(begin)
    sentence = explain(text)
    if sentence is None:
        tail = "\n".join(f"   | {line}" for line in text.splitlines()[-15:])
        sentence = f"{title} failed (all of it is in {LOG.relative_to(ROOT)}):\n{tail}"
    if live:
        print(clear, end="")
    raise SetupError(sentence)


def _since(begin: int) -> str:
    with LOG.open("rb") as log:
        log.seek(begin)
        return log.read().decode(errors="replace")
