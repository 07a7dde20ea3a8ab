"""The tables of practice: a file a section, a row a prediction or a check."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from hvutils.errors import AnswerError, KeyFileError
from hvutils.lab.practice.sealing import is_sealed
from hvutils.lab.shapes.words import unknown

__all__ = ["KINDS", "Check", "Prediction", "check_row", "prediction_row", "read_rows", "sections"]

KINDS = ("choice", "choices", "number", "text", "line", "mapping")
"""What an answer may be."""

_CHECK = {
    "kind": str,
    "options": list,
    "items": list,
    "unit": str,
    "decimals": int,
    "longest": int,
    "sample": str,
    "lines": int,
    "right": (str, list),
    "right_says": str,
    "wrong": dict,
    "otherwise": str,
    "evidence": str,
    "hints": list,
}
_PREDICTION = {
    "kind": str,
    "options": list,
    "unit": str,
    "decimals": int,
    "right": (str, list),
    "shows": str,
    "if_right": str,
    "if_wrong": (str, dict),
    "source": str,
}


@dataclass(frozen=True)
class Form:
    """What an answer looks like.

    Args:
        kind: one of `KINDS`.
        options: the words to choose from.
        items: for a mapping, what a word is asked for.
        unit: what a number counts.
        decimals: to how many decimals a number is compared.
        longest: how many characters a text may have.
        sample: for lines, the practice machine.
        lines: how many lines are asked for.
    """

    kind: str
    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    unit: str = ""
    decimals: int = 0
    longest: int = 80
    sample: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Check:
    """A check: formative, as often as wanted.

    Args:
        name: its id, ``section.name``.
        form: what an answer looks like.
        right: the right values, sealed.
        right_says: why it is right.
        wrong: plain wrong values, each with what is said of it.
        otherwise: what is said of any other wrong value.
        evidence: where to look, without saying what is seen there.
        hints: in steps.
    """

    name: str
    form: Form
    right: tuple[str, ...]
    right_says: str
    wrong: Mapping[str, str]
    otherwise: str
    evidence: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Prediction:
    """A prediction: set before what happens is shown.

    Args:
        name: its id, ``section.name``.
        form: what a prediction looks like.
        right: what happens, sealed.
        shows: what happens, in a sentence.
        if_right: what is said to who foresaw it.
        if_wrong: what is said of each other prediction, or of all (under ``""``).
        source: where the fact comes from.
    """

    name: str
    form: Form
    right: tuple[str, ...]
    shows: str
    if_right: str
    if_wrong: Mapping[str, str]
    source: str


_Row = TypeVar("_Row")


def sections() -> tuple[str, ...]:
    """Return the sections that have a table."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def check_row(name: str) -> Check:
    """Return a check by its id.

    Raises:
        AnswerError: there is no such check; the message names those that are near.
    """
    return _find(name, "check", _tables(name)[0])


def prediction_row(name: str) -> Prediction:
    """Return a prediction by its id.

    Raises:
        AnswerError: there is no such prediction; the message names those that are near.
    """
    return _find(name, "prediction", _tables(name)[1])


def read_rows(path: Path) -> tuple[dict[str, Check], dict[str, Prediction]]:
    """Read a section's table.

    Args:
        path: the file; its name is the section's.

    Raises:
        KeyFileError: a row lacks something or has what is not known, or is not sealed.
    """
    section = path.stem
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KeyFileError(f"{path.name} is no TOML: {error}") from None
    beyond = sorted(data.keys() - {"check", "predict"})
    if beyond:
        raise KeyFileError(f"{path.name}: {beyond[0]!r} is neither check nor predict")
    checks = {
        f"{section}.{name}": _check(f"{section}.{name}", row)
        for name, row in data.get("check", {}).items()
    }
    predictions = {
        f"{section}.{name}": _prediction(f"{section}.{name}", row)
        for name, row in data.get("predict", {}).items()
    }
    return checks, predictions


def _folder() -> Path:
    return Path(str(resources.files("hvutils"))) / "lab" / "practice"


@cache
def _tables(name: str) -> tuple[dict[str, Check], dict[str, Prediction]]:
    section = str(name).partition(".")[0]
    if section not in sections():
        raise AnswerError(
            f"there is no {name!r}: an id is 'section.name', with a section of "
            + ", ".join(sections())
        )
    return read_rows(_folder() / f"{section}.toml")


def _find(name: str, what: str, rows: dict[str, _Row]) -> _Row:
    if name not in rows:
        there = unknown(what, name, tuple(rows)) if rows else f"there is no {what} {name!r}"
        raise AnswerError(there)
    return rows[name]


def _check(name: str, row: dict[str, Any]) -> Check:
    _typed(name, row, _CHECK)
    for needed in ("right_says", "otherwise", "hints"):
        if not row.get(needed):
            raise KeyFileError(f"{name}: {needed!r} is missing")
    return Check(
        name,
        _form(name, row),
        _right(name, row),
        row["right_says"],
        {str(value): str(says) for value, says in row.get("wrong", {}).items()},
        row["otherwise"],
        row.get("evidence", ""),
        tuple(map(str, row["hints"])),
    )


def _prediction(name: str, row: dict[str, Any]) -> Prediction:
    _typed(name, row, _PREDICTION)
    for needed in ("shows", "if_right", "if_wrong"):
        if not row.get(needed):
            raise KeyFileError(f"{name}: {needed!r} is missing")
    if_wrong = row["if_wrong"]
    return Prediction(
        name,
        _form(name, {"kind": "choice", **row}),
        _right(name, row),
        row["shows"],
        row["if_right"],
        if_wrong if isinstance(if_wrong, dict) else {"": if_wrong},
        row.get("source", ""),
    )


def _form(name: str, row: dict[str, Any]) -> Form:
    kind = row.get("kind")
    if kind not in KINDS:
        raise KeyFileError(f"{name}: kind {kind!r} is none of {', '.join(KINDS)}")
    if kind in ("choice", "choices") and len(row.get("options", ())) < 2:
        raise KeyFileError(f"{name}: a {kind} needs options, two at least")
    if kind == "mapping" and not row.get("items"):
        raise KeyFileError(f"{name}: a mapping needs items")
    if kind == "line" and not row.get("sample"):
        raise KeyFileError(f"{name}: a line needs the sample that it is a line of")
    return Form(
        kind,
        tuple(map(str, row.get("options", ()))),
        tuple(map(str, row.get("items", ()))),
        row.get("unit", ""),
        row.get("decimals", 0),
        row.get("longest", 80),
        row.get("sample", ""),
        row.get("lines", 1),
    )


def _right(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    right = row.get("right") or []
    values = right if isinstance(right, list) else [right]
    if not values:
        raise KeyFileError(f"{name}: 'right' is missing")
    if not all(map(is_sealed, values)):
        raise KeyFileError(f"{name}: 'right' is plain: seal it with make practice")
    return tuple(values)


def _typed(name: str, row: dict[str, Any], known: Mapping[str, Any]) -> None:
    for key, value in row.items():
        if key not in known:
            raise KeyFileError(f"{name}: {unknown('setting', key, tuple(known))}")
        if not isinstance(value, known[key]) or isinstance(value, bool):
            raise KeyFileError(f"{name}: {key} = {value!r} is of the wrong type")
