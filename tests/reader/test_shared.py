"""Agreement with the recorded machines beside the checkout: other people's data, not shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hvutils import Capture
from hvutils.errors import CaptureError
from hvutils.verdict import classify
from tests.reader.agreement import (
    BEGIN,
    DECIDED,
    DOCUMENT,
    END,
    Compared,
    calibration,
    compare_all,
    interval,
    report,
    shared,
    shares,
    table,
)

# Measured; docs/reader.md says how. A lower figure is a step back.
AGREEMENT = 0.99
RIGHT = 228


@pytest.fixture(scope="module")
def captures() -> Path:
    folder = shared()
    if folder is None:
        pytest.skip("no recorded machines: put them at ../shared/captures, or set HV_SHARED")
    return folder


@pytest.fixture(scope="module")
def compared(captures: Path) -> list[Compared]:
    return compare_all(captures)


def test_agreement(compared: list[Compared]) -> None:
    print(report(compared))
    right = sum(item.outcome == "right" for item in compared)
    wrong = sum(item.outcome.startswith("wrong") for item in compared)
    assert right >= RIGHT
    assert right / (right + wrong) >= AGREEMENT, report(compared)


def test_the_promised_bounds_hold_where_there_is_evidence(compared: list[Compared]) -> None:
    made = shares(compared)
    assert made.hold, report(compared)
    # What gives no evidence is counted apart, and is not where failures are put away.
    assert made.silent <= 10
    silent = [item for item in compared if item.outcome in DECIDED and not item.evident]
    assert silent == []


def test_confidence_is_no_promise_that_is_broken(compared: list[Compared]) -> None:
    """Of the verdicts with a stated confidence, at least that share is right."""
    for band, (right, total) in calibration(compared).items():
        assert right / total >= band, f"stated {band}: {right} of {total}"


def test_no_physical_machine_is_called_a_guest(compared: list[Compared]) -> None:
    assert [item for item in compared if item.outcome == "physical as guest"] == []


def test_every_windows_machine_is_right(compared: list[Compared]) -> None:
    windows = [item for item in compared if item.name.startswith("wesng/")]
    assert len(windows) == 32
    assert [item for item in windows if item.outcome not in ("right", "no truth")] == []


def test_verdicts_fit_the_schema(captures: Path, schema: Draft202012Validator) -> None:
    for truth in captures.glob("*/*/truth.json"):
        try:
            verdict = classify(Capture.load(truth.parent))
        except CaptureError:
            continue
        schema.validate(verdict.to_dict())


def test_the_reliability_table_is_of_today(captures: Path) -> None:
    """Golden machines come and go; the recorded ones' table must be the one that is printed."""
    written = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    recorded = table(compare_all(captures))
    assert recorded in written, "docs/calibration.md is stale: run 'make calibration'"


def test_the_interval_holds_the_share() -> None:
    low, high = interval(9, 10)
    assert 0.59 < low < 0.9 < high < 0.99
    assert interval(10, 10)[1] == 1.0
