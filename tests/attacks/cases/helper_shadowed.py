"""Hands in a module hvutils.py, and others that shadow what the kernel imports."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    for name in (
        "hvutils",
        "json",
        "IPython",
        "ipykernel",
        "zmq",
        "traitlets",
        "pandas",
        "resource",
        "sitecustomize",
        "usercustomize",
        "_ctypes",
        "site",
    ):
        work.attach(f"{name}.py", b"raise SystemExit('shadowed')\n")
    work.attach("hvutils/__init__.py", b"raise SystemExit('shadowed')\n")
