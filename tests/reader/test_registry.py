"""The prefixes of MAC addresses agree with the IEEE's registry, as Debian packages it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hvutils.tables.network import CLOUD_ADDRESSES, OUIS
from hvutils.tables.words import Cloud
from tests.conftest import unavailable

REGISTRY = Path("/usr/share/ieee-data/oui.csv")
IEEE = "IEEE registry"


@pytest.fixture(scope="module")
def registry() -> dict[str, str]:
    """A prefix, as the tables write it, to the organization that registered it."""
    if not REGISTRY.exists():
        unavailable(f"no {REGISTRY}: install the package ieee-data")
    with REGISTRY.open(newline="", encoding="utf-8", errors="replace") as file:
        rows = csv.DictReader(file)
        pairs = ((row["Assignment"].lower(), row["Organization Name"]) for row in rows)
        return {f"{p[:2]}:{p[2:4]}:{p[4:6]}": name.strip() for p, name in pairs}


@pytest.mark.parametrize("row", OUIS, ids=lambda row: row.prefix)
def test_a_prefix_is_registered_to_whom_the_table_says(row, registry):
    owner = registry.get(row.prefix)
    if row.source == IEEE:
        assert owner, f"{row.prefix} is in no registry"
        first = row.note.partition(",")[0].split()[0].lower()
        assert owner.lower().startswith(first[:5]), (row.note, owner)
    else:
        assert owner is None, f"{row.prefix} is registered to {owner}"


def test_a_prefix_that_is_not_registered_says_so_in_its_first_byte():
    """The second bit of the first byte marks an address as locally administered."""
    for row in OUIS:
        local = bool(int(row.prefix[:2], 16) & 0x02)
        assert local == (row.source != IEEE), row.prefix


def test_addresses_of_clouds_are_microsofts_or_nobodys(registry):
    for row in CLOUD_ADDRESSES:
        owner = registry.get(row.prefix)
        if row.cloud is Cloud.AZURE:
            assert owner and owner.startswith("Microsoft"), row
        else:
            assert owner is None and int(row.prefix[:2], 16) & 0x02, row
