"""The tables contradict neither themselves nor the words of a verdict."""

from __future__ import annotations

import re

from jsonschema import Draft202012Validator

from hvutils.evidence.finding import Kind
from hvutils.tables import cpuid, detect_virt, dmi, hypervisors, lscpu, makers, network, pci, words


def test_every_row_has_a_source() -> None:
    rows = [
        *(*cpuid.SIGNATURES, *lscpu.VENDORS, *dmi.HYPERVISORS, *dmi.CLOUDS, *makers.MAKERS),
        *(*network.OUIS, *network.HOST_INTERFACES, *hypervisors.IMITATIONS),
        *hypervisors.TYPES.values(),
        *(*pci.DEVICES, *pci.CLOUD_DEVICES, *pci.SUBSYSTEMS, *pci.BOARD_MAKERS),
    ]
    assert all(row.source for row in rows)


def test_every_hypervisor_has_a_type() -> None:
    assert set(hypervisors.TYPES) == set(words.Hypervisor)


def test_strengths_are_chances() -> None:
    rows = [*cpuid.SIGNATURES, *lscpu.VENDORS, *dmi.HYPERVISORS, *dmi.CLOUDS, *network.OUIS]
    assert all(0 < row.strength < 1 for row in rows)
    assert all(0 < row.strength < 1 for row in detect_virt.WORDS.values())


def test_a_mac_prefix_never_outweighs_a_signature() -> None:
    assert max(row.strength for row in network.OUIS) < min(r.strength for r in cpuid.SIGNATURES)


def test_ouis_are_three_bytes_and_each_is_there_once() -> None:
    prefixes = [row.prefix for row in network.OUIS]
    assert all(re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){2}", prefix) for prefix in prefixes)
    assert len(set(prefixes)) == len(prefixes)
    # Xen's is 00:16:3e; one peer has it wrong.
    assert "00:16:3e" in prefixes and "00:16:e3" not in prefixes


def test_signatures_fit_into_three_registers() -> None:
    assert all(len(row.text) <= 12 for row in cpuid.SIGNATURES)


def test_no_label_of_lscpu_means_two_things() -> None:
    seen: dict[str, lscpu.Label] = {}
    for _, label, text in lscpu._TRANSLATIONS:
        assert seen.setdefault(text, label) is label


def test_words_and_schema_agree(schema: Draft202012Validator) -> None:
    fields = schema.schema["properties"]
    for name, enum in (
        *(("role", words.Role), ("hypervisor", words.Hypervisor), ("cloud", words.Cloud)),
        *(("type", words.HypervisorType), ("container", words.Container)),
    ):
        assert set(fields[name]["enum"]) - {None} == {item.value for item in enum}
    kinds = fields["findings"]["items"]["properties"]["kind"]["enum"]
    assert set(kinds) == {kind.value for kind in Kind}
