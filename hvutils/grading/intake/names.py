"""Names of students, as folders and the exchange claim them."""

from __future__ import annotations

import re

from hvutils.grading.intake.words import shown

__all__ = ["fault_of_student"]

# Hub and system accounts, mail addresses, names with blanks; nothing that a page, a shell or a
# path could read as more than a name.
_STUDENT = re.compile(r"(?=[^\W])[\w.@+ ,=~-]{1,120}(?<![ .])")


def fault_of_student(student: str) -> str | None:
    """Return why this can be no student's name, or ``None``.

    Args:
        student: the name of a folder in ``submitted/``, or the claim in the exchange.
    """
    if _STUDENT.fullmatch(student) and student.isprintable():
        return None
    return (
        f"{shown(student)} can be no user name: it may have letters, digits and . @ + , = ~ _ - "
        "within, and begins with a letter or digit"
    )
