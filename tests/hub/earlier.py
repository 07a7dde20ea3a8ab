"""The environments of an earlier hub: an earlier commit's hub and course, and JupyterHub 5.

They stand on the installed ones, or are copies, and have of their own what was another thing then.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.hub.hubs import INSTALLED, ROOT

# So many changes of the course ago.
_BACK = 20
_LOCK = ROOT / "hub" / "kubernetes" / "images" / "student.lock"


def make_earlier(top: Path) -> str:
    """Make a hub's ``envs`` as they were; return the commit.

    Args:
        top: the hub's folder.
    """
    commit = _git("log", "--format=%H", f"--skip={_BACK}", "-1", "--", "hvutils", "source")
    if not commit:
        pytest.skip("the clone is shallow: there is no earlier commit to upgrade from")
    source = top / "earlier"
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(source)
    wheels = {"whole": _wheel(source), "kernel": _wheel(source / "student")}
    hub_5 = _jupyterhub_5(top)
    envs = top / "envs"
    envs.mkdir()
    (envs / "proxy").symlink_to(INSTALLED / "envs" / "proxy")
    for name in ("server", "kernel", "whole"):
        make = _copy if name == "kernel" else _environment
        packages = make(envs / name, INSTALLED / "envs" / name)
        if name in wheels:
            zipfile.ZipFile(wheels[name]).extractall(packages)
        if name != "kernel":
            zipfile.ZipFile(hub_5).extractall(packages)
            (packages / "hub").symlink_to(source / "hub")
            (templates,) = packages.glob("jupyterhub-5*.data/data/share/jupyterhub")
            (envs / name / "share").mkdir()
            (envs / name / "share" / "jupyterhub").symlink_to(templates)
            _share(envs / name, INSTALLED / "envs" / name, envs / "kernel" / "bin" / "python")
    share = envs / "whole" / "share" / "hypervisors"
    share.mkdir()
    for name in ("source", "nbgrader_config.py"):
        (share / name).symlink_to(source / name)
    return commit


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip()


def _wheel(project: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    folder = project / "wheel"
    subprocess.run([*command, str(folder), str(project)], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def _jupyterhub_5(top: Path) -> Path:
    """Fetch the JupyterHub that the cluster's images have, checked by its hash."""
    lines = _LOCK.read_text().replace("\\\n", " ").splitlines()
    (line,) = [line for line in lines if line.startswith("jupyterhub==")]
    lock = top / "jupyterhub-5.lock"
    lock.write_text(line + "\n")
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
    ]
    subprocess.run([*command, "--require-hashes", "-d", str(top), "-r", str(lock)], check=True)
    return next(top.glob("jupyterhub-5*.whl"))


def _environment(folder: Path, beneath: Path) -> Path:
    """Make an environment that stands on another; return where its packages lie."""
    python = beneath / "bin" / "python"
    subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
    packages = next((folder / "lib").glob("python3.*/site-packages"))
    below = next((beneath / "lib").glob("python3.*/site-packages"))
    (packages / "beneath.pth").write_text(f"{below}\n")
    for program in (beneath / "bin").iterdir():
        if not (folder / "bin" / program.name).exists():
            (folder / "bin" / program.name).symlink_to(program)
    return packages


def _copy(folder: Path, beneath: Path) -> Path:
    """Copy an environment but for the course; return where its packages lie.

    A kernel that is graded sees its own environment, and none that it would stand on.
    """
    shutil.copytree(beneath, folder, symlinks=True)
    packages = next((folder / "lib").glob("python3.*/site-packages"))
    for installed in packages.glob("hvutils*"):
        shutil.rmtree(installed)
    return packages


def _share(folder: Path, beneath: Path, kernel: Path) -> None:
    """Give it what Jupyter looks for beside a Python, and the kernel of then."""
    (folder / "etc").symlink_to(beneath / "etc")
    share = folder / "share" / "jupyter"
    share.mkdir(parents=True)
    for part in (beneath / "share" / "jupyter").iterdir():
        if part.name != "kernels":
            (share / part.name).symlink_to(part)
    there = beneath / "share" / "jupyter" / "kernels" / "hypervisors" / "kernel.json"
    spec = json.loads(there.read_text())
    spec["argv"][0] = str(kernel)
    mine = share / "kernels" / "hypervisors" / "kernel.json"
    mine.parent.mkdir(parents=True)
    mine.write_text(json.dumps(spec))
