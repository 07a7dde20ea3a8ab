"""Predictions, checks and hints: what a student reads, in each order of doing things."""

from __future__ import annotations

import pytest

from hvutils.errors import AnswerError, KeyFileError
from hvutils.lab import practice
from hvutils.lab.pictures import PICTURES
from hvutils.lab.practice import checks, predictions, rows
from hvutils.lab.practice.sealing import matches, plain_form, seal

TABLE = """
[check.io]
kind = "choice"
options = ["dom0", "the guest", "the hypervisor"]
right = "{io}"
right_says = "Xen has no drivers; dom0 has them."
wrong = {{ "the hypervisor" = "Xen has no device drivers at all." }}
otherwise = "Ask whose driver it is."
evidence = "the picture xen-stack"
hints = ["Whose driver?", "Xen is minimal.", "One guest has rights."]

[check.bits]
kind = "number"
unit = "reads"
right = "{bits}"
right_says = "Five times five less one."
wrong = {{ "25" = "One of them is the data itself." }}
otherwise = "Count the picture's boxes."
hints = ["Count."]

[check.all]
kind = "choices"
options = ["CPUID", "DMI", "uname"]
right = "{all}"
right_says = "Both come from beneath."
wrong = {{ "uname" = "The kernel is the same on hardware." }}
otherwise = "One is missing."
hints = ["Two."]

[check.map]
kind = "mapping"
items = ["00:0c:29", "00:16:3e"]
options = ["VMware", "Xen"]
right = "{map}"
right_says = "As registered."
wrong = {{ "00:0c:29=Xen" = "That one is VMware's." }}
otherwise = "Look them up."
hints = ["IEEE."]

[check.line]
kind = "line"
sample = "qemu-plain"
right = ["{line}", "{line2}"]
right_says = "The firmware names QEMU."
otherwise = "That line names nobody."
hints = ["DMI."]

[check.word]
kind = "text"
right = "{word}"
right_says = "Microsoft's word."
otherwise = "Not that one."
hints = ["Microsoft's."]

[predict.grep]
options = ["no line", "one line", "two lines"]
right = "{grep}"
shows = "Nothing is printed."
if_right = "lscpu knows few hypervisors."
if_wrong = {{ "one line" = "Only where it is recognised.", "two lines" = "Not here." }}
source = "util-linux"
"""

RIGHT = {
    "io": "dom0",
    "bits": 24,
    "all": ["DMI", "CPUID"],
    "map": {"00:0c:29": "VMware", "00:16:3e": "Xen"},
    "line": "sys/class/dmi/id/sys_vendor:1",
    "line2": "sys/class/dmi/id/product_name:1",
    "word": "root partition",
    "grep": "no line",
}


@pytest.fixture(autouse=True)
def tables(tmp_path, monkeypatch):
    sealed = {key: seal(f"try.{key.rstrip('2')}", value) for key, value in RIGHT.items()}
    (tmp_path / "try.toml").write_text(TABLE.format(**sealed), encoding="utf-8")
    monkeypatch.setattr(rows, "_folder", lambda: tmp_path)
    rows._tables.cache_clear()
    checks._hints_given.clear()
    predictions._predicted.clear()
    predictions._revealed.clear()
    yield
    rows._tables.cache_clear()


