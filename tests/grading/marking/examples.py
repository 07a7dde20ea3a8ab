"""The documentation's examples of keys, and keys that a test writes down."""

from __future__ import annotations

import re
from pathlib import Path

from hvutils.grading.keys.key import load_key
from hvutils.grading.marking.question import QuestionKey

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)


def read(text: str, folder: Path) -> dict[str, QuestionKey]:
    """The questions of a key that is written down here."""
    file = folder / "example.key.toml"
    file.write_text(text, encoding="utf-8")
    return dict(load_key(file).questions)
