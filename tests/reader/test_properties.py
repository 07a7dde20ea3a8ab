"""What must hold of every verdict: less evidence is never surer, and order is nothing.

The machines are all that the project ships, the golden ones, and those beside the checkout where
they are; hypothesis takes lines away from them, and invents findings of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture, evidence
from hvutils.captures import ProbeFile
from hvutils.errors import CaptureError
from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.parsers import read
from hvutils.tables.dmi import CLOUDS, HYPERVISORS, DmiField
from hvutils.tables.makers import FIRMWARE, MAKERS
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify, judge
from tests.reader.agreement import ROOT, shared

PACKAGE = ROOT / "hvutils"
OWN = [
    *sorted(PACKAGE.glob("samples/*/probes")),
    *sorted(path for path in PACKAGE.glob("pool/[!_.]*") if path.is_dir()),
    *sorted(path.parent for path in Path(__file__).parent.glob("golden/*/expected.json")),
]
OTHERS = sorted(path.parent for path in (shared() or Path("-")).glob("*/*/truth.json"))
every_machine = pytest.mark.parametrize(
    "folder", [*OWN, *OTHERS], ids=lambda path: "/".join(path.parts[-2:])
)


@cache
def findings_of(folder: Path) -> tuple[Finding, ...]:
    return evidence.find(read(Capture.load(folder)))


def stated(capture: Capture) -> float:
    try:
        return classify(capture).confidence
    except CaptureError:
        return 0.0


def conclusion(verdict: Verdict) -> tuple[object, ...]:
    return (
        *(verdict.role, verdict.hypervisor, verdict.type, verdict.product, verdict.cloud),
        *(verdict.container, verdict.nested, verdict.nesting_exposed, verdict.confidence),
        *(verdict.conflicts, verdict.next_probes),
    )


@every_machine
def test_dropping_a_file_never_raises_confidence(folder: Path) -> None:
    capture = Capture.load(folder)
    before = stated(capture)
    for dropped in capture.files:
        rest = tuple(file for file in capture.files if file is not dropped)
        assert stated(Capture(capture.name, rest, capture.unread)) <= before, dropped.name


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_fewer_files_of_a_real_machine_are_never_surer(data: st.DataObject) -> None:
    capture = Capture.load(data.draw(st.sampled_from([*OWN, *OTHERS])))
    more = data.draw(st.sets(st.sampled_from(capture.files)))
    fewer = data.draw(st.sets(st.sampled_from(sorted(more, key=str)))) if more else set()

    def of(files: set[ProbeFile]) -> float:
        return stated(Capture(capture.name, tuple(sorted(files, key=str)), ()))

    assert of(fewer) <= of(more)


@every_machine
def test_dropping_a_finding_never_raises_confidence(folder: Path) -> None:
    findings = findings_of(folder)
    before = judge("m", findings).confidence
    for index, dropped in enumerate(findings):
        rest = judge("m", findings[:index] + findings[index + 1 :])
        assert rest.confidence <= before, dropped


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_fewer_lines_of_a_real_machine_are_never_surer(data: st.DataObject) -> None:
    findings = findings_of(data.draw(st.sampled_from([*OWN, *OTHERS])))
    more = data.draw(st.sets(st.sampled_from(range(len(findings) or 1))))
    fewer = data.draw(st.sets(st.sampled_from(sorted(more)))) if more else set()
    all_of_them = judge("m", tuple(findings[index] for index in sorted(more) if findings))
    some = judge("m", tuple(findings[index] for index in sorted(fewer) if findings))
    assert some.confidence <= all_of_them.confidence


SAYS = st.one_of(
    st.builds(Says, st.sampled_from((Subject.PRESENT, Subject.ABSENT, Subject.NESTING))),
    st.builds(Says, st.just(Subject.PHYSICAL), name=st.sampled_from(("Dell Inc.", "LENOVO"))),
    st.builds(
        Says,
        st.sampled_from((Subject.HYPERVISOR, Subject.VENDOR, Subject.HOSTS)),
        st.sampled_from(Hypervisor),
    ),
)
INVENTED = st.lists(
    st.builds(
        Finding,
        st.sampled_from(Kind),
        st.sampled_from(Witness),
        st.sampled_from(("a", "b")),
        st.integers(1, 9),
        st.just("text"),
        SAYS,
        st.integers(1, 99).map(lambda percent: percent / 100),
        st.just("invented"),
    ),
    max_size=7,
)


@given(findings=INVENTED, more=INVENTED)
@settings(max_examples=400, deadline=None)
def test_more_findings_of_any_kind_are_never_less_sure(
    findings: list[Finding], more: list[Finding]
) -> None:
    fewer = judge("m", tuple(findings)).confidence
    assert fewer <= judge("m", tuple(findings + more)).confidence


WORDS = sorted(
    {need.text for row in (*HYPERVISORS, *CLOUDS) for need in row.needs}
    | {row.prefix for row in MAKERS}
    | {*FIRMWARE, "Default string", "To be filled by O.E.M.", "nobody's"}
)
STRINGS = st.dictionaries(st.sampled_from(DmiField), st.sampled_from(WORDS), max_size=5)


@given(strings=STRINGS, data=st.data())
@settings(max_examples=400, deadline=None)
def test_fewer_strings_of_the_firmware_are_never_surer(
    strings: dict[DmiField, str], data: st.DataObject
) -> None:
    def of(fields: Iterable[DmiField]) -> float:
        files = (ProbeFile(f"sys/class/dmi/id/{one.value}", strings[one]) for one in fields)
        return stated(Capture("m", tuple(files)))

    kept = data.draw(st.sets(st.sampled_from(sorted(strings)))) if strings else set()
    assert of(sorted(kept)) <= of(sorted(strings))


@given(findings=INVENTED, random=st.randoms())
@settings(deadline=None)
def test_the_order_of_findings_changes_nothing(findings: list[Finding], random: object) -> None:
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert conclusion(judge("m", tuple(shuffled))) == conclusion(judge("m", tuple(findings)))


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_files_changes_nothing(data: st.DataObject) -> None:
    capture = Capture.load(data.draw(st.sampled_from(OWN)))
    files = tuple(data.draw(st.permutations(capture.files)))
    assert classify(Capture(capture.name, files, capture.unread)) == classify(capture)


@given(findings=INVENTED)
@settings(deadline=None)
def test_only_what_is_undetermined_is_stated_with_no_confidence(findings: list[Finding]) -> None:
    """And what is undetermined with some confidence says what stands against what."""
    verdict = judge("m", tuple(findings))
    if verdict.role is not Role.UNDETERMINED:
        assert verdict.confidence > 0
    else:
        assert verdict.conflicts or verdict.confidence == 0
