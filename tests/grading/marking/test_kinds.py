"""Every kind of question: the examples of the documentation, and answers of any form."""

from __future__ import annotations

import json
import math
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils.errors import CaptureNotFoundError, KeyFileError
from hvutils.grading.keys.key import load_key
from hvutils.grading.keys.kinds import KINDS
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.outputs import feedback_outputs, read_answer, read_returned
from hvutils.grading.marking.question import QuestionKey
from hvutils.lab import own_set
from hvutils.lab.own_set import draw_set, own_items, server

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)


def read(text: str, folder: Path) -> dict[str, QuestionKey]:
    """The questions of a key that is written down here."""
    file = folder / "example.key.toml"
    file.write_text(text, encoding="utf-8")
    return dict(load_key(file).questions)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, QuestionKey]:
    """A question of every kind: the examples of the documentation."""
    found: dict[str, QuestionKey] = {}
    for text in EXAMPLES:
        found |= {q.kind: q for q in read(text, tmp_path_factory.mktemp("key")).values()}
    return found


def test_the_documentation_has_an_example_of_every_kind(questions) -> None:
    assert questions.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_answer_gets_what_the_key_says(questions, kind) -> None:
    question = questions[kind]
    samples = list(question.samples())
    assert any(sample.earns == 0 for sample in samples)
    for sample in samples:
        got = mark("q", question, sample.value, sample.returned)
        assert got.points == pytest.approx(sample.earns, abs=1e-3), sample.says
    if kind != "table":
        best = max(sample.earns for sample in samples)
        assert best == question.points


# What a hostile kernel may emit: all that JSON can say, and what only Python reads from it.
HOSTILE: dict[str, Any] = {
    "nothing": None,
    "true": True,
    "false": False,
    "not a number": math.nan,
    "infinity": math.inf,
    "a number beyond floats": 10**400,
    "a number of 5000 digits": 10**5000,
    "a huge text": "x" * 100_000,
    "an empty text": "",
    "blanks": " \u2003\u00a0 ",
    "half a character": "\ud800",
    "controls": "\x00\x1b[2J\u202e",
    "a long list": ["x"] * 50_000,
    "an empty list": [],
    "an empty object": {},
    "numbers for texts": [1, 2.5, True, None, math.nan],
    "objects in a list": [{"a": {}}, [[]]],
    "an object of anything": {"": None, "a": [1], "amber": 7, "x" * 5000: {"": ""}},
    "rows that are no rows": {"amber": ["guest"], "birch": "guest", "dogwood": 10**400},
    "cells that are no texts": {"amber": {"platform": True, "role": 1, "type": [], "evidence": {}}},
    "a citation of everything": {"amber": {"evidence": "lscpu.txt:" + "9" * 5000}},
    "a citation out of the capture": {"amber": {"evidence": "../../../etc/passwd:1"}},
    "other digits": {"amber": {"evidence": "lscpu.txt:\u0662\u0660"}},
}


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", [*HOSTILE, "deep lists"])
def test_hostile_answers_earn_nothing_and_raise_nothing(questions, kind, what) -> None:
    value = deep(50_000) if what == "deep lists" else HOSTILE[what]
    question = questions[kind]
    returned = tuple((True, value) for _ in question.inputs)
    began = time.perf_counter()
    got = mark("q", question, value, returned)
    assert got.points == 0
    assert got.of == pytest.approx(question.points) or kind == "table"
    page = feedback_outputs(got, question.points)
    json.dumps(page).encode()
    assert len(json.dumps(page)) < 200_000
    assert time.perf_counter() - began < 5


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["amber", "platform", "vmware", "lscpu.txt:20", "DMI", "00:0c:29"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["amber"]), inner),
    max_leaves=20,
)


@settings(max_examples=60)
@given(ANYTHING, st.lists(st.tuples(st.booleans(), ANYTHING), max_size=4))
def test_whatever_is_answered_the_mark_lies_between_nothing_and_all(questions, value, returned):
    for question in questions.values():
        got = mark("q", question, value, tuple(returned))
        most = 100.0 if question.kind == "table" else question.points
        assert 0 <= got.points <= most
        feedback_outputs(got, question.points)


@given(ANYTHING, ANYTHING)
def test_outputs_of_any_form_are_read_without_an_error(value, data) -> None:
    for mime in ("answer", "returned"):
        bundle = {"schema": 1, "question": "q", "value": value, "returned": data}
        outputs = [{"data": {f"application/vnd.hvutils.{mime}+json": bundle}}, {"data": data}, data]
        read_answer(outputs, "q")
        assert all(len(row) == 2 for row in read_returned(outputs, "q"))


