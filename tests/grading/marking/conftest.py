"""A question of every kind, read once."""

from __future__ import annotations

import pytest

from hvutils.grading.marking.question import QuestionKey
from tests.grading.marking.examples import EXAMPLES, read


@pytest.fixture(scope="session")
def questions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, QuestionKey]:
    """A question of every kind: the examples of the documentation."""
    found: dict[str, QuestionKey] = {}
    for text in EXAMPLES:
        found |= {q.kind: q for q in read(text, tmp_path_factory.mktemp("key")).values()}
    return found
