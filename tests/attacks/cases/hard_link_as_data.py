"""Hands in the gradebook as a data file, by a second name of it."""

from __future__ import annotations

import os

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    os.link(work.secrets.root / "gradebook.db", work.folder / "book.db")
    work.before("import os; print(os.listdir()); print(open('book.db', 'rb').read())")
