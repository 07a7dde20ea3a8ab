"""Functions are called when all cells have run: what they are called on comes out nowhere."""

from __future__ import annotations

import json

import pytest

from hvutils.grading.isolation.jobs import CodeCell, Job

pytestmark = pytest.mark.grading

HIDDEN = "a-hidden-input"
ASK = "from hvutils.lab import answer, ask, hand_in\nask('f', examples=['x'])"


def job(*sources: str, graded: int, timeout: int = 20) -> Job:
    """A notebook of these cells, one of which hands a function in."""
    cells = tuple(CodeCell(n, code, "f" if n == graded else None) for n, code in enumerate(sources))
    return Job("ada", "recon", "recon", cells, calls={"f": (HIDDEN,)}, timeout=timeout)


LEAKS = {
    "by a later cell": (
        "seen = []\nanswer('f', lambda value: seen.append(value))",
        "import time; time.sleep(0.5); print(seen)",
    ),
    "by an earlier cell's outputs": (
        "shell = get_ipython()\n"
        "parent = shell.kernel.get_parent('shell')\n"
        "def f(value):\n"
        "    shell.kernel.session.send(shell.kernel.iopub_socket, 'stream',\n"
        "        {'name': 'stdout', 'text': value}, parent=parent)\n"
        "answer('f', f)",
        "1",
    ),
    "by what is shown anew": (
        "from IPython.display import display\n"
        "handle = display('x', display_id=True)\n"
        "answer('f', lambda value: handle.update(value))",
        "1",
    ),
    "by a thread": (
        "import threading, time\n"
        "seen = []\n"
        "def tell():\n"
        "    while True:\n"
        "        time.sleep(0.01)\n"
        "        print(seen)\n"
        "threading.Thread(target=tell, daemon=True).start()\n"
        "answer('f', lambda value: (seen.append(value), time.sleep(0.3))[0])",
        "1",
    ),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_an_input_does_not_come_out(kernels, leak):
    answers, later = LEAKS[leak]
    executed = kernels.execute(job(ASK, answers, "hand_in('f')", later, graded=2))
    assert executed.returned["f"], executed.incidents
    assert HIDDEN not in json.dumps(executed.outputs)


def test_what_was_handed_in_is_called(kernels):
    executed = kernels.execute(
        job(ASK, "answer('f', len)", "hand_in('f')", "answer('f', str)", graded=2)
    )
    assert executed.returned["f"] == ((True, len(HIDDEN)),)


def test_a_function_is_called_though_its_kernel_ends_later(kernels):
    executed = kernels.execute(
        job(ASK, "answer('f', len)", "hand_in('f')", "import os; os._exit(3)", "1", graded=2)
    )
    assert executed.returned["f"] == ((True, len(HIDDEN)),)
    assert executed.incidents == (
        "Cell 4 ended its kernel (exit code 3).",
        "The 1 code cells after it did not run.",
    )


WAYS_TO_END = {
    "by an exit code": "os._exit(len(value))",
    "by another one": "os._exit(7)",
    "by a signal": "__import__('ctypes').string_at(0)",
    "by memory": "kept = [bytearray(10**7) for _ in range(10**5)]",
    "by time": "exec('while True: pass')",
    "by words": "exec('while True: print(value * 1000)')",
}


@pytest.mark.parametrize("way", WAYS_TO_END)
def test_how_a_function_ended_is_not_told_for_it_could_choose_by_its_input(kernels, way):
    function = f"import os\ndef f(value):\n    if value == 'x': return 1\n    {WAYS_TO_END[way]}"
    sources = (ASK, f"{function}\nanswer('f', f)", "hand_in('f')", "print('later')")
    executed = kernels.execute(job(*sources, graded=2, timeout=3))
    if executed.returned["f"]:
        # Memory is refused by an error, which is not told either.
        assert (way, executed.returned["f"][0][0]) == ("by memory", False)
    else:
        assert executed.incidents == (
            "The function of question 'f' did not return from every call: it ended its kernel, ran "
            "longer than 3 s, used too much memory or printed too much.",
        )
    assert executed.outputs[3][0]["text"] == "later\n"


def test_a_cell_that_was_not_reached_hands_nothing_in(kernels):
    executed = kernels.execute(
        job(ASK, "answer('f', len)", "import os; os._exit(3)", "hand_in('f')", graded=3)
    )
    assert "f" not in executed.returned


def test_what_a_later_cell_leaves_behind_does_not_strike_the_call(kernels):
    later = "import hvutils.lab.answers as answers, sys\nanswers.call_with = lambda *_: sys.exit(3)"
    executed = kernels.execute(job(ASK, "answer('f', len)", "hand_in('f')", later, graded=2))
    assert executed.returned["f"] == ((True, len(HIDDEN)),)


def test_a_later_cell_that_shuts_the_line_takes_no_function_along(kernels):
    later = "import socket\nget_ipython().kernel.session.line.end.shutdown(socket.SHUT_RD)"
    executed = kernels.execute(
        job(ASK, "answer('f', len)", "hand_in('f')", later, graded=2, timeout=2)
    )
    assert executed.returned["f"] == ((True, len(HIDDEN)),)
