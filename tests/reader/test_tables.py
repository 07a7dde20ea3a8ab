"""The tables contradict neither themselves nor the words of a verdict."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

from hvutils import tables
from hvutils.evidence.finding import Kind
from hvutils.tables import cpuid, detect_virt, dmi, hypervisors, lscpu, network, words

_MODULES = [
    importlib.import_module(f"hvutils.tables.{info.name}")
    for info in pkgutil.iter_modules(tables.__path__)
]
# Vocabulary: what labels and words mean, out of one source, which stands above the table.
_SOURCED_AS_A_WHOLE = {
    *("detect_virt", "facts", "lscpu", "modalias", "systeminfo", "tool_words"),
    *("containers.ENVIRONMENT", "cpuid.BRAND_LEAVES", "dmi.GUESTS_OF", "makers.UNSET"),
    *("makers.PLACEHOLDERS", "makers.FIRMWARE", "makers.MODULES", "bsd.STRINGS"),
}


def _rows(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Yield each public table's name and rows, those of pairs and mappings too."""
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, dict):
            value = tuple(value.values())
        if isinstance(value, tuple | frozenset):
            for row in value:
                yield f"{module.__name__.rpartition('.')[2]}.{name}", row


@pytest.mark.parametrize("module", _MODULES, ids=lambda module: module.__name__)
def test_every_row_has_a_source(module: ModuleType) -> None:
    for table, row in _rows(module):
        parts = row if isinstance(row, tuple) else (row,)
        found = [part.source for part in parts if hasattr(part, "source")]
        if not found and {table, table.partition(".")[0]} & _SOURCED_AS_A_WHOLE:
            continue
        assert found and all(found), (table, row)


@pytest.mark.parametrize("name", sorted({row.partition(".")[0] for row in _SOURCED_AS_A_WHOLE}))
def test_a_table_of_words_names_its_source(name: str) -> None:
    module = importlib.import_module(f"hvutils.tables.{name}")
    assert re.search(r"[Ss]ource", Path(module.__file__ or "").read_text(encoding="utf-8"))


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
