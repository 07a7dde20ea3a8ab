"""Keys: what the instructor holds for one notebook, read from TOML beside it.

``source/<assignment>/<notebook>.key.toml`` has a table a question, named like its graded cell, and
may draw a set of servers for each student. ``docs/instructors.md`` has an example of each kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hvutils.errors import KeyFileError
from hvutils.grading.keys.fields import Fields
from hvutils.grading.keys.kinds import KINDS, ChoiceKey, FunctionKey, MappingKey, TableKey
from hvutils.grading.keys.reading import Reading
from hvutils.grading.marking.question import QuestionKey
from hvutils.sets import DrawnSet, draw, draw_items
from hvutils.sets.stream import Stream

__all__ = [
    "ChoiceKey",
    "DrawnKey",
    "FunctionKey",
    "Key",
    "MappingKey",
    "QuestionKey",
    "SetRule",
    "TableKey",
    "load_key",
]


@dataclass(frozen=True)
class SetRule:
    """How a key draws each student's set.

    Args:
        term: the word of the term, which the released notebook carries too.
        groups: a group's name to servers of the pool; one of each is drawn. Without any, only the
            items of questions with ``pick`` are.
    """

    term: str
    groups: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class DrawnKey:
    """A key as it marks one student's notebook.

    Args:
        name: the key's file.
        questions: a question's id to its key, with the student's servers and calls.
        servers: the student's set, or ``None`` where the key draws no servers.
    """

    name: str
    questions: Mapping[str, QuestionKey]
    servers: DrawnSet | None

    @property
    def calls(self) -> Mapping[str, tuple[object, ...]]:
        """The question of each function that is asked for, to what it is called on."""
        return {
            name: question.inputs for name, question in self.questions.items() if question.inputs
        }


@dataclass(frozen=True)
class Key:
    """The key of one notebook.

    Args:
        name: its file.
        questions: a question's id to its key.
        sets: how it draws each student's set, or ``None``.
    """

    name: str
    questions: Mapping[str, QuestionKey]
    sets: SetRule | None = None

    @property
    def nonce(self) -> str:
        """The word of the term that sets are drawn with."""
        return self.sets.term if self.sets else ""

    def for_student(self, student: str, assignment: str, nonce: str | None = None) -> DrawnKey:
        """Return the key for one student: with the servers and the calls drawn for them.

        Args:
            student: the user name that the work was done under (see ``keys/aliases.py``).
            assignment: the assignment's name.
            nonce: the word of the term; by default the key's own.
        """
        student = student.strip()
        nonce = self.nonce if nonce is None else nonce
        groups = tuple(self.sets.groups.values()) if self.sets else ()
        drawn = draw(student, assignment, nonce, groups) if groups else None
        questions: dict[str, QuestionKey] = {}
        for name, question in self.questions.items():
            if isinstance(question, TableKey) and drawn:
                question = question.drawn(drawn)
            elif isinstance(question, FunctionKey):
                known = {server.machine for server in drawn.servers} if drawn else set()
                stream = Stream("calls", student, assignment, nonce, name)
                question = question.chosen(stream, known)
            elif isinstance(question, MappingKey) and question.pick is not None:
                items = draw_items(student, assignment, nonce, name, question.items, question.pick)
                question = question.drawn(items, student)
            questions[name] = question
        return DrawnKey(self.name, questions, drawn)


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
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(f"key {path.name!r} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise KeyFileError(f"key {path.name!r} is no TOML: {error}; mend that line") from None
    where = f"key {path.name!r}"
    top = Fields(where, data)
    sets = _sets(where, top.take("set", None))
    reading = Reading(sets.groups if sets else {}, draws=sets is not None)
    questions = {
        name: _question(f"{where}, question {name!r}", table, reading)
        for name, table in top.table("questions", {}).items()
    }
    top.end()
    return Key(path.name, questions, sets)


def _question(where: str, table: object, reading: Reading) -> QuestionKey:
    fields = Fields(where, table)
    kind = fields.take("kind", None)
    if kind not in KINDS:
        raise KeyFileError(
            f"{where}: kind = {kind!r} is missing or unknown; there are: {', '.join(KINDS)}"
        )
    question = KINDS[kind](fields, reading)
    fields.end()
    return question


def _sets(where: str, table: object) -> SetRule | None:
    if table is None:
        return None
    fields = Fields(f"{where}, set", table)
    inner = Fields(f"{where}, set, groups", fields.take("groups", {}))
    groups = {name: inner.names(name) for name in list(inner)}
    rule = SetRule(fields.text("term"), groups)
    fields.end()
    if not all(groups.values()):
        raise KeyFileError(f"{where}, set: each group names at least one server of the pool")
    named = [name for group in groups.values() for name in group]
    if twice := {name for name in named if named.count(name) > 1}:
        raise KeyFileError(f"{where}, set: {', '.join(sorted(twice))} is in two groups: keep one")
    return rule
