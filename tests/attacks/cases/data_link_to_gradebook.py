"""Hands in the gradebook as a data file, by a link."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.folder.joinpath("data.db").symlink_to(work.secrets.root / "gradebook.db")
    work.before("print(open('data.db', 'rb').read())")
