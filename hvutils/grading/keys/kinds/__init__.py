"""The kinds of questions: a file each, with its reader, its marker and its sample answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.kinds.choice import ChoiceKey
from hvutils.grading.keys.kinds.choices import ChoicesKey
from hvutils.grading.keys.kinds.evidence import EvidenceKey
from hvutils.grading.keys.kinds.function import FunctionKey
from hvutils.grading.keys.kinds.mapping import MappingKey
from hvutils.grading.keys.kinds.number import NumberKey
from hvutils.grading.keys.kinds.table import TableKey
from hvutils.grading.keys.kinds.text import TextKey
from hvutils.grading.keys.reading import Reading
from hvutils.grading.marking.question import QuestionKey

__all__ = [
    "KINDS",
    "ChoiceKey",
    "ChoicesKey",
    "EvidenceKey",
    "FunctionKey",
    "MappingKey",
    "NumberKey",
    "TableKey",
    "TextKey",
]

KINDS: Mapping[str, Callable[[Fields, Reading], QuestionKey]] = {
    kind.kind: kind.read
    for kind in (
        *(ChoiceKey, ChoicesKey, MappingKey, NumberKey, TextKey),
        *(EvidenceKey, TableKey, FunctionKey),
    )
}
"""The word for a kind in a key, and its reader."""