def said(capsys, call, *given) -> str:
    call(*given)
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("name", ["io", "bits", "all", "map", "word", "line"])
def test_what_is_right_is_right_as_often_as_one_asks(capsys, name):
    for _ in range(2):
        assert said(capsys, practice.check, f"try.{name}", RIGHT[name]).startswith(
            f"try.{name}: right\n"
        )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("io", " DOM0 "),
        ("io", "ｄｏｍ０"),
        ("bits", 24.0),
        ("all", ("cpuid", "dmi", "DMI")),
        ("map", {"00:0C:29": "vmware", "00:16:3E": "xen"}),
        ("line", RIGHT["line2"]),
        ("line", [RIGHT["line"]]),
        ("line", RIGHT["line"].replace(":", " : ")),
        ("word", "Root  Partition"),
    ],
)
def test_case_blanks_and_order_do_not_count(capsys, name, value):
    assert said(capsys, practice.check, f"try.{name}", value).startswith(f"try.{name}: right\n")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("io", 3, "3 is not an option"),
        ("io", "domO", "did you mean 'dom0'?"),
        ("bits", "24", "is no number"),
        ("bits", float("nan"), "too large, or none"),
        ("io", "guest", "did you mean 'the guest'?"),
        ("all", "DMI", "write the options in brackets"),
        ("all", ["DMI", "dmy"], "did you mean 'DMI'?"),
        ("map", ["VMware"], "the answer is no dictionary\n"),
        ("map", {"00:0c:29": "VMWare Inc"}, "00:0c:29: 'VMWare Inc' is not an option"),
        ("line", "sys_vendor", "give 'file:line'"),
        ("line", "lscpu.txt:4000", "has lines 1 to"),
        ("word", "x" * 81, "shorten it to 80"),
    ],
)
def test_the_form_is_checked_before_the_value(capsys, name, value, says):
    text = said(capsys, practice.check, f"try.{name}", value)
    assert text.startswith(f"try.{name}: not yet\n")
    assert says in text
    assert "  expected  " in text
    assert "  got       " in text


@pytest.mark.parametrize("value", [None, ..., "", "quite another"])
def test_the_options_are_printed_once(capsys, value):
    assert said(capsys, practice.check, "try.io", value).count("'dom0'") == 1
    assert said(capsys, practice.predict, "try.grep", value).count("'one line'") == 1


def test_who_is_wrong_is_told_of_the_hints_and_who_has_not_answered_is_not(capsys):
    assert 'hint("try.io") helps in steps' in said(capsys, practice.check, "try.io", "the guest")
    assert "hint(" not in said(capsys, practice.check, "try.io", None)
    assert "hint(" not in said(capsys, practice.check, "try.io", "dom0")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("io", "the hypervisor", "Xen has no device drivers at all."),
        ("io", "the guest", "Ask whose driver it is."),
        ("bits", 25, "One of them is the data itself."),
        ("bits", -1, "Count the picture's boxes."),
        ("all", ["DMI", "uname"], "The kernel is the same on hardware."),
        ("all", ["DMI"], "One is missing."),
        ("map", {"00:0c:29": "Xen", "00:16:3e": "Xen"}, "That one is VMware's."),
        ("line", "uname.txt:1", "That line names nobody."),
        ("word", "dom0", "Not that one."),
    ],
)
def test_a_wrong_value_gets_its_sentence_and_never_the_answer(capsys, name, value, says):
    text = said(capsys, practice.check, f"try.{name}", value)
    assert text.startswith(f"try.{name}: not right\n")
    assert says in text
    expected = text.split("expected")[1].split("\n")[0]
    for right in RIGHT[name] if isinstance(RIGHT[name], list) else [RIGHT[name]]:
        assert str(right) not in text.replace(expected, "").replace(f"got       {value!r}", "")


def test_a_wrong_value_is_told_where_to_look(capsys):
    assert "look at   the picture xen-stack" in said(capsys, practice.check, "try.io", "the guest")


@pytest.mark.parametrize("value", [None, ..., "", "  "])
def test_nothing_answered_yet_says_what_is_asked_for(capsys, value):
    text = said(capsys, practice.check, "try.word", value)
    assert "not answered yet" in text


def test_a_value_that_cannot_be_shown_is_answered_all_the_same(capsys):
    class Odd:
        def __repr__(self) -> str:
            raise ValueError("no")

    assert "not yet" in said(capsys, practice.check, "try.io", Odd())


def test_hints_come_in_steps_and_the_last_one_stays(capsys):
    given = [said(capsys, practice.hint, "try.io") for _ in range(4)]
    assert given[0] == "hint 1 of 3: Whose driver?\n"
    assert given[2] == given[3] == "hint 3 of 3, the last one: One guest has rights.\n"


def test_nothing_is_revealed_before_a_prediction(capsys):
    text = said(capsys, practice.reveal, "try.grep")
    assert "predict first" in text
    assert "Nothing is printed" not in text
    said(capsys, practice.predict, "try.grep", "three lines")
    assert "predict first" in said(capsys, practice.reveal, "try.grep")