@pytest.mark.parametrize(
    ("kind", "right", "alike"),
    [
        ("choice", "nothing either way", "nоthing either way"),
        ("text", "root partition", "rооt partition"),
        ("mapping", {"00:0c:29": "VMware", "00:16:3e": "Xen"}, {"00:0c:29": "VΜware"}),
        ("choices", ["DMI", "lspci"], ["DΜI", "lsрci"]),
        ("evidence", ["systemd_detect_virt.txt:1"], ["systemd_detect_virt.txt:１\u0661"]),
    ],
)
def test_letters_of_another_alphabet_earn_nothing(questions, kind, right, alike) -> None:
    assert mark("q", questions[kind], right).points > 0
    assert mark("q", questions[kind], alike).points == 0


def test_a_look_alike_is_named_to_whoever_pasted_it(questions) -> None:
    (item,) = mark("q", questions["text"], "rооt partition").items
    assert "CYRILLIC SMALL LETTER O" in item.feedback


@pytest.mark.parametrize(
    "form", ["ROOT  PARTITION", " root\u00a0partition\n", "ｒｏｏｔ partition"]
)
def test_case_blanks_and_compatible_forms_do_not_count(questions, form) -> None:
    assert mark("q", questions["text"], form).points == 1


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (8191, 2),
        (8190, 2),
        (8192.0, 2),
        (8150, 1),
        (7850, 1),
        (7000, 0),
        (8, 0),
        (True, 0),
        ("8191", 0),
    ],
)
def test_a_number_counts_within_its_tolerance(questions, value, points) -> None:
    assert mark("q", questions["number"], value).points == points


@pytest.mark.parametrize(
    ("kind", "value", "shown", "words"),
    [
        ("choice", ["nothing either way"], "['nothing either way']", "A list is no answer here"),
        ("choices", "DMI", "DMI", "The answer is no list: give a list of the options that hold"),
        ("mapping", ["VMware", "Xen"], "['VMware', 'Xen']", "The answer is no dictionary"),
        ("mapping", {"00:0c:29": 7}, "7", "A number is no answer here: give a word for each"),
        ("number", "8191", "8191", "give a number in MB"),
        ("text", 42, "42", "A number is no answer here: give a short text"),
        ("evidence", [7], "7", "There is no such line. This one shows it."),
        ("evidence", ["lscpu.txt:900"], "lscpu.txt:900", "There is no such line."),
        ("evidence", ["lscpu.txt:3"], "lscpu.txt:3", "That line does not show it."),
        ("table", "vmware", "vmware", "The answer is no dictionary"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_repeated_and_told_the_right_one(
    questions, kind, value, shown, words
) -> None:
    got = mark("q", questions[kind], value)
    page = feedback_outputs(got, got.of)[0]["data"]["text/plain"]
    assert got.points == 0
    assert shown in page
    assert words in page


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("text", "Stammpartition", "Right is 'root partition'. Microsoft's name."),
        ("number", 7000, "Right is 8191. As the firmware states it."),
        ("mapping", {"00:16:3e": "KVM"}, "Right is 'xen'. Registered to XenSource."),
    ],
)
def test_a_wrong_answer_that_no_key_knows_is_told_the_right_one_and_not_while_others_work(
    questions, kind, value, words
) -> None:
    got = mark("q", questions[kind], value)
    assert words in feedback_outputs(got, got.of)[0]["data"]["text/plain"]
    hints = feedback_outputs(got, got.of, formative=True)[0]["data"]["text/plain"]
    assert "Right is" not in hints


@pytest.mark.parametrize("kind", ["choice", "text", "mapping", "evidence"])
def test_blanks_are_no_answer(questions, kind) -> None:
    blanks = {"mapping": {"00:0c:29": "  "}, "evidence": ["  "]}
    got = mark("q", questions[kind], blanks.get(kind, " \u2003"))
    assert {item.outcome for item in got.items} == {Outcome.MISSING}


def test_a_known_wrong_answer_is_told_its_misconception(questions) -> None:
    (item,) = mark("q", questions["number"], 8).items
    assert (item.misconception, item.outcome) == ("That is in GB.", Outcome.WRONG)
    (item,) = mark("q", questions["text"], "Dom0").items
    assert item.misconception == "That is Xen's name for the same place."


def test_picking_everything_earns_nothing_more_than_it_should(questions) -> None:
    picks = mark("q", questions["choices"], ["DMI", "lspci", "uname", "uname", "UNAME"])
    assert picks.points == 1
    assert mark("q", questions["choices"], ["uname", "DMI"]).points == 0


def test_a_name_that_is_answered_twice_is_not_marked(questions) -> None:
    got = mark("q", questions["mapping"], {"00:0C:29": "VMware", "00:0c:29": "Xen"})
    assert got.points == 0
    assert "Answered twice" in " ".join(got.notes)


def test_the_same_line_counts_once_and_the_feedback_shows_another(questions) -> None:
    line = "systemd_detect_virt.txt:1"
    one, two = mark("q", questions["evidence"], [line, line.upper()]).items
    assert one.points == 1
    assert (two.points, "same line again" in two.feedback) == (0, True)
    (wrong, _) = mark("q", questions["evidence"], ["uname.txt:1"]).items
    assert wrong.line == "systemd_detect_virt.txt:1  qemu"


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


def page_of(question: QuestionKey, *returned: tuple[bool, object], formative=False) -> str:
    """The feedback on what a function returned."""
    got = mark("q", question, "f", returned)
    return json.dumps(feedback_outputs(got, question.points, formative=formative))


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


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("table", "function")])
def test_hints_alone_name_nothing_that_the_key_knows_to_be_right(questions, kind) -> None:
    question = questions[kind]
    samples = list(question.samples())
    right = next(sample for sample in samples if sample.earns == question.points)
    page = json.dumps(feedback_outputs(mark("q", question, right.value), 9))
    (text,) = [text for text in EXAMPLES if f'"{kind}"' in text]
    reasons = [says for says in re.findall(r'(?:= |says = )"([^"]+ [^"]+)"', text) if says in page]
    assert reasons, "there is something that must not be said"
    for sample in samples:
        if sample.earns == 0:
            outputs = feedback_outputs(mark("q", question, sample.value), 9, formative=True)
            assert not [says for says in reasons if says in json.dumps(outputs)], sample.says
    if kind == "choices":
        outputs = feedback_outputs(mark("q", question, ["uname"]), 9, formative=True)
        assert "lspci" not in json.dumps(outputs)


