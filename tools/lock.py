"""Renews requirements.lock and student/requirements.lock with uv, which it installs into .venv."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from progress import ROOT, clean_environment

# Universal: one lock for Linux and macOS and each supported Python. No index: a lock that names a
# host works in one place only.
COMPILE = [
    *("-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
]
EXTRAS = ("lab", "course", "cluster", "postgresql")
WHOLE = [*(f"--extra={extra}" for extra in EXTRAS), "--group", "dev", "pyproject.toml"]
# The student's versions are those of the whole one.
STUDENT = ["-c", "requirements.lock", "student/pyproject.toml"]


def main(options: list[str]) -> int:
    """Compile both locks; options go to uv, for example --upgrade."""
    environment = clean_environment() | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    steps = [
        [*COMPILE, *options, *WHOLE, "-o", "requirements.lock"],
        [*COMPILE, *options, *STUDENT, "-o", "student/requirements.lock"],
    ]
    if importlib.util.find_spec("uv") is None:
        steps.insert(0, ["-m", "pip", "install", "--quiet", "uv>=0.9"])
    for step in steps:
        code = subprocess.run([sys.executable, *step], cwd=ROOT, env=environment).returncode
        if code:
            print(f"The locks are not renewed: '{' '.join(step[1:3])}' failed.", file=sys.stderr)
            return 2
    print("Renewed requirements.lock and student/requirements.lock; run make setup next.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
