"""Every machine of the pool: what a perfect answer earns, and what wrong ones are told."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest

from hvutils.errors import KeyFileError
from hvutils.grading.keys.aliases import load_aliases, save_alias, worked_as
from hvutils.grading.keys.key import DrawnKey, SetRule, load_key
from hvutils.grading.keys.kinds import MappingKey, TableKey
from hvutils.grading.keys.overlap import measure_items, measure_overlap
from hvutils.grading.keys.truth import COLUMNS, Truth, truth, truth_file
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import Mark, Outcome
from hvutils.grading.marking.outputs import feedback_outputs
from hvutils.sets.drawing import pool_names
from hvutils.tables.words import Agreement, HypervisorType, Nesting, NextStep, Role
from hvutils.verdict import classify

ROOT = Path(__file__).resolve().parents[3]
RECON = load_key(ROOT / "source" / "recon" / "recon.key.toml")
OPEN = {("next", step) for step in ("ask-the-host", "ask-the-cloud", "read-cpuid")}
every_machine = pytest.mark.parametrize("name", pool_names())


def table(key: DrawnKey) -> TableKey:
    """The table of an audit that asks for every column, a point each."""
    question = key.questions["audit"]
    assert isinstance(question, TableKey)
    return replace(question, column_points=dict.fromkeys(COLUMNS, 1.0))


@cache
def table_of(student: str) -> TableKey:
    return table(RECON.for_student(student, "recon"))


def owner_of(name: str) -> tuple[TableKey, Truth]:
    """A student who drew this machine: their table, and the machine as they see it."""
    for n in range(2000):
        question = table_of(f"student-{n}")
        for found in question.truths:
            if found.machine == name:
                return question, found
    raise AssertionError(f"nobody draws {name}")


def items(got: Mark, host: str) -> dict[str, Outcome]:
    found = {item.aspect: item.outcome for item in got.items if item.item.startswith(f"{host} · ")}
    assert tuple(found) == COLUMNS
    return found


def test_the_key_draws_every_machine_of_the_pool_and_nothing_else() -> None:
    assert RECON.sets is not None
    groups = RECON.sets.groups
    assert sorted(name for group in groups.values() for name in group) == list(pool_names())
    assert all(len(group) >= 9 for group in groups.values())


def test_a_machine_is_in_the_group_that_its_truth_says() -> None:
    assert RECON.sets is not None
    for name in RECON.sets.groups["lies"]:
        assert "lies" in tomllib.loads(truth_file(name).read_text(encoding="utf-8")), name
    for name in RECON.sets.groups["open"]:
        found = truth(name).accepted
        assert ("type", "undetermined") in found or found.keys() & OPEN, name


def test_no_practice_machine_is_in_the_pool() -> None:
    samples = {
        tuple(sorted((file.name, file.read_bytes()) for file in folder.glob("probes/*.txt")))
        for folder in (ROOT / "hvutils" / "samples").iterdir()
    }
    for name in pool_names():
        folder = ROOT / "hvutils" / "pool" / name
        probes = tuple(sorted((file.name, file.read_bytes()) for file in folder.glob("*.txt")))
        assert probes not in samples


@every_machine
def test_a_perfect_answer_earns_every_point(name: str) -> None:
    question, drawn = owner_of(name)
    perfect = {found.name: found.expert for found in question.truths}
    got = mark("audit", question, perfect)
    assert (got.points, got.held) == (question.points, "")
    assert set(items(got, drawn.name).values()) == {Outcome.RIGHT}


@every_machine
def test_a_wrong_answer_earns_nothing_and_is_told_why(name: str) -> None:
    question, drawn = owner_of(name)
    lines = dict.fromkeys(("evidence", "misleads"), "uname_a.txt:99")
    wrong = {**dict.fromkeys(COLUMNS, "no such word"), "platform": "uml", **lines}
    got = mark("audit", question, {drawn.name: wrong})
    assert got.points == 0
    assert set(items(got, drawn.name).values()) == {Outcome.WRONG}
    for item in got.items:
        if item.subject == name:
            assert item.feedback and item.expects and item.hint
            line = drawn.trap if item.aspect == "misleads" else drawn.best
            assert item.line.startswith(f"{line}  ")


@every_machine
def test_each_misconception_and_each_line_is_answered_with_a_line_that_is_there(name: str) -> None:
    question, drawn = owner_of(name)
    assert {"platform", "role", "type"} <= {column for column, _ in drawn.misread}
    for column, value in drawn.misread:
        got = mark("audit", question, {drawn.name: {column: value}})
        (item,) = (item for item in got.items if item.given)
        assert item.misconception == item.feedback
        place, _, text = item.line.partition("  ")
        file, _, number = place.rpartition(":")
        assert drawn.capture.file(file).line(int(number)).strip() == text


@every_machine
def test_the_right_platform_with_a_line_that_does_not_show_it_earns_a_part(name: str) -> None:
    question, drawn = owner_of(name)
    line = next(
        f"{file.name}:{n}"
        for file in drawn.capture.files
        for n, text in enumerate(file.lines, 1)
        if text.strip() and f"{file.name}:{n}" not in drawn.weights
    )
    got = mark("audit", question, {drawn.name: {**drawn.expert, "evidence": line}})
    (item,) = (i for i in got.items if i.subject == name and i.aspect == "evidence")
    assert got.points == len(COLUMNS) - 1
    assert item.outcome is Outcome.WRONG
    assert f"This one does: {drawn.best}" in item.feedback
    assert item.line == drawn.line(drawn.best)


def test_the_lines_hold_in_what_a_student_sees() -> None:
    """The text that feedback shows is the student's own, under the drawn name."""
    question, drawn = owner_of("cedar")
    page = json.dumps(
        feedback_outputs(mark("audit", question, {drawn.name: {"platform": "none"}}), 12)
    )
    assert "cedar" not in page.lower().replace("/cedar", "")
    assert drawn.name in page


