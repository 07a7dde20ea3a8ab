"""Simulated students of every section: each gets the marks and the feedback that they deserve.

They work on the release, in isolated kernels, as submissions do; nbgrader is left out, for the
demo class has it.
"""

from __future__ import annotations

import copy
import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from hvutils.grading.course.demo_answers import (
    clumsy_answers,
    misled_answers,
    perfect_answers,
)
from hvutils.grading.isolation.execution import Kernels
from hvutils.grading.isolation.jobs import CodeCell, Job
from hvutils.grading.isolation.limits import Limits
from hvutils.grading.keys.key import DrawnKey, FunctionKey, MappingKey, load_key
from hvutils.grading.marking.marks import Mark
from hvutils.grading.marking.outputs import feedback_outputs
from hvutils.grading.plugins.execute import put_executed
from hvutils.grading.plugins.mark import mark_notebook

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ["orientation", "reflection"]
STUDENT = "ada"

pytestmark = pytest.mark.grading


@pytest.fixture(scope="module")
def kernels(needs_isolation: Path) -> Iterator[Kernels]:
    with Kernels(needs_isolation, Limits()) as kernels:
        yield kernels


@dataclass(frozen=True)
class Handed:
    """What a student handed in, executed and marked."""

    marks: Mapping[str, Mark]
    notebook: nbformat.NotebookNode

    def said(self, question: str) -> str:
        """The feedback on a question, as text."""
        (output, *_) = feedback_outputs(self.marks[question], self.marks[question].of)
        return html.unescape(str(output["data"]))


def key_of(section: str, student: str = STUDENT) -> DrawnKey:
    source = ROOT / "source" / section / f"{section}.key.toml"
    return load_key(source).for_student(student, section)


Work = Callable[[nbformat.NotebookNode], None]


