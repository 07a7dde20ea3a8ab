"""The form of an answer to practice: is it of the right kind, and can it be compared?"""

from __future__ import annotations

from hvutils.lab.practice.rows import Form
from hvutils.lab.practice.sealing import plain_form
from hvutils.lab.shapes import Choice, Choices, Evidence, Mapping, Number, Text
from hvutils.lab.shelf import sample

__all__ = ["said", "shape_of", "tidied"]

_SHOWN = 120
_Shape = Choice | Choices | Evidence | Mapping | Number | Text


def shape_of(form: Form) -> _Shape:
    """Return the shape that checks an answer's form."""
    shapes: dict[str, _Shape] = {
        "choice": Choice(form.options),
        "choices": Choices(form.options),
        "number": Number(form.unit),
        "text": Text(form.longest),
        "mapping": Mapping(form.items, form.options),
    }
    if form.kind == "line":
        return Evidence(sample(form.sample).capture, form.lines)
    return shapes[form.kind]


def tidied(form: Form, value: object) -> object:
    """Return a value with its words spelt as the options are.

    Case, blanks and hyphens do not count: *Type 1* is *type-1*.
    """
    if isinstance(value, dict):
        return {_spelt(k, form.items): _spelt(v, form.options) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_spelt(one, form.options) for one in value]
    if form.kind == "number" and isinstance(value, str):
        return value
    return _spelt(value, form.options)


def said(value: object) -> str:
    """Return what was given, as code, shortened."""
    try:
        text = repr(value)
    except Exception:
        text = f"something of the type {type(value).__name__}"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _spelt(word: object, words: tuple[str, ...]) -> object:
    if not isinstance(word, str):
        return word
    near = [one for one in words if _loose(one) == _loose(word)]
    return near[0] if len(near) == 1 else word.strip()


def _loose(word: str) -> str:
    return plain_form(word.replace("-", " "))