def test_an_unknown_name_holds_and_is_never_a_silent_zero() -> None:
    mine, other = RECON.for_student("ada", "recon"), RECON.for_student("ada.l", "recon")
    theirs = {found.name: found.expert for found in table(other).truths}
    got = mark("audit", table(mine), theirs)
    assert got.points == 0
    assert all(found.name in got.held for found in table(mine).truths)
    assert next(iter(theirs)) in got.held
    assert "hv course alias ada OTHER-NAME" in got.held
    assert "held" in feedback_outputs(got, 12)[0]["data"]["text/plain"]
    # Under the other name it is marked as it should be.
    assert mark("audit", table(other), theirs).points == 3 * len(COLUMNS)


def test_an_extra_row_beside_a_whole_answer_holds_nothing() -> None:
    question = table(RECON.for_student("ada", "recon"))
    rows = {found.name: found.expert for found in question.truths}
    for extra in ({"oak": {"platform": "kvm"}}, {"oak": {}}, {"oak": None}):
        got = mark("audit", question, {**rows, **extra})
        assert (got.points, got.held) == (question.points, "")
        assert "Not asked for" in got.notes[0]


def test_an_empty_row_under_another_name_holds_nothing() -> None:
    question = table(RECON.for_student("ada", "recon"))
    for rows in ({"oak": {}}, {"oak": {"platform": None}}, {"oak": "x"}, {}):
        assert mark("audit", question, rows).held == ""


def test_an_alias_is_kept_listed_and_taken_back(tmp_path) -> None:
    assert worked_as(tmp_path, "ada") == "ada"
    save_alias(tmp_path, "ada", 'ada "the first"')
    save_alias(tmp_path, "ben", "benjamin")
    assert worked_as(tmp_path, "ada") == 'ada "the first"'
    save_alias(tmp_path, "𐌀", "\x7f")
    assert worked_as(tmp_path, "𐌀") == "\x7f"
    save_alias(tmp_path, "𐌀", "𐌀")
    save_alias(tmp_path, "ada", "ada")
    assert dict(load_aliases(tmp_path)) == {"ben": "benjamin"}


