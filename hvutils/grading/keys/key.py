"""Keys: what the instructor holds for one notebook, read from TOML beside it.

``source/<assignment>/<notebook>.key.toml`` has a table a question, named like its graded cell::

    [questions.misleading-grep]
    kind = "choice"
    points = 1
    accept = { "a capability of the CPU" = "why that is right" }
    wrong = { "…" = "the misconception behind it" }

    [questions.audit]
    kind = "table"
    servers = ["amber", "birch"]                  # their truth stands in hvutils/grading/pool
    points = { platform = 1, role = 1, type = 1, evidence = 1 }

    [questions.vendor-prefix]
    kind = "function"
    points = 2
    calls = [{ input = "…", returns = "…", tells = "what this input tries" }]
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hvutils.errors import KeyFileError
from hvutils.grading.keys.truth import COLUMNS, Truth, truth

__all__ = ["Call", "ChoiceKey", "FunctionKey", "Key", "QuestionKey", "TableKey", "load_key"]


@dataclass(frozen=True)
class ChoiceKey:
    """The key of a choice: accepted words with reasons, wrong ones with misconceptions."""

    points: float
    accepted: Mapping[str, str]
    wrong: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True)
class TableKey:
    """The key of a table: the truth of each server, and the points of each column."""

    truths: tuple[Truth, ...]
    column_points: Mapping[str, float]

    @property
    def points(self) -> float:
        """What the whole table is worth."""
        return len(self.truths) * sum(self.column_points.values())


@dataclass(frozen=True)
class Call:
    """One call of a student's function: the input, what it returns, what this input tries."""

    input: object
    returns: object
    tells: str


@dataclass(frozen=True)
class FunctionKey:
    """The key of a function: the calls that it is tried on, with equal shares of the points."""

    points: float
    calls: tuple[Call, ...]


QuestionKey = ChoiceKey | TableKey | FunctionKey


@dataclass(frozen=True)
class Key:
    """The key of one notebook: a question's id to its key."""

    name: str
    questions: Mapping[str, QuestionKey]


def load_key(path: Path) -> Key:
    """Load a key.

    Args:
        path: the ``.key.toml`` beside the source notebook.

    Raises:
        KeyFileError: the file is missing, is no TOML, or states a question wrongly.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeyFileError(
            f"there is no key {path.name!r} beside the source notebook: "
            "its answers cannot be marked without one"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise KeyFileError(f"key {path.name!r} is no TOML: {error}") from None
    questions: dict[str, QuestionKey] = {}
    for name, table in data.get("questions", {}).items():
        try:
            questions[name] = _READERS[table["kind"]](table)
        except KeyError as error:
            raise KeyFileError(
                f"key {path.name!r}, question {name!r}: {error} is missing or unknown; "
                f"a question has a kind ({', '.join(_READERS)}) and what that kind asks for"
            ) from None
    return Key(path.name, questions)


def _choice(table: dict[str, Any]) -> ChoiceKey:
    return ChoiceKey(
        float(table["points"]),
        _words(table["accept"]),
        _words(table.get("wrong", {})),
        str(table.get("otherwise", "")),
    )


def _words(table: dict[str, str]) -> dict[str, str]:
    # Answers are compared without regard to case; a key may be written as the notebook shows it.
    return {word.lower(): says for word, says in table.items()}


def _table(table: dict[str, Any]) -> TableKey:
    points = {str(column): float(worth) for column, worth in table["points"].items()}
    for column in points:
        if column not in COLUMNS:
            raise KeyError(column)
    return TableKey(tuple(truth(name) for name in table["servers"]), points)


def _function(table: dict[str, Any]) -> FunctionKey:
    calls = tuple(Call(row["input"], row["returns"], row["tells"]) for row in table["calls"])
    return FunctionKey(float(table["points"]), calls)


_READERS: Mapping[str, Callable[[dict[str, Any]], QuestionKey]] = {
    "choice": _choice,
    "table": _table,
    "function": _function,
}
