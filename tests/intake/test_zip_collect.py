"""nbgrader zip_collect on archives that are larger than they look, or lead elsewhere."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.grading.conftest import ASSIGNMENT, lay_out_course

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


def packed(**files: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def torn(archive: bytes) -> bytes:
    start = 30 + len("ida_recon.ipynb")
    return archive[:start] + b"\xff" * 20 + archive[start + 20 :]


@pytest.fixture
def course(repo_root, tmp_path):
    course = lay_out_course(repo_root, tmp_path / "course", tmp_path / "exchange")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(
            "c.FileNameCollectorPlugin.named_regexp = "
            r"r'.*/(?P<student_id>[^/]*)_(?P<file_id>recon\.ipynb|data\.csv)$'"
            "\nc.CheckedExtractor.file_bytes = 1_000_000\n"
        )
    release = course / "release" / ASSIGNMENT
    release.mkdir(parents=True)
    (release / "recon.ipynb").write_bytes(NOTEBOOK)
    (course / "downloaded" / ASSIGNMENT / "archive").mkdir(parents=True)
    return course


def collect(course: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "zip_collect", ASSIGNMENT, "--force"],
        cwd=course,
        env=os.environ | {"JUPYTER_CONFIG_DIR": str(course)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_what_is_honest_is_collected_and_the_rest_is_named(course):
    link = zipfile.ZipInfo("eva_recon.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    whole = io.BytesIO(
        packed(
            **{
                "ada_recon.ipynb": NOTEBOOK,
                "../../out_recon.ipynb": NOTEBOOK,
                "ben_recon.ipynb": b" " * 3_000_000,
                ".._recon.ipynb": NOTEBOOK,
                "nested.zip": packed(**{"finn_recon.ipynb": NOTEBOOK}),
            }
        )
    )
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    downloaded = course / "downloaded" / ASSIGNMENT / "archive"
    (downloaded / "class.zip").write_bytes(whole.getvalue())
    (downloaded / "broken.zip").write_bytes(b"PK no zip")
    (downloaded / "class.tar.gz").write_bytes(b"x")
    (downloaded / "gita_recon.ipynb").write_bytes(NOTEBOOK)
    (downloaded / "hana_recon.ipynb").symlink_to("/etc/passwd")
    # A member whose packed bytes are none, which no unpacker of zipfile's calls a bad archive.
    (downloaded / "torn.zip").write_bytes(torn(packed(**{"ida_recon.ipynb": NOTEBOOK * 50})))
    said = collect(course)
    assert sorted(path.name for path in (course / "submitted").iterdir()) == ["ada", "gita"]
    assert (course / "submitted/ada/recon/recon.ipynb").read_bytes() == NOTEBOOK
    for words in (
        "'../../out_recon.ipynb': its name leads out of the archive",
        "'ben_recon.ipynb': unpacks to more than 976 KiB",
        "'eva_recon.ipynb': is a link, or no plain file",
        "'hana_recon.ipynb': is no plain file",
        "'ida_recon.ipynb': Error",
        "'broken.zip': File is not a zip file",
        "only zip files are unpacked",
        "can be no user name",
    ):
        assert words in said, said
    for folder in (course / "submitted", course / "downloaded" / ASSIGNMENT / "extracted"):
        assert not any(path.is_symlink() for path in folder.rglob("*"))
    assert not list(course.parent.rglob("out_recon.ipynb"))