@pytest.mark.parametrize("text", ["[aliases", "aliases = 3", "[aliases]\nada = 3", "\xff"])
def test_aliases_that_cannot_be_read_are_named(tmp_path, text) -> None:
    (tmp_path / "aliases.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(KeyFileError, match=r"aliases\.toml"):
        worked_as(tmp_path, "ada")


def test_where_only_the_role_is_asked_a_line_that_says_guest_is_evidence() -> None:
    key = load_key(ROOT / "source" / "orientation" / "orientation.key.toml")
    looked = 0
    for n in range(30):
        question = key.for_student(f"student-{n}", "orientation").questions["first-look"]
        assert isinstance(question, TableKey)
        for found in question.truths:
            text = {f.name: f.lines for f in found.capture.files}.get("lscpu.txt", ())
            said = [f"lscpu.txt:{i}" for i, x in enumerate(text, 1) if "Virtualization type:" in x]
            said += [
                f"lscpu.txt:{i}"
                for i, x in enumerate(text, 1)
                if x.startswith("Flags:") and " hypervisor " in f"{x} "
            ]
            guest = ("role", "guest") in found.accepted
            for place in said:
                row = {found.name: {"role": found.expert["role"], "evidence": place}}
                (mark_of,) = (
                    item
                    for item in mark("first-look", question, row).items
                    if item.item == f"{found.name} · evidence"
                )
                assert (mark_of.points == mark_of.of) == guest, (found.machine, place)
                looked += guest
    assert looked > 30
    # Where the platform is asked for, such a line names none.
    assert "lscpu.txt:18" not in truth("poplar").weights


def test_how_much_sets_overlap_is_what_the_documentation_says() -> None:
    overlap = measure_overlap(RECON, "recon", [f"student-{n:03}" for n in range(200)])
    docs = (ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")
    shares = [f"{part:.0%}".replace("%", " %") for part in overlap.shares.values()]
    assert f"share {overlap.mean:.2f} machines on average" in docs
    assert (
        f"none for {shares[0]} of the pairs, one for {shares[1]}, two for {shares[2]}, "
        f"all three for {shares[3]}" in docs
    )
    # Drawn evenly: what chance would give, within what 200 students can tell.
    assert isinstance(RECON.sets, SetRule)
    chance = sum(1 / len(group) for group in RECON.sets.groups.values())
    assert overlap.mean == pytest.approx(chance, abs=0.05)


def test_how_many_items_two_students_share_is_what_the_documentation_says() -> None:
    core = load_key(ROOT / "source" / "core" / "core.key.toml")
    shared = measure_items(core, "core", [f"student-{n:03}" for n in range(200)])
    asked = [name for name, one in core.questions.items() if isinstance(one, MappingKey)]
    assert list(shared) == asked, "every mapping of Core is drawn"
    docs = (ROOT / "docs" / "teaching" / "core.md").read_text(encoding="utf-8")
    for name, found in shared.items():
        assert re.search(rf"\b{found.mean:.2f}( of four)? in `{name}`", docs), (name, found.mean)
        assert found.pick == 4
        # One of each part of the list: the parts cannot all be of one size.
        assert found.mean == pytest.approx(found.pick**2 / found.of, abs=0.1)
        assert found.same < 0.03


def test_formative_feedback_names_neither_what_is_right_nor_where_it_stands() -> None:
    for name in pool_names():
        question, drawn = owner_of(name)
        column, value = next(iter(drawn.misread))
        # A line that is not there: one that is may show something.
        lines = dict.fromkeys(("evidence", "misleads"), "uname_a.txt:99")
        row = {**drawn.expert, column: value, **lines}
        got = mark("audit", question, {drawn.name: row})
        page = json.dumps(feedback_outputs(got, 12, formative=True), ensure_ascii=False)
        assert not [place for place in drawn.weights if place in page]
        assert not [
            says for says in (*drawn.says.values(), *drawn.misread.values()) if says in page
        ]
        assert all(item.hint in page for item in got.items if item.outcome is Outcome.WRONG)


def test_the_truth_of_a_machine_contradicts_itself_nowhere() -> None:
    for name in pool_names():
        found = truth(name)
        assert not found.accepted.keys() & found.misread.keys()
        assert set(found.expert) == set(COLUMNS)
        assert min(found.weights.values()) == 0, "a machine has a line that misleads"


WORDS: dict[str, type[StrEnum]] = {
    "role": Role,
    "type": HypervisorType,
    "nesting": Nesting,
    "confidence": Agreement,
    "next": NextStep,
}


@every_machine
def test_what_a_machine_answers_are_words_that_students_may_use(name: str) -> None:
    found = truth(name)
    for column, value in (*found.accepted, *found.misread):
        if column in WORDS:
            assert value in {*WORDS[column], "none"}, (name, column)


@every_machine
def test_the_line_that_misleads_is_not_one_that_proves(name: str) -> None:
    """Whoever cites the proof as the trap is told that it tells the truth."""
    question, drawn = owner_of(name)
    assert drawn.misleads[drawn.trap] == 1.0
    assert drawn.weights[drawn.trap] <= 0.25
    got = mark("audit", question, {drawn.name: {**drawn.expert, "misleads": drawn.best}})
    (item,) = (i for i in got.items if i.subject == name and i.aspect == "misleads")
    assert (item.outcome, item.points) == (Outcome.WRONG, 0)
    assert item.misconception.startswith("That line tells the truth")
    weak = [line for line, share in drawn.misleads.items() if share == 0.5]
    for line in weak:
        got = mark("audit", question, {drawn.name: {**drawn.expert, "misleads": line}})
        (item,) = (i for i in got.items if i.subject == name and i.aspect == "misleads")
        assert (item.outcome, item.points) == (Outcome.PARTLY, 0.5)


def test_where_the_reader_finds_a_conflict_the_truth_says_so() -> None:
    for name in pool_names():
        if classify(truth(name).capture).conflicts:
            assert ("confidence", "witnesses-disagree") in truth(name).accepted, name


def test_a_key_cannot_ask_for_what_a_machine_is_silent_on() -> None:
    silent = replace(truth("amber"), accepted={("platform", "vmware"): ""})
    assert silent.lacks(("platform", "nesting")) == "nesting"
    assert truth("amber").lacks(COLUMNS) == ""