def hand_in(
    kernels: Kernels, section: str, answers: Mapping[str, str], work: Work | None = None
) -> Handed:
    """Fill the answers into the release, do with the notebook what is asked, run and mark it."""
    notebook = nbformat.read(ROOT / "release" / section / f"{section}.ipynb", as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-answer")
        if cell.cell_type == "code" and name in answers and cell.metadata.nbgrader.solution:
            cell.source = answers[name]
    if work:
        work(notebook)
    key = key_of(section)
    cells = tuple(
        CodeCell(n, cell.source, cell.metadata.get("nbgrader", {}).get("grade_id"))
        for n, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    )
    executed = kernels.execute(Job(STUDENT, section, section, cells, key.calls, timeout=60))
    put_executed(executed, notebook, {})
    ran = copy.deepcopy(notebook)
    return Handed(mark_notebook(notebook, key, executed.returned), ran)


def points(handed: Handed) -> float:
    return sum(mark.points for mark in handed.marks.values())


def outputs(handed: Handed) -> Iterator[nbformat.NotebookNode]:
    for cell in handed.notebook.cells:
        yield from cell.get("outputs", ())


def refuse_tracebacks(handed: Handed) -> None:
    """What a student sees is a sentence each time, and nothing is on stderr."""
    for output in outputs(handed):
        assert output.get("name") != "stderr", output
        text = str(output)
        assert "hvutils/" not in text, text
        # ``hand_in`` raises under a grader by design: see hvutils/lab/answers.py.
        if output.output_type == "error":
            assert len(output.traceback) == 1, text


@pytest.mark.parametrize("section", SECTIONS)
def test_who_answers_everything_gets_everything(kernels, section) -> None:
    handed = hand_in(kernels, section, perfect_answers(key_of(section)))
    for mark in handed.marks.values():
        assert mark.points == mark.of, mark
    refuse_tracebacks(handed)


@pytest.mark.parametrize("section", SECTIONS)
def test_an_untouched_notebook_runs_to_its_end_and_earns_nothing(kernels, section) -> None:
    handed = hand_in(kernels, section, {})
    assert points(handed) == 0
    refuse_tracebacks(handed)
    wanted = {f"{name}: Not answered." for name in handed.marks}
    assert wanted
    for mark in handed.marks.values():
        assert all(item.feedback for item in mark.items)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_misconception_gets_nothing_and_is_called_by_its_name(kernels, section) -> None:
    key = key_of(section)
    handed = hand_in(kernels, section, misled_answers(key))
    for name, question in key.questions.items():
        if isinstance(question, MappingKey):
            for item in handed.marks[name].items:
                wrong = question.items[item.item].wrong
                assert item.points == 0, item
                assert item.misconception == next(iter(wrong.values()))
                assert item.misconception in handed.said(name)
    refuse_tracebacks(handed)


@pytest.mark.parametrize("section", SECTIONS)
def test_case_and_blanks_cost_nothing(kernels, section) -> None:
    key = key_of(section)
    shouted = {}
    for name, question in key.questions.items():
        if isinstance(question, MappingKey):
            right = {n: f"  {next(iter(w.accepted)).upper()} " for n, w in question.items.items()}
            shouted[name] = f"answer({name!r}, {right!r})"
    assert shouted
    handed = hand_in(kernels, section, {**perfect_answers(key), **shouted})
    for name in shouted:
        assert handed.marks[name].points == handed.marks[name].of
    refuse_tracebacks(handed)


# What a student with one misconception writes, and what becomes of it.
FUNCTIONS = {
    "a share instead of percent": ("exit-share", "return n[0] * n[1] / n[2]", 0),
    "no return": ("exit-share", "n[0] * n[1] / n[2] * 100", 0),
    "a text": ("exit-share", "return f'{n[0] * n[1] / n[2] * 100} %'", 0),
    "levels times levels": ("walk", "return n[0] * n[1]", 0),
    "the data counted": ("walk", "return (n[0] + 1) * (n[1] + 1)", 0),
    "the way to the data forgotten": ("walk", "return n[0] * (n[1] + 1)", 1),
    "the example learnt by heart": ("walk", "return 8", 0),
}


@pytest.mark.parametrize("what", FUNCTIONS)
def test_a_function_with_one_mistake_earns_what_it_gets_right(kernels, what) -> None:
    name, body, earns = FUNCTIONS[what]
    source = f"def solve(n):\n    {body}\nanswer({name!r}, solve)"
    handed = hand_in(kernels, "reflection", {name: source})
    question = key_of("reflection").questions[name]
    assert isinstance(question, FunctionKey)
    assert handed.marks[name].points == pytest.approx(earns)
    for item, call in zip(handed.marks[name].items, question.calls, strict=True):
        assert call.tells in item.feedback
        assert str(call.input) not in handed.said(name)


BAD = {
    "nothing": "None",
    "an empty text": "''",
    "a number": "3",
    "a list": "['hypervisor']",
    "another's items": "{'moon': 'guest'}",
    "a misspelt word": "dict.fromkeys(['qemu', 'dom0', 'xen'], 'hypervizor')",
    "words for numbers": "{'qemu': 1, 'xen': None, 'dom0': ['guest']}",
    "something that prints badly": "type('X', (), {'__repr__': lambda self: 1 / 0})()",
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize(("section", "question"), [("orientation", "places"), ("reflection", "io")])
def test_a_wrong_form_is_said_at_once_and_earns_nothing(kernels, section, question, what) -> None:
    handed = hand_in(kernels, section, {question: f"answer({question!r}, {BAD[what]})"})
    assert handed.marks[question].points == 0
    refuse_tracebacks(handed)


@pytest.mark.parametrize("section", SECTIONS)
def test_cells_out_of_order_are_answered_in_sentences(kernels, section) -> None:
    def backwards(notebook: nbformat.NotebookNode) -> None:
        imports = next(c for c in notebook.cells if c.source.startswith("from hvutils.lab"))
        rest = [cell for cell in notebook.cells if cell is not imports]
        notebook.cells = [imports, *reversed(rest)]

    handed = hand_in(kernels, section, perfect_answers(key_of(section)), backwards)
    refuse_tracebacks(handed)
    sentences = " ".join(str(output) for output in outputs(handed))
    assert "run the cell with draw_set first" in sentences
    assert "run the cells above first" in sentences or "there is no question" in sentences


def test_a_clumsy_student_keeps_what_is_right(kernels) -> None:
    handed = hand_in(kernels, "orientation", clumsy_answers(key_of("orientation")))
    assert handed.marks["promise"].points == 3
    assert "oak" in handed.said("first-look")
    refuse_tracebacks(handed)
