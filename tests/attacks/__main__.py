"""Writes the table of attacks into docs/attacks.md: python -m tests.attacks."""

from __future__ import annotations

from pathlib import Path

from tests.attacks.kit import RIGHT, Attack, attacks

PAGE = Path(__file__).resolve().parents[2] / "docs" / "attacks.md"
MARK = "<!-- python -m tests.attacks writes what follows -->\n"


def table() -> str:
    """Return the table, a row an attack."""
    rows = ["| file in `tests/attacks/cases/` | what is tried | what it gets |", "|---|---|---|"]
    for attack in attacks():
        file = attack.name.replace("-", "_")
        rows.append(f"| `{file}` | {_text(attack.tries)} | {_gets(attack)} |")
    return "\n".join(rows) + "\n"


def page() -> str:
    """Return the page as it must be."""
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    return f"{head}{MARK}\n{table()}"


def _gets(attack: Attack) -> str:
    if attack.reason:
        return f"no mark, and the reason: {_text(attack.reason)}"
    if attack.held:
        return "held for the instructor"
    if isinstance(attack.share, dict):
        return f"what it answered: {', '.join(attack.share)}"
    return "its right answers' points" if attack.answers == RIGHT else "nothing"


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
