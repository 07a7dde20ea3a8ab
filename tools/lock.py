"""Renews requirements.lock, and those of student/ and hub/, with uv, which comes into .venv."""

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
EXTRAS = ("lab", "course", "cluster", "postgresql", "hub")
WHOLE = [*(f"--extra={extra}" for extra in EXTRAS), "--group", "dev", "pyproject.toml"]
# The student's versions are those of the whole one.
STUDENT = ["-c", "requirements.lock", "student/pyproject.toml"]
# The hub itself and a student's server, in which there is nothing of hvutils.
SERVER = ["-c", "requirements.lock", "hub/server.in"]
# The images of hub/kubernetes hold the JupyterHub of the chart, one version behind: locks of their
# own. What a student's kernel has is the same everywhere.
IMAGES = ROOT / "hub" / "kubernetes" / "images"
KERNEL = ["-c", "student/requirements.lock"]


def main(options: list[str]) -> int:
    """Compile both locks; options go to uv, for example --upgrade."""
    environment = clean_environment() | {"UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    steps = [
        [*COMPILE, *options, *WHOLE, "-o", "requirements.lock"],
        [*COMPILE, *options, *STUDENT, "-o", "student/requirements.lock"],
        [*COMPILE, *options, *SERVER, "-o", "hub/requirements.lock"],
    ]
    # What make test-pods lays beside .venv, which has all that these need besides.
    pods = [*COMPILE, "--no-deps", *options, "-c", "requirements.lock", "tests/hub/pods.in"]
    steps.append([*pods, "-o", "tests/hub/pods.lock"])
    beside = list(KERNEL)
    for name in ("instructor", "student"):
        folder = IMAGES.relative_to(ROOT)
        lock = f"{folder}/{name}.lock"
        steps.append([*COMPILE, *options, *beside, f"{folder}/{name}.in", "-o", lock])
        beside += ["-c", lock]
    if importlib.util.find_spec("uv") is None:
        steps.insert(0, ["-m", "pip", "install", "--quiet", "uv>=0.9"])
    for step in steps:
        code = subprocess.run([sys.executable, *step], cwd=ROOT, env=environment).returncode
        if code:
            print(f"The locks are not renewed: '{' '.join(step[1:3])}' failed.", file=sys.stderr)
            return 2
    print("Renewed requirements.lock and those of student/ and hub/; run make setup next.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
