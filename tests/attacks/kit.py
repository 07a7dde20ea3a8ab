"""What an attack is made with: a submission of the course's notebook, and what it must earn.

Each file in ``cases/`` is one attack or fault. Its docstring says what is tried; ``attack`` makes
the submission from one that is honest but for its answers, which are all wrong unless the file says
``ANSWERS = RIGHT``. ``SHARE`` is the share of the automatic points that an honest marker would
give, as a whole or by question, and by default that of the answers; ``REASON`` is part of the
sentence for a submission that cannot be marked; ``HELD`` says that it waits for the instructor.
"""

from __future__ import annotations

import copy
import importlib.util
import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell

from hvutils.grading.course.demo import perfect_answers
from hvutils.grading.keys.key import DrawnKey
from hvutils.grading.keys.kinds import FunctionKey, MappingKey, TableKey

__all__ = ["RIGHT", "WRONG", "Attack", "Secrets", "Work", "attacks", "wrong_answers"]

RIGHT, WRONG = "right", "wrong"
ASSIGNMENT = "recon"


@dataclass(frozen=True)
class Secrets:
    """Where things lie that no submission may read, and words that must not appear anywhere.

    Args:
        root: the course's folder.
        exchange: the exchange.
        home: the grader's home.
        words: a secret planted in each, by what it is planted in.
        token: what a submission calls whatever it leaves behind.
    """

    root: Path
    exchange: Path
    home: Path
    words: dict[str, str]
    token: str


@dataclass
class Work:
    """A submission in the making.

    Args:
        student: the user name.
        folder: ``submitted/<student>/<assignment>``.
        notebook: the released notebook, with the student's answers.
        key: the key, drawn for the student.
        secrets: what is to be got at.
        others: the set of another student, for answers that are forged.
        content: the notebook file, where it is to be something else than ``notebook``.
        leave_out: whether no notebook is written.
    """

    student: str
    folder: Path
    notebook: Any
    key: DrawnKey
    secrets: Secrets
    others: DrawnKey
    content: bytes | None = None
    leave_out: bool = False

    def cell(self, name: str) -> Any:
        """Return the cell with a grade_id."""
        return next(
            cell
            for cell in self.notebook.cells
            if cell.metadata.get("nbgrader", {}).get("grade_id") == name
        )

    def graded(self) -> list[Any]:
        """Return the cells that hand an answer in."""
        return [self.cell(question) for question in self.key.questions]

    def answer(self, question: str, source: str) -> None:
        """Write a student's answer cell."""
        self.cell(f"{question}-answer").source = _code(source)

    def before(self, source: str) -> Any:
        """Put a code cell of the student's before everything."""
        self.notebook.cells.insert(0, new_code_cell(_code(source)))
        return self.notebook.cells[0]

    def after(self, source: str) -> Any:
        """Put a code cell of the student's behind everything."""
        self.notebook.cells.append(new_code_cell(_code(source)))
        return self.notebook.cells[-1]

    def forge(self, source: str) -> None:
        """Have graded cells run this in the place of handing in; it has question, emit and real."""
        body = textwrap.indent(_code(source), "    ")
        self.before(f"{_FORGED}{body}\nhvutils.lab.hand_in = hand_in")

    def attach(self, name: str, content: bytes = b"") -> Path:
        """Put a data file beside the notebook."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def write(self) -> None:
        """Hand the submission in."""
        path = self.folder / f"{ASSIGNMENT}.ipynb"
        if self.leave_out or path.is_symlink() or path.exists():
            return
        content = self.content
        if content is None:
            # As it is: nbformat would mend what an attack has broken.
            content = json.dumps(self.notebook, indent=1).encode("utf-8", "surrogatepass")
        path.write_bytes(content)


_FORGED = """\
import hvutils.lab, hvutils.lab.answers
from IPython.display import display
from hvutils.bundle import ANSWER_MIME
real = hvutils.lab.answers.hand_in
def emit(question, value, **more):
    bundle = {"schema": 1, "question": question, "value": value, **more}
    display({ANSWER_MIME: bundle, "text/plain": ""}, raw=True)
def hand_in(question):
"""


@dataclass(frozen=True)
class Attack:
    """One attack or fault.

    Args:
        name: its file's name.
        tries: what is tried, in a sentence.
        make: makes the submission.
        answers: whether its answers are right.
        share: the share of the automatic points that it must earn, of all or by question.
        reason: part of the reason why it earns none.
        held: whether it waits for the instructor.
    """

    name: str
    tries: str
    make: Callable[[Work], None]
    answers: str
    share: float | dict[str, float]
    reason: str
    held: bool


def attacks() -> list[Attack]:
    """Load the attacks."""
    return [_load(file) for file in sorted(Path(__file__).with_name("cases").glob("*.py"))]


def _load(file: Path) -> Attack:
    spec = importlib.util.spec_from_file_location(f"attack_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    answers = getattr(module, "ANSWERS", WRONG)
    return Attack(
        file.stem.replace("_", "-"),
        (module.__doc__ or "").splitlines()[0],
        module.attack,
        answers,
        getattr(module, "SHARE", 1.0 if answers == RIGHT else 0.0),
        getattr(module, "REASON", ""),
        getattr(module, "HELD", False),
    )


def _code(source: str) -> str:
    return textwrap.dedent(source).strip("\n")


def fill(released: Any, answers: dict[str, str]) -> Any:
    """Return the released notebook with answers in it."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.metadata.get("nbgrader", {}).get("solution") and name in answers:
            cell.source = answers[name]
    return notebook


def wrong_answers(key: DrawnKey) -> dict[str, str]:
    """Return the sources of answer cells that earn nothing."""
    wrong = {}
    for name, question in key.questions.items():
        match question:
            case TableKey():
                value: Any = {
                    truth.name: {**dict.fromkeys(truth.expert, "nonsense"), "evidence": "none:1"}
                    for truth in question.truths
                }
            case MappingKey():
                value = dict.fromkeys(question.items, "nonsense")
            case FunctionKey():
                wrong[name] = f"answer({name!r}, lambda value: None)"
                continue
            case _:
                value = "nonsense"
        wrong[name] = f"answer({name!r}, {value!r})"
    return wrong


def answers_of(attack: Attack, key: DrawnKey) -> dict[str, str]:
    """Return the sources of the answer cells that an attack begins with."""
    return perfect_answers(key) if attack.answers == RIGHT else wrong_answers(key)


def read(path: Path) -> Any:
    """Read a notebook of the course's."""
    return nbformat.read(path, as_version=4)
