"""A student's function: how what it returns is compared, and what its feedback hides."""

from __future__ import annotations

import json

from hvutils.grading.keys.key import load_key
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.outputs import feedback_outputs
from hvutils.grading.marking.question import QuestionKey
from tests.grading.marking.examples import EXAMPLES, read


def page_of(question: QuestionKey, *returned: tuple[bool, object], formative=False) -> str:
    """The feedback on what a function returned."""
    got = mark("q", question, "f", returned)
    return json.dumps(feedback_outputs(got, question.points, formative=formative))


def test_a_function_is_compared_as_json_is(tmp_path) -> None:
    text = "[questions.f]\nkind='function'\npoints=1\ncalls=[{input=1, returns=%s, tells='x'}]"
    for right, same, other in (
        ("2.0", 2, "2.0"),
        ("true", True, 1),
        ("[1, 'a']", [1.0, "a"], [1, "a", 2]),
        ("{a = [1]}", {"a": [1]}, {"a": [True]}),
        ("'x'", "x", ["x"]),
    ):
        question = read(text % right, tmp_path)["f"]
        assert mark("f", question, "f", ((True, same),)).points == 1
        assert mark("f", question, "f", ((True, other),)).points == 0


def test_feedback_hides_inputs_that_the_notebook_does_not_show(questions) -> None:
    question = questions["function"]
    leaks = tuple((n != 1, f"ValueError: {value}") for n, value in enumerate(question.inputs))
    for formative in (False, True):
        page = page_of(question, *leaks, formative=formative)
        for hidden in question.inputs:
            assert str(hidden) not in page
        assert "raised an error" in page
        assert ("Dashes." in page) is not formative


def test_a_function_cannot_tell_an_input_by_the_kind_of_what_it_returns_or_raises(tmp_path) -> None:
    """Whatever is wrong looks alike, and so does whatever is raised: there is nothing to choose."""
    calls = "{input='AB', returns='ab', tells='x'}, {input='CD', returns='cd', tells='y'}"
    text = f"[questions.f]\nkind='function'\npoints=2\ncalls=[{calls}]"
    question = read(text, tmp_path)["f"]
    wrong = (None, True, False, 0, 2.5, "", "x" * 500, [], ["AB"], {}, {"AB": 1})
    assert len({page_of(question, (True, "ab"), (True, value)) for value in wrong}) == 1
    names = ("ValueError", "KeyError", "MemoryError", "Hidden", "AB")
    raised = (*(f"{name}: AB" for name in names), None, 3, "")
    assert len({page_of(question, (True, "ab"), (False, value)) for value in raised}) == 1


def test_a_shown_call_does_not_bring_a_hidden_input_out(tmp_path) -> None:
    """What a function kept of one call it can return from another one."""
    hidden = "{input='hidden', returns='x', tells='t'}"
    shown = "{input='AB', returns='ab', tells='u', shown=true}"
    text = f"[questions.f]\nkind='function'\npoints=2\ncalls=[{hidden}, {shown}]"
    question = read(text, tmp_path)["f"]
    page = page_of(question, (True, None), (True, ["a-hidden-input"]))
    assert "a-hidden-input" not in page
    assert "AB: returned something else" in page
    assert "a-hidden-input" not in page_of(question, (True, 1), (False, "E: a-hidden-input"))


def test_a_function_of_which_nothing_came_back_is_not_called_missing(questions) -> None:
    assert "was not handed in" in json.dumps(
        feedback_outputs(mark("q", questions["function"], None), 2)
    )
    assert "Nothing came back" in page_of(questions["function"])


def test_each_student_gets_one_call_of_each_group(tmp_path) -> None:
    path = tmp_path / "a.key.toml"
    path.write_text(next(text for text in EXAMPLES if '"function"' in text))
    key = load_key(path)
    inputs = {key.for_student(f"s{n}", "a").calls["vendor-prefix"] for n in range(30)}
    assert len(inputs) == 2
    assert all(len(chosen) == 2 and chosen[1] == "F4-02-70-1B-6E-C3" for chosen in inputs)
    assert key.for_student("s1", "a").calls == key.for_student("s1", "a").calls