def test_each_student_gets_one_call_of_each_group(tmp_path) -> None:
    path = tmp_path / "a.key.toml"
    path.write_text(next(text for text in EXAMPLES if '"function"' in text))
    key = load_key(path)
    inputs = {key.for_student(f"s{n}", "a").calls["vendor-prefix"] for n in range(30)}
    assert len(inputs) == 2
    assert all(len(chosen) == 2 and chosen[1] == "F4-02-70-1B-6E-C3" for chosen in inputs)
    assert key.for_student("s1", "a").calls == key.for_student("s1", "a").calls


ONE = "[questions.a]\npoints = 1\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{ONE}kind = 'choice'\naccept = {{}}", "accept is empty"),
        (f"{ONE}kind = 'choice'", "'accept' is missing"),
        (f"{ONE}kind = 'choice'\naccept = {{a = 'x'}}\nwrong = {{A = 'y'}}", "the same answer"),
        (
            f"{ONE}kind = 'choice'\naccept = {{a = 'x'}}\nwrogn = {{b = 'y'}}",
            "'wrogn' is no setting",
        ),
        (f"{ONE}kind = 'choice'\naccept = ['a']", "is a table of words"),
        ("[questions.a]\nkind = 'choice'\npoints = -1\naccept = {a = 'x'}", "no number from 0"),
        (f"{ONE}kind = 'mapping'\nitems = {{}}", "items is empty"),
        (f"{ONE}kind = 'number'\naccept = [{{value = 'x'}}]", "'x' is no number"),
        (f"{ONE}kind = 'number'\naccept = [{{value = 1, share = 0.5}}]", "earns all the points"),
        (
            f"{ONE}kind = 'number'\naccept = [{{value = 1}}]\nwrong = [{{value = 1}}]",
            "both accepted",
        ),
        (f"{ONE}kind = 'function'\ncalls = []", "calls is empty"),
        (f"{ONE}kind = 'evidence'\nsample = 'oak'", "no practice machine 'oak'; there are: "),
        (
            f"{ONE}kind = 'evidence'\nsample = 'qemu-plain'\naccept = {{'a.txt:1' = 'x'}}",
            "has no probe",
        ),
        (
            f"{ONE}kind = 'evidence'\nsample = 'qemu-plain'\naccept = {{'uname.txt:9' = 'x'}}",
            "is no line of",
        ),
        (
            f"{ONE}kind = 'evidence'\nsample = 'qemu-plain'\naccept = {{'uname.txt' = 'x'}}",
            "is no line: ",
        ),
        ("[set]\nterm = 't'\ngroups = {a = []}", "names at least one server"),
        ("[set]\nterm = 't'\ngroups = {a = ['amber'], b = ['amber']}", "amber is in two groups"),
        ("[set]\ngroups = {a = ['amber']}", "'term' is missing"),
        ("[sets]\nterm = 't'", "'sets' is no setting"),
        ("[questions]\na = 1", "is no table of settings"),
    ],
)
def test_a_wrong_key_is_refused_in_one_sentence(tmp_path, text, words) -> None:
    with pytest.raises(KeyFileError, match=re.escape(words)) as refused:
        read(text, tmp_path)
    assert "example.key.toml" in str(refused.value)
    assert "\n" not in str(refused.value)