def test_a_picture_is_shown_once_something_was_predicted_and_not_before(capsys):
    picture = PICTURES["stacks"]
    assert picture.title not in said(capsys, practice.reveal, "try.grep", picture)
    said(capsys, practice.predict, "try.grep", "one line")
    text = said(capsys, practice.reveal, "try.grep", picture)
    assert text.index("Nothing is printed") < text.index(picture.title)


def test_a_check_shows_its_picture_below_the_right_answer_and_not_before(capsys):
    picture = PICTURES["stacks"]
    for value in (None, "nobody", "the guest"):
        assert picture.title not in said(capsys, practice.check, "try.io", value, picture)
    text = said(capsys, practice.check, "try.io", "dom0", picture)
    assert text.index("right") < text.index(picture.title)


def test_a_prediction_that_is_no_option_is_told_what_was_meant(capsys):
    text = said(capsys, practice.predict, "try.grep", "two")
    assert "'two' is not an option: did you mean 'two lines'?" in text


def test_a_hyphen_does_not_count_in_a_prediction(capsys):
    assert "you predict 'no line'" in said(capsys, practice.predict, "try.grep", "No-Line")


def test_a_right_prediction_is_explained_and_so_are_the_others(capsys):
    assert "you predict 'no line'" in said(capsys, practice.predict, "try.grep", "No line")
    text = said(capsys, practice.reveal, "try.grep")
    for part in ("so it is", "Nothing is printed.", "few hypervisors", "Only where", "Not here."):
        assert part in text


def test_a_wrong_prediction_is_told_why_and_what_is_so(capsys):
    said(capsys, practice.predict, "try.grep", "one line")
    text = said(capsys, practice.reveal, "try.grep")
    for part in ("it is otherwise", "Only where it is recognised.", "lscpu knows few hypervisors."):
        assert part in text
    assert "Not here." not in text


def test_a_later_prediction_is_noted_as_one(capsys):
    said(capsys, practice.predict, "try.grep", "one line")
    said(capsys, practice.reveal, "try.grep")
    assert "have seen" in said(capsys, practice.predict, "try.grep", "no line")


@pytest.mark.parametrize("call", [practice.check, practice.hint, practice.predict, practice.reveal])
@pytest.mark.parametrize("name", ["try.no", "other.io", "", None, 7])
def test_an_id_that_there_is_not_is_told_in_a_sentence(call, name):
    with pytest.raises(AnswerError, match=r"there is no|is no "):
        call(name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[check.a]\nkind = 'choise'", "is missing"),
        (
            "[check.a]\nkind='text'\nright='plain'\nright_says='x'\notherwise='y'\nhints=['z']",
            "is plain: seal it with make practice",
        ),
        ("[check.a]\nkindd='text'", "did you mean 'kind'?"),
        ("[check.a]\nkind=3", "wrong type"),
        ("[chek.a]", "neither check nor predict"),
        ("[check", "is no TOML"),
        ("[predict.a]\nshows='x'", "'if_right' is missing"),
    ],
)
def test_a_faulty_row_is_told_by_its_id(tmp_path, text, says):
    path = tmp_path / "faulty.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KeyFileError, match=says.replace("?", r"\?")):
        rows.read_rows(path)


def test_sealing_gives_equal_answers_of_two_checks_different_seals():
    one, other = seal("a.b", "yes"), seal("a.c", "yes")
    assert one.split(":")[2] != other.split(":")[2]
    assert matches("a.b", "YES", [one])
    assert not matches("a.c", "YES", [one])


def test_a_plain_form_keeps_what_counts():
    assert plain_form("Type  1") == "type 1"
    assert plain_form(["b", "A"]) == plain_form(("a", "B", "b"))
    assert plain_form(24) == plain_form(24.0) != plain_form(25)
    assert plain_form(0.12, 1) == plain_form(0.1, 1)
    assert plain_form(True) != plain_form(1)


def test_what_was_not_right_is_not_offered_again(capsys):
    text = said(capsys, practice.check, "try.io", "the guest")
    expected = text[text.index("expected") : text.index("got")]
    assert "another of" in expected and "the guest" not in expected
