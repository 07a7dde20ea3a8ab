"""Students with one misconception each: what it costs, and what they are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hvutils.grading.keys.key import Key, QuestionKey, load_key
from hvutils.grading.keys.kinds import (
    ChoiceKey,
    FunctionKey,
    MappingKey,
    TableKey,
)
from hvutils.grading.keys.truth import truth
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import Outcome
from hvutils.grading.marking.question import Returned
from hvutils.parsers.overview import overview
from hvutils.sets.drawing import pool_names

SOURCE = Path(__file__).resolve().parents[3] / "source"
CORE, RECON = (load_key(SOURCE / name / f"{name}.key.toml") for name in ("core", "recon"))
STUDENTS = [f"student-{n}" for n in range(20)]


def questions(kind: type[QuestionKey]) -> Iterator[tuple[str, QuestionKey]]:
    for key in (CORE, RECON):
        for name, question in key.questions.items():
            if isinstance(question, kind):
                yield name, question


def test_each_wrong_word_of_a_mapping_costs_its_item_and_is_answered() -> None:
    for name, question in questions(MappingKey):
        assert isinstance(question, MappingKey)
        right = {item: next(iter(words.accepted)) for item, words in question.items.items()}
        for item, words in question.items.items():
            assert words.wrong, f"{name}: {item} has a misconception to be answered"
            for word, says in words.wrong.items():
                got = mark(name, question, {**right, item: word})
                # Points are rounded to four places.
                left = question.points * (1 - 1 / len(right))
                assert got.points == pytest.approx(left, abs=1e-4)
                (told,) = (one for one in got.items if one.outcome is Outcome.WRONG)
                assert (told.feedback, told.misconception) == (says, says)


@pytest.mark.parametrize("student", STUDENTS)
def test_a_misconception_costs_the_items_that_were_drawn_and_is_answered(student: str) -> None:
    key = CORE.for_student(student, "core")
    for name, misread in MISREAD_CORE.items():
        question = key.questions[name]
        assert isinstance(question, MappingKey)
        right = {item: next(iter(words.accepted)) for item, words in question.items.items()}
        said = right | {item: word for item, word in misread.items() if item in right}
        wrong = sum(said[item] != right[item] for item in right)
        got = mark(name, question, said)
        assert got.points == pytest.approx(question.points * (1 - wrong / len(right)))
        told = [one for one in got.items if one.outcome is Outcome.WRONG]
        assert len(told) == wrong and all(one.misconception for one in told)


MISREAD_CORE = {
    # "The paper of 1974 defines the types."
    "sources": dict.fromkeys(("types", "stands", "two-products"), "Popek and Goldberg 1974"),
    # "Direct access is the hypervisor's."
    "drivers": dict.fromkeys(
        ("xen-packet", "xen-disk", "hyper-v-packet", "hyper-v-own"), "the hypervisor's own kernel"
    ),
    # "Type 2 is slower, whatever it does."
    "why-slower": dict.fromkeys(("numbers", "compiler", "noon"), "the way of its I/O"),
    # "Every flaw in a hypervisor is an escape from its core."
    "flaws": dict.fromkeys(
        ("2018-3646", "2021-21974", "2024-37085", "2021-28476", "2025-22224"),
        "the hypervisor's core",
    ),
    # "It looks like a computer, so it is one."
    "blurs": dict.fromkeys(("role", "vbs", "dom0", "nitro", "azure"), "the hardware"),
}
"""What a student with one misconception says of each item that it reaches."""


def test_a_choice_that_takes_silence_for_evidence_earns_nothing() -> None:
    for name, question in questions(ChoiceKey):
        assert isinstance(question, ChoiceKey)
        for word, says in question.words.wrong.items():
            got = mark(name, question, word)
            assert (got.points, got.items[0].feedback) == (0, says)


@pytest.mark.parametrize("student", STUDENTS)
def test_one_misread_column_costs_that_column_only(student: str) -> None:
    key = RECON.for_student(student, "recon")
    for name, question in key.questions.items():
        if not isinstance(question, TableKey):
            continue
        experts = {found.name: found.expert for found in question.truths}
        for found in question.truths:
            for (column, value), says in found.misread.items():
                if column not in question.column_points:
                    continue
                row = {**found.expert, column: value}
                got = mark(name, question, {**experts, found.name: row})
                assert got.points == question.points - question.column_points[column]
                (told,) = (one for one in got.items if one.outcome is Outcome.WRONG)
                assert told.feedback == says


def tried(key: Key, student: str, name: str, function: object) -> float:
    """Call a function as the marker has it called, and return what it earns."""
    question = key.for_student(student, name).questions
    (asked,) = (n for n, one in question.items() if isinstance(one, FunctionKey) and n in FUNCTIONS)
    returned: list[Returned] = []
    for value in question[asked].inputs:
        try:
            returned.append((True, function(value)))  # type: ignore[operator]
        except Exception as error:
            returned.append((False, type(error).__name__))
    return mark(asked, question[asked], "f", tuple(returned)).points


FUNCTIONS = ("type-of", "classifier")
WORDS = {
    **{"TCG": "qemu", "QEMU": "qemu", "VMware": "vmware", "Xen": "xen", "innotek": "virtualbox"},
    **{"Parallels": "parallels", "Hyper-V": "hyper-v", "Microsoft": "hyper-v", "KVM": "kvm"},
}


def hearing(*fields: str):
    """A classifier that hears these witnesses, in this order."""

    def classify(facts):
        for field in fields:
            said = facts[field]
            for one in said if isinstance(said, list) else [said]:
                for word, name in WORDS.items():
                    if one and word in one:
                        return name
        return "none"

    return classify


def by_modules(facts):
    return "kvm" if any(name.startswith("virtio") for name in facts["modules"]) else "none"


@pytest.mark.parametrize("student", STUDENTS)
def test_a_classifier_earns_as_its_order_of_witnesses_deserves(student: str) -> None:
    good = ("signature", "processor_entry", "maker", "adapters", "firmware", "lscpu_vendor")
    hears_all = tried(RECON, student, "recon", hearing(*good))
    believes_firmware = tried(
        RECON, student, "recon", hearing("maker", "firmware", "lscpu_vendor", "signature")
    )
    takes_virtio_for_kvm = tried(RECON, student, "recon", by_modules)
    takes_the_flag = tried(
        RECON, student, "recon", lambda facts: "kvm" if facts["hypervisor_flag"] else "none"
    )
    always = tried(RECON, student, "recon", lambda facts: "vmware")
    assert hears_all >= 3.5
    assert believes_firmware < hears_all
    assert max(takes_virtio_for_kvm, takes_the_flag, always) <= 1.5
    assert tried(RECON, student, "recon", lambda facts: facts["nothing"]) == 0


def test_a_student_is_asked_about_machines_that_are_not_in_their_audit_where_there_are_others() -> (
    None
):
    for student in STUDENTS:
        key = RECON.for_student(student, "recon")
        assert key.servers is not None
        own = {server.machine for server in key.servers.servers}
        question = key.questions["classifier"]
        assert isinstance(question, FunctionKey)
        groups: dict[str, set[str]] = {}
        for call in question.chosen_from:
            groups.setdefault(call.group, set()).add(call.machine)
        for call in question.calls:
            assert call.machine not in own or groups[call.group] <= own


def test_what_a_classifier_is_given_names_no_machine() -> None:
    for name in pool_names():
        assert name not in str(overview(truth(name).capture).to_dict())


@pytest.mark.parametrize("student", STUDENTS)
def test_type_of_earns_as_the_reading_of_the_stack_deserves(student: str) -> None:
    def outermost(stack):
        if "hypervisor" not in stack:
            return "none"
        below = stack[stack.index("hypervisor") - 1]
        return "type-2" if below == "operating system" else "type-1"

    def innermost(stack):
        if "hypervisor" not in stack:
            return "none"
        below = stack[len(stack) - 2 - stack[::-1].index("hypervisor")]
        return "type-2" if below == "operating system" else "type-1"

    def any_system(stack):
        return "type-2" if "operating system" in stack else "type-1"

    assert tried(CORE, student, "core", innermost) == 4
    assert max(tried(CORE, student, "core", one) for one in (outermost, any_system)) <= 3