PICKED = """
[set]
term = "t"
groups = { one = ["amber", "birch"] }
[questions.q]
kind = "mapping"
points = 4
pick = 2
"""


def items_of(names: str) -> str:
    return "".join(f'[questions.q.items.{n}]\naccept = {{ "right {n}" = "" }}\n' for n in names)


def test_what_another_student_was_asked_holds_the_answer_and_is_no_silent_zero(tmp_path) -> None:
    file = tmp_path / "example.key.toml"
    file.write_text(PICKED + items_of("abcde"))
    question = load_key(file).for_student("ada", "recon").questions["q"]
    own = list(question.items)
    others = {name: f"right {name}" for name in "abcde" if name not in own}
    got = mark("q", question, others)
    assert (got.points, "hv course alias ada OTHER-NAME" in got.held) == (0, True)
    assert all(name in got.held for name in own)
    assert "held, of 4 points" in json.dumps(feedback_outputs(got, 4))
    # All of one's own beside it, nothing said of it, or a name that nobody is asked: no person has
    # to look.
    right = {name: f"right {name}" for name in own}
    for value in ({**right, **others}, dict.fromkeys(others, ""), {"oak": "right"}, {}, None):
        assert mark("q", question, value).held == ""
    assert mark("q", question, {**right, **others}).points == 4


def test_each_student_is_asked_some_items_which_share_the_points(tmp_path) -> None:
    file = tmp_path / "example.key.toml"
    file.write_text(PICKED + items_of("abcde"))
    key = load_key(file)
    asked = set()
    for n in range(20):
        question = key.for_student(f"student-{n}", "recon").questions["q"]
        names = list(question.items)
        asked.add(tuple(names))
        assert len(names) == 2
        right = {name: f"right {name}" for name in names}
        assert mark("q", question, right, ()).points == 4
        assert mark("q", question, {names[0]: f"right {names[0]}"}, ()).points == 2
        others = {name: f"right {name}" for name in "abcde" if name not in names}
        assert mark("q", question, others, ()).points == 0
    assert len(asked) > 5


def test_a_term_alone_draws_items_and_no_servers(tmp_path, monkeypatch) -> None:
    file = tmp_path / "example.key.toml"
    alone = PICKED.replace('groups = { one = ["amber", "birch"] }\n', "")
    file.write_text(alone + items_of("abcde"))
    key = load_key(file)
    drawn = [key.for_student(f"student-{n}", "core") for n in range(20)]
    assert {one.servers for one in drawn} == {None}
    asked = [tuple(one.questions["q"].items) for one in drawn]  # type: ignore[attr-defined]
    assert len(set(asked)) > 5
    # The notebook's kernel draws the same, and has no server to show.
    monkeypatch.setenv("HV_STUDENT", "student-3")
    monkeypatch.setattr(own_set, "_own", [])
    assert draw_set("core", term="t") == ()
    assert own_items("q", "abcde", 2) == asked[3]
    with pytest.raises(CaptureNotFoundError, match="there are: none"):
        server("weser")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PICKED.replace("pick = 2", "pick = 6"), "pick = 6 of 5 items cannot be"),
        (PICKED[PICKED.index("[questions") :], "pick draws with the term of a set"),
    ],
)
def test_items_that_cannot_be_drawn_are_refused(tmp_path, text, words) -> None:
    with pytest.raises(KeyFileError, match=words):
        read(text + items_of("abcde"), tmp_path)
