"""How findings weigh, and what the verdict gives to people and programs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hvutils
from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.errors import CaptureError
from hvutils.evidence.finding import Finding, Kind, Says, Subject, Witness
from hvutils.evidence.weighing import combined
from hvutils.tables.words import Hypervisor
from hvutils.verdict import classify


def finding(witness: Witness, strength: float, line: int = 1) -> Finding:
    says = Says(Subject.HYPERVISOR, Hypervisor.KVM)
    return Finding(Kind.DMI, witness, "f", line, "t", says, strength, "s")


FINDINGS = st.lists(
    st.builds(finding, st.sampled_from(Witness), st.floats(0, 1), st.integers(1, 9)), max_size=6
)


def test_one_witness_is_heard_once() -> None:
    twice = [finding(Witness.FIRMWARE, 0.5), finding(Witness.FIRMWARE, 0.4)]
    assert combined(twice) == 0.5


def test_two_witnesses_add_up() -> None:
    assert combined([finding(Witness.FIRMWARE, 0.5), finding(Witness.PROCESSOR, 0.5)]) == 0.75


@given(findings=FINDINGS, more=FINDINGS)
def test_more_evidence_is_never_weaker(findings: list[Finding], more: list[Finding]) -> None:
    assert combined(findings + more) >= combined(findings) - 1e-12


@given(findings=FINDINGS)
def test_order_does_not_count(findings: list[Finding]) -> None:
    assert combined(findings) == combined(findings[::-1])


def test_nothing_recognised_is_an_error_with_the_remedy() -> None:
    with pytest.raises(CaptureError, match=r"no probe output recognised in 'web-01'.*lscpu"):
        classify(Capture("web-01", (ProbeFile("notes.txt", "hello"),)))


def test_json_is_one_line() -> None:
    verdict = classify(Capture("m", (ProbeFile("a", "Hypervisor vendor: KVM\n"),)))
    text = verdict.to_json()
    assert "\n" not in text
    assert json.loads(text) == verdict.to_dict()
    assert json.loads(text)["schema"] == 1


def test_public_names() -> None:
    assert hvutils.classify is classify


def test_import_is_light() -> None:
    code = (
        "import sys, hvutils; "
        "heavy = {'rich', 'pandas', 'numpy', 'jsonschema'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
