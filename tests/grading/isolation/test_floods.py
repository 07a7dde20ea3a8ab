"""What a submission prints is bounded, and fills no memory of the grader's."""

from __future__ import annotations

import psutil
import pytest

from hvutils.grading.isolation.limits import Limits

from .conftest import AFTER, MB, job, said

pytestmark = pytest.mark.grading


@pytest.mark.parametrize(
    "code",
    [
        "while True: print('x' * 1000)",
        "import sys\nwhile True: print('x' * 1000, file=sys.stderr)",
        "while True: display({'text/plain': 'x' * 10000}, raw=True)",
        "import os\nwhile True: os.write(1, b'x' * 10000)",
        "!yes",
    ],
)
def test_a_flood_is_cut_and_the_next_cell_runs(tight, code):
    executed = tight.execute(job(code, AFTER, timeout=8))
    assert any("printed more than" in incident for incident in executed.incidents)
    kept = sum(len(str(output)) for output in executed.outputs[0])
    assert kept < 2 * MB
    if "was ended" not in executed.incidents[0]:
        assert said(executed, 1) == "after"


def test_what_is_dropped_of_one_long_line_is_told(tight):
    executed = tight.execute(job(f"print('x' * {3 * MB})", AFTER))
    assert executed.incidents == ("Cell 1 printed more than 1 MB.",)
    assert said(executed, 1) == "after"


def test_one_message_of_gigabytes_ends_its_kernel_and_not_the_grader(needs_isolation, limited):
    kernels = limited(Limits(output_bytes=1 * MB))
    before = psutil.Process().memory_info().rss
    executed = kernels.execute(job("print('x' * 300 * 1024**2)", "print('x' * 10)", timeout=10))
    assert executed.incidents
    assert psutil.Process().memory_info().rss - before < 700 * MB


@pytest.mark.parametrize(
    "flood",
    [
        "[b'x' * 2**20] * 4000",
        "[b'<IDS|MSG>', b''] + [b'{}'] * 10**6",
    ],
    ids=["gigabytes", "a million parts"],
)
def test_a_message_that_never_ends_ends_its_kernel_and_not_the_grader(kernels, flood):
    # One message of many parts comes whole or not at all: it fills the reader's memory unread.
    code = f"get_ipython().kernel.iopub_thread.socket.send_multipart({flood}, copy=False)"
    before = psutil.Process().memory_info().rss
    executed = kernels.execute(job(code, AFTER, timeout=10))
    assert psutil.Process().memory_info().rss - before < 1500 * MB
    assert said(executed, 1) == "after" or executed.incidents
    assert said(kernels.execute(job("print('alive')"))) == "alive"
