"""Every golden machine gets the verdict that its expected.json fixes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hvutils import Capture, evidence
from hvutils.evidence.finding import Subject
from hvutils.evidence.weighing import Case
from hvutils.parsers import read
from hvutils.verdict import RULES, Rule, Verdict, classify, judge

GOLDEN = sorted(path.parent for path in Path(__file__).parent.glob("golden/*/expected.json"))


def verdict_of(folder: Path) -> Verdict:
    return classify(Capture.load(folder))


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_verdict(folder: Path, schema: Draft202012Validator) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    given = verdict_of(folder).to_dict()
    assert {key: given[key] for key in expected["verdict"]} == expected["verdict"], expected["why"]
    schema.validate(given)


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_order_of_files_changes_nothing(folder: Path) -> None:
    capture = Capture.load(folder)
    backwards = Capture(capture.name, capture.files[::-1], capture.unread)
    assert classify(backwards) == classify(capture)


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.name)
def test_findings_point_at_lines_that_exist(folder: Path) -> None:
    capture = Capture.load(folder)
    for finding in classify(capture).findings:
        assert capture.file(finding.file).line(finding.line), finding


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.conclude.__name__)
def test_each_rule_concludes_on_the_machine_that_it_names(rule: Rule) -> None:
    folder = Path(__file__).parent / "golden" / rule.machine
    case = Case(evidence.find(read(Capture.load(folder))))
    assert next(one for one in RULES if one.conclude(case) is not None) is rule
    assert rule.reason


def test_no_finding_is_no_verdict() -> None:
    verdict = judge("empty", ())
    assert (verdict.role, verdict.hypervisor, verdict.confidence) == ("undetermined", None, 0.0)


@pytest.mark.parametrize(
    ("machine", "reason"),
    [
        ("mac-misleads", "typed in or moved"),
        ("mac-misleads-physical", "typed in or moved"),
        ("kvm-enlightened-dmi", "KVM with Hyper-V enlightenments"),
        ("kvm-enlightened-cpuid", "KVM with Hyper-V enlightenments"),
        ("virtualbox-speaks-kvm", "KVM's interface"),
        ("xen-viridian", "viridian"),
        ("stray-vm-bit", "by mistake"),
        ("dmi-passed-through", "pass its own DMI strings through"),
        ("flag-on-a-maker", "root partition"),
        ("qemu-dressed-as-vmware", "not the signature and the chipset"),
        ("kvm-dressed-by-its-devices", "not the signature and the chipset"),
        ("kvm-in-vmware-strings-log", "not the signature and the chipset"),
        ("kvm-dressed-as-virtualbox", "not the signature and the chipset"),
        ("virtualbox-log", "pass its own DMI strings through"),
        ("hyper-v-root-laptop", "Hyper-V is enabled on the machine itself"),
        ("vmaware-324", "Hyper-V is enabled on the machine itself"),
        ("wmic-hyper-v-root", "Hyper-V is enabled on the machine itself"),
        ("xen-dom0-maker", "dom0 runs on Xen too"),
        ("uyuni-2112", "Nutanix' AHV is KVM"),
        ("nutanix-guest", "Nutanix' AHV is KVM"),
    ],
)
def test_conflicts_name_the_likely_reason(machine: str, reason: str) -> None:
    verdict = verdict_of(Path(__file__).parent / "golden" / machine)
    assert any(reason in str(conflict) for conflict in verdict.conflicts)


def test_a_makers_own_hypervisor_is_no_conflict_with_its_name() -> None:
    verdict = verdict_of(Path(__file__).parent / "golden" / "hitachi-virtage")
    assert not verdict.conflicts
    assert not any(finding.says.subject is Subject.PHYSICAL for finding in verdict.findings)


def test_qemu_strings_alone_give_little_confidence_and_the_probe_that_settles() -> None:
    verdict = verdict_of(Path(__file__).parent / "golden" / "qemu-dmi-only")
    assert verdict.confidence <= 0.5
    assert "cpuid -1 -r" in verdict.next_probes


def test_windows_gets_windows_probes() -> None:
    verdict = verdict_of(Path(__file__).parent / "golden" / "windows-unnamed")
    assert verdict.next_probes
    assert all(probe.startswith("Get-CimInstance") for probe in verdict.next_probes)


def test_the_type_of_kvm_says_that_the_literature_disagrees() -> None:
    note = verdict_of(Path(__file__).parent / "golden" / "gce-kvm").type_note
    assert "the literature disagrees" in note


def test_an_open_type_says_why_and_a_told_one_what_tells() -> None:
    golden = Path(__file__).parent / "golden"
    assert "a guest sees the same" in verdict_of(golden / "vmware-guest-type-open").type_note
    assert "ESXi" in verdict_of(golden / "vmware-esxi-told").type_note
    assert verdict_of(golden / "bare-metal-flags").type_note == ""


def test_the_table_of_cases_names_machines_that_exist() -> None:
    readme = (Path(__file__).parent / "golden" / "README.md").read_text(encoding="utf-8")
    cells = [row.split("|")[-2] for row in readme.splitlines() if row.startswith("| ")]
    named = {name for cell in cells for name in re.findall(r"`([a-z0-9-]+)`", cell)}
    there = {folder.name for folder in GOLDEN}
    assert len(named) >= 50
    assert named - {"hyper-v"} <= there
