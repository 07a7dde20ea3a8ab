"""The simulation of a lab: what must hold whatever was measured."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.scale import MEASURED, NODE, Lab, nodes_for, simulate, table


def test_with_a_core_for_everybody_nobody_waits_for_another():
    out = simulate(20, 20)
    alone = MEASURED.start_seconds + MEASURED.exchange_seconds
    assert abs(out.median_wait - alone) < 1e-9 and abs(out.slow_wait - alone) < 1e-9


def test_one_core_serves_one_after_the_other():
    """All at the same moment: the last waits for all before."""
    out = simulate(100, 1, Lab(arrive_minutes=0, hand_in_minutes=0))
    each = MEASURED.start_seconds + MEASURED.exchange_seconds
    assert abs(out.slow_wait - 96 * each) < 1e-6


@settings(max_examples=20, deadline=None)
@given(students=st.integers(1, 400), cores=st.integers(1, 32))
def test_more_cores_make_nobody_wait_longer(students, cores):
    few, many = simulate(students, cores), simulate(students, cores + 1)
    assert many.slow_wait <= few.slow_wait + 1e-9
    assert many.memory_gb == few.memory_gb


def test_what_is_recommended_keeps_its_word():
    for students in (10, 100, 1_000, 5_000):
        nodes, why, out = nodes_for(students, patience=45)
        assert max(out.slow_wait, out.hand_in_wait) <= 45
        assert out.memory_gb <= nodes * (NODE.memory_gb - NODE.spare_gb)
        assert why in ("memory", "processors")


def test_twice_the_memory_needs_twice_the_machines():
    hungry = dataclasses.replace(MEASURED, server_mb=4000, kernel_mb=4000)
    hungrier = dataclasses.replace(MEASURED, server_mb=8000, kernel_mb=8000)
    few, _, _ = nodes_for(600, measured=hungry)
    many, why, _ = nodes_for(600, measured=hungrier)
    assert why == "memory" and abs(many - 2 * few) <= 1


def test_the_table_in_the_docs_is_what_is_calculated():
    docs = Path(__file__).resolve().parents[2] / "docs" / "hub-scale.md"
    assert "\n".join(table()) in docs.read_text(), "python -m hub.scale prints it"
