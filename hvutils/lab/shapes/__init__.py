"""The shapes of answers, a file each: what an answer may look like, never which one is right."""

from __future__ import annotations

from hvutils.lab.shapes.choice import Choice, Choices
from hvutils.lab.shapes.evidence import Evidence
from hvutils.lab.shapes.function import Function
from hvutils.lab.shapes.mapping import Mapping
from hvutils.lab.shapes.number import Number
from hvutils.lab.shapes.report import MAX_ANSWER_BYTES, Report
from hvutils.lab.shapes.table import COLUMNS, Table
from hvutils.lab.shapes.text import Text

__all__ = [
    "COLUMNS",
    "MAX_ANSWER_BYTES",
    "Choice",
    "Choices",
    "Evidence",
    "Function",
    "Mapping",
    "Number",
    "Report",
    "Shape",
    "Table",
    "Text",
]

Shape = Choice | Choices | Mapping | Number | Text | Evidence | Table | Function
