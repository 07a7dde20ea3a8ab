"""Lays out demo/: a course that is graded, and a student's folder to work in.

demo/course      the instructor's side: a copy of source/, the demo class, its gradebook
demo/exchange    nbgrader's exchange between the two
demo/student     the student's side: what JupyterLab opens; never overwritten once it is there
demo/settings    the two configurations of Jupyter
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from progress import ROOT, clean_environment, say

ASSIGNMENT = "recon"
DEMO = ROOT / "demo"
COURSE, EXCHANGE, STUDENT, SETTINGS = (
    DEMO / name for name in ("course", "exchange", "student", "settings")
)

_STAMP = DEMO / "stamp"

_COURSE_CONFIG = """\
# Written by make lab: the course's own configuration, with the demo's exchange.
c = get_config()
load_subconfig("nbgrader_config.py", path={root!r})
c.Exchange.root = {exchange!r}
"""


def lay_out() -> bool:
    """Make what is not there yet, and grade the demo class where this machine can isolate.

    Returns:
        Whether the demo class is graded.
    """
    fingerprint = _fingerprint()
    if _STAMP.is_file() and _STAMP.read_text(encoding="utf-8") == fingerprint:
        say("The demo class is graded already (hv course report recon --course demo/course):")
        return _course("report")
    shutil.rmtree(COURSE, ignore_errors=True)
    shutil.copytree(ROOT / "source", COURSE / "source")
    config = _COURSE_CONFIG.format(root=str(ROOT), exchange=str(EXCHANGE))
    (COURSE / "nbgrader_config.py").write_text(config, encoding="utf-8")
    EXCHANGE.mkdir(parents=True, exist_ok=True)
    # nbgrader asks for an exchange that everybody may write to; on one machine it is one user's.
    EXCHANGE.chmod(0o777)
    _settle()
    say("Building the course, and grading a demo class of seven:")
    graded = _course("demo")
    if not graded:
        say("The demo class is not graded, for the reason above; the course opens all the same.")
        _course("build")
    _hand_out()
    _STAMP.write_text(fingerprint if graded else "", encoding="utf-8")
    return graded


def _fingerprint() -> str:
    """Hash what the demo is made from."""
    whole = hashlib.sha256(str(ROOT).encode())
    for top in ("source", "hvutils", "tools", "nbgrader_config.py", "requirements.lock"):
        path = ROOT / top
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                whole.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return whole.hexdigest()


def _course(action: str) -> bool:
    command = [sys.executable, "-m", "hvutils", "course", action, ASSIGNMENT, "--course", COURSE]
    return subprocess.run(command, cwd=ROOT, env=clean_environment(), check=False).returncode == 0


def _hand_out() -> None:
    """Give the student the released assignment, unless there is work of theirs already."""
    folder = STUDENT / ASSIGNMENT
    if folder.exists():
        say(f"demo/student/{ASSIGNMENT} is kept as it is; delete it to start afresh.")
        return
    shutil.copytree(COURSE / "release" / ASSIGNMENT, folder)


def _settle() -> None:
    """Write the two configurations: students get neither the formgrader nor another kernel."""
    for who in ("student", "instructor"):
        (SETTINGS / who / "labconfig").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "student" / "nbgrader_config.py", SETTINGS / "student")
    extra = f"c.Exchange.root = {str(EXCHANGE)!r}\n"
    with (SETTINGS / "student" / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(extra)
    off = ("formgrader", "create-assignment", "course-list")
    _write(
        SETTINGS / "student" / "labconfig" / "page_config.json",
        {"disabledExtensions": {f"@jupyter/nbgrader:{name}": True for name in off}},
    )
    extensions = {
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.course_list": False,
    }
    _write(
        SETTINGS / "student" / "jupyter_server_config.json",
        {
            "ServerApp": {"jpserver_extensions": extensions},
            "KernelSpecManager": {
                "allowed_kernelspecs": ["hypervisors"],
                "ensure_native_kernel": False,
            },
        },
    )


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
