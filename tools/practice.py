"""Seals plain right answers in the tables of practice: `make practice`.

An author writes ``right = "dom0"``; this replaces it, in place, with a salted hash. The plain
answers stand in ``docs/teaching/``, where a test compares them.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from hvutils.lab.practice.sealing import is_sealed, seal
from progress import ROOT, say

FOLDER = ROOT / "hvutils" / "lab" / "practice"
_HEAD = re.compile(r"^\[(check|predict)\.\"?([^\]\"]+)\"?\]\s*$")
_RIGHT = re.compile(r"^right\s*=")


def sealed_text(section: str, text: str) -> str:
    """Return the text of a table with every plain ``right`` sealed; all else stays as it is.

    Args:
        section: the section's name.
        text: the table, as TOML.
    """
    lines, name, kind = text.splitlines(keepends=True), "", "check"
    out: list[str] = []
    data = tomllib.loads(text)
    place = 0
    while place < len(lines):
        line = lines[place]
        if head := _HEAD.match(line):
            kind, name = head.groups()
        if not _RIGHT.match(line):
            out.append(line)
            place += 1
            continue
        end = place + 1
        # A value may go over several lines; it is whole when it parses.
        while not _parses("".join(lines[place:end])) and end < len(lines):
            end += 1
        plain = tomllib.loads("".join(lines[place:end]))["right"]
        out.append(_sealed_line(f"{section}.{name}", plain, data[kind][name]))
        place = end
    return "".join(out)


def _sealed_line(name: str, right: object, row: dict[str, Any]) -> str:
    decimals = row.get("decimals", 0)
    done = [
        one if is_sealed(one) else seal(name, one, decimals) for one in alternatives(right, row)
    ]
    return "right = " + json.dumps(done[0] if len(done) == 1 else done, ensure_ascii=False) + "\n"


def alternatives(right: object, row: dict[str, Any]) -> list[Any]:
    """Return the right values, each by itself.

    A list means several right values; where the value is a list itself (choices, several lines),
    a list of lists does.

    Args:
        right: what an author wrote.
        row: the whole row.
    """
    if not isinstance(right, list):
        return [right]
    is_list = row.get("kind") == "choices" or row.get("lines", 1) > 1
    if is_list and not any(isinstance(one, list) or is_sealed(one) for one in right):
        return [right]
    return right


def _parses(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def main() -> int:
    """Seal every table; say which ones changed."""
    for path in sorted(FOLDER.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        done = sealed_text(path.stem, text)
        if done != text:
            path.write_text(done, encoding="utf-8")
            say(f"sealed the plain answers of {Path(path).relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
