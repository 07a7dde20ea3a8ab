"""Finds the gradebook and sets everybody's marks."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before(f"""
    import glob, sqlite3
    for path in [{str(work.secrets.root / "gradebook.db")!r}, "../../../gradebook.db",
                 *glob.glob("/**/gradebook.db", recursive=True)]:
        try:
            with sqlite3.connect(path) as book:
                book.execute("update grade set auto_score = 0")
                print(path, book.execute("select * from student").fetchall())
        except sqlite3.Error as error:
            print(error)
    """)
