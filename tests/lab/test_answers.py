"""Answering and handing in, as a student's kernel does it, in each mode of nbgrader."""

from __future__ import annotations

import json
import os
import subprocess

import nbformat
import pytest
from nbclient import NotebookClient

ASK = 'from hvutils.lab import answer, ask, hand_in\nask("grep", options=["yes", "no"])'


def run(cells: list[str], mode: str | None = None) -> list[list[dict]]:
    """Run cells in the students' kernel and return their outputs."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    environment = {k: v for k, v in os.environ.items() if k != "NBGRADER_EXECUTION"}
    client = NotebookClient(notebook, kernel_name="hypervisors", allow_errors=True, timeout=60)
    client.execute(env=environment | ({"NBGRADER_EXECUTION": mode} if mode else {}))
    return [cell.outputs for cell in notebook.cells]


def text_of(outputs: list[dict]) -> str:
    return json.dumps(outputs, ensure_ascii=False)


def bundles(outputs: list[dict]) -> list[dict]:
    mime = "application/vnd.hvutils.answer+json"
    return [o["data"][mime] for o in outputs if mime in o.get("data", {})]


def test_a_right_form_is_handed_in_as_data():
    asked, answered, handed = run([ASK, 'answer("grep", "no")', 'hand_in("grep")'])
    assert "one of 'yes', 'no'" in text_of(asked)
    assert bundles(answered) == bundles(handed)
    assert bundles(handed) == [{"schema": 1, "question": "grep", "value": "no"}]
    assert "handed in: grep" in text_of(handed)


def test_a_wrong_word_is_explained_at_once_and_stops_nothing():
    _, answered, handed, after = run([ASK, 'answer("grep", "nope")', 'hand_in("grep")', "1 + 1"])
    assert "'nope' is not an option: did you mean 'no'?" in text_of(answered)
    assert "NOT HANDED IN: 'grep' is not complete: see above" in text_of(handed)
    # What is wrong is said once, not twice.
    assert text_of(handed).count("did you mean") == 1
    assert after[0]["data"]["text/plain"] == "2"


@pytest.mark.parametrize("said", [[], ['answer("grep", None)']], ids=["nothing", "None"])
def test_an_unanswered_question_fails_validation_in_one_sentence(said):
    *_, handed = run([ASK, *said, 'hand_in("grep")'], mode="validate")
    (error,) = [output for output in handed if output["output_type"] == "error"]
    assert error["ename"] == "AnswerError"
    assert "not answered yet" in error["evalue"]
    assert "Traceback" not in text_of(handed)


def test_a_whole_answer_validates():
    *_, handed = run([ASK, 'answer("grep", "yes")', 'hand_in("grep")'], mode="validate")
    assert not [output for output in handed if output["output_type"] == "error"]


def test_under_a_grader_the_cell_fails_loudly_and_still_emits():
    *_, handed = run([ASK, 'answer("grep", "yes")', 'hand_in("grep")'], mode="autograde")
    assert bundles(handed)[0]["value"] == "yes"
    (error,) = [output for output in handed if output["output_type"] == "error"]
    assert "no points are given here" in error["evalue"]


def test_a_question_that_there_is_not_is_named_without_a_traceback():
    (outputs,) = run(['from hvutils.lab import answer\nanswer("grpe", 1)'])
    assert "there is no question 'grpe'" in text_of(outputs)
    assert "Traceback" not in text_of(outputs)


def test_nothing_goes_to_stderr_even_when_things_go_wrong():
    """nbgrader takes any text on stderr for a failure."""
    cells = [
        "from hvutils.lab import *",
        'show(sample("qemu-plain"), "lscpu.txt", grep="[")',
        'sample("no-such")',
        'names = draw_set("a", term="t", groups=[["amber"]])',
        "explore(server(names[0]))",
        'server("amber")',
        'draw("stacks")',
    ]
    for outputs in run(cells):
        assert not [o for o in outputs if o.get("name") == "stderr"]
        assert "Traceback" not in text_of(outputs)


def test_the_students_installation_has_no_verdict(student_python):
    code = "import hvutils; hvutils.classify"
    run_ = subprocess.run([student_python, "-I", "-c", code], capture_output=True, text=True)
    assert "leaves the verdict to you" in run_.stderr


def test_validate_says_whom_the_set_was_drawn_for(monkeypatch):
    monkeypatch.setenv("HV_STUDENT", "ben")
    draw = (
        "from hvutils.lab import answer, ask, draw_set, hand_in\n"
        'ask("audit", servers=draw_set("a", term="t", groups=[["amber"]]))'
    )
    theirs = "answer('audit', {'oder': {'platform': 'kvm', 'role': 'guest'}})"
    *_, handed = run([draw, theirs, 'hand_in("audit")'], mode="validate")
    (error,) = [output for output in handed if output["output_type"] == "error"]
    assert "this set was drawn for 'ben'" in error["evalue"]
    assert bundles(handed)[0]["value"] == {"oder": {"platform": "kvm", "role": "guest"}}
