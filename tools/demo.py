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
from dataclasses import dataclass
from pathlib import Path

from progress import ROOT, SetupError, clean_environment, say

FIRST = "orientation"
"""The section that the student's server opens."""

ASSIGNMENT = "recon"
"""The section that the demo class has handed in: the lab has every way of going wrong, and one
graded class is enough to look at."""

_COURSE_CONFIG = """\
# Written by make lab: the course's own configuration, with the demo's exchange.
c = get_config()
load_subconfig("nbgrader_config.py", path={root!r})
c.Exchange.root = {exchange!r}
"""


@dataclass(frozen=True)
class Demo:
    """The demo's folders.

    Args:
        top: where they lie.
    """

    top: Path = ROOT / "demo"

    @property
    def course(self) -> Path:
        """The instructor's folder."""
        return self.top / "course"

    @property
    def exchange(self) -> Path:
        """Nbgrader's exchange."""
        return self.top / "exchange"

    @property
    def student(self) -> Path:
        """The student's folder."""
        return self.top / "student"

    def settings(self, who: str) -> Path:
        """Jupyter's configuration for the ``student`` or the ``instructor``."""
        return self.top / "settings" / who

    def lay_out(self) -> bool:
        """Make what is not there yet, and grade the demo class where this machine can isolate.

        Returns:
            Whether the demo class is graded.

        Raises:
            SetupError: the course cannot be built.
        """
        stamp, fingerprint = self.top / "stamp", _fingerprint()
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint:
            say("The demo class is graded already:")
            return self._run("report", ASSIGNMENT)
        stamp.unlink(missing_ok=True)
        self._lay_out_course()
        self._settle()
        say("Building the course, and grading a demo class:")
        if not self._run("build"):
            raise SetupError("The course cannot be built, for the reason above.")
        graded = self._run("demo", ASSIGNMENT)
        if not graded:
            say("So the demo class is not graded; the course opens all the same.")
        self._hand_out()
        if graded:
            stamp.write_text(fingerprint, encoding="utf-8")
        return graded

    def _lay_out_course(self) -> None:
        shutil.rmtree(self.course, ignore_errors=True)
        shutil.copytree(ROOT / "source", self.course / "source")
        config = _COURSE_CONFIG.format(root=str(ROOT), exchange=str(self.exchange))
        (self.course / "nbgrader_config.py").write_text(config, encoding="utf-8")
        self.exchange.mkdir(parents=True, exist_ok=True)
        # nbgrader asks for an exchange that everybody may write to; here it is one user's.
        self.exchange.chmod(0o777)

    def _run(self, *words: str) -> bool:
        command = [sys.executable, "-m", "hvutils", "course", *words]
        command += ["--course", str(self.course)]
        return subprocess.run(command, cwd=ROOT, env=clean_environment()).returncode == 0

    def _hand_out(self) -> None:
        """Give the student the released sections, but where there is work of theirs already."""
        kept = []
        for released in sorted((self.course / "release").iterdir()):
            folder = self.student / released.name
            if folder.exists():
                kept.append(str(folder.relative_to(self.top.parent)))
            else:
                shutil.copytree(released, folder)
        if kept:
            say(f"As they are, for they may hold your work: {', '.join(kept)}.")

    def _settle(self) -> None:
        """Write the configurations: students get neither the formgrader nor another kernel."""
        student, instructor = self.settings("student"), self.settings("instructor")
        for folder in (student, instructor):
            (folder / "labconfig").mkdir(parents=True, exist_ok=True)
        config = (ROOT / "student" / "nbgrader_config.py").read_text(encoding="utf-8")
        config += f"c.Exchange.root = {str(self.exchange)!r}\n"
        (student / "nbgrader_config.py").write_text(config, encoding="utf-8")
        for folder, left_out in ((student, _NOT_STUDENTS), (instructor, ())):
            off = dict.fromkeys((*left_out, _NEWS), True)
            _write(folder / "labconfig" / "page_config.json", {"disabledExtensions": off})
            _write(folder / "labconfig" / "default_setting_overrides.json", _LAB_SETTINGS)
        _write(
            student / "jupyter_server_config.json",
            {
                "ServerApp": {"jpserver_extensions": dict.fromkeys(_NOT_STUDENTS_SERVER, False)},
                "KernelSpecManager": {
                    "allowed_kernelspecs": ["hypervisors"],
                    "ensure_native_kernel": False,
                },
            },
        )


_NOT_STUDENTS = tuple(
    f"@jupyter/nbgrader:{name}" for name in ("formgrader", "create-assignment", "course-list")
)
# Drawing only the cells in view, JupyterLab's default, was seen to leave the notebook blank after
# a jump on a busy machine. A course notebook is short: all of its cells can be there.
_LAB_SETTINGS = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"}}
# It asks its makers' host at each start, and asks the user whether it may.
_NEWS = "@jupyterlab/apputils-extension:announcements"
_NOT_STUDENTS_SERVER = (
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.course_list",
)


def _fingerprint() -> str:
    """Hash what the demo is made from."""
    whole = hashlib.sha256(str(ROOT).encode())
    for top in ("source", "hvutils", "tools", "nbgrader_config.py", "requirements.lock"):
        path = ROOT / top
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                whole.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return whole.hexdigest()


def _write(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
