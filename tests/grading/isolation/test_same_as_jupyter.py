"""Grading's kernels say what ipykernel's own say: the same cells give the same outputs in both."""

from __future__ import annotations

import re
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from hvutils.grading.isolation.provisioner import IsolatedKernelManager

from .conftest import job

pytestmark = pytest.mark.grading

CELLS = {
    "text and result": "print('a'); print('b', end=''); 40 + 2",
    "streams in turn": "import sys\nprint('out'); print('err', file=sys.stderr); print('out')",
    "no text": "print('', end='')",
    "a result that is none": "None",
    "quiet result": "5;",
    "pictures and text": (
        "from IPython.display import HTML, Image, JSON, Markdown\n"
        "display(HTML('<b>x</b>'), Markdown('*x*'), JSON({'a': [1, None]}))\n"
        "display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n', format='png', width=3))"
    ),
    "a bundle": (
        "display({'text/plain': 'x', 'application/b+json': {'c': 1}}, raw=True,\n"
        "        metadata={'m': 1})"
    ),
    "update": ("handle = display('old', display_id='d')\nhandle.update('new')\nNone"),
    "clear": (
        "from IPython.display import clear_output\nprint('old'); clear_output(wait=True)\n"
        "print('new'); clear_output(); print('newest')"
    ),
    "table": "import pandas\npandas.DataFrame({'a': [1.5, None], 'b': ['x', 'y']})",
    "widget": "import ipywidgets\nprint(ipywidgets.IntSlider(3).value)",
    "error": "def f(n): return 1 / n\nf(0)",
    "error of many lines": "raise ValueError('one\\ntwo \\x1b[31mthree')",
    "error in repr": "class Odd:\n    def __repr__(self): raise KeyError('odd')\nOdd()",
    "chained error": "try: {}['a']\nexcept KeyError as e: raise RuntimeError('b') from e",
    "syntax": "def (:",
    "warning": "import warnings\nwarnings.warn('careful')",
    "exit": "exit()",
    "system exit": "raise SystemExit(3)",
    "input": "input('name? ')",
    "shell line": "!echo hi; echo low >&2",
    "captured": "%%capture held\nprint('kept'); display('kept')",
    "captured shown": "held.show(); len(held.outputs)",
    "magic": "%env TZ",
    "cell magic": "%%bash\necho $((6 * 7)); echo oops >&2",
    "time": "%timeit -n1 -r1 -q pass",
    "await": "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')\nawait asyncio.sleep(0, 7)",
    "task": "task = asyncio.create_task(asyncio.sleep(0.01, 'done'))",
    "task, later": "await task",
    "context": "import contextvars\nvar = contextvars.ContextVar('v'); _ = var.set(5)",
    "context, later": "var.get()",
    "thread": "import threading\nt = threading.Thread(target=print, args=('in a thread',))\n"
    "t.start(); t.join()",
    "pool": (
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, -2])))"
    ),
    "logging": "import logging\nlogging.getLogger('x').warning('said')",
    "kernel": (
        "import os, sys\nprint(get_ipython().kernel.implementation, __name__, sys.path[0] == '',\n"
        "      os.getcwd(), os.getuid(), os.getpid(), get_ipython().profile)"
    ),
    "folders": "print(_dh); %cd /tmp",
    "history": "print(In[1][:5], Out[1], _i[:7])",
    "store": "kept = 5\n%store kept\n%store",
    "edited display": "get_ipython().display_pub.publish({'text/plain': 'p'}, {'m': 2})",
    "pickle": (
        "import pickle\nclass K: pass\nprint(type(pickle.loads(pickle.dumps(K()))).__module__)"
    ),
    "ids": "print(len(get_ipython().kernel.ident), get_ipython().kernel.session.key)",
    "seeds": "import random, numpy\nprint(random.random() != numpy.random.random())",
    "hidden": "import sys\nprint([name for name in sys.modules if name.startswith('inside')])",
}


def same(text: str) -> str:
    """A text without what differs from one kernel to the next."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"0x[0-9a-f]+|/tmp/ipykernel_\d+/\d+\.py", "...", text)
    return re.sub(r"<ipython-input-[^>]*>", "...", text)


def shown(output: dict[str, Any]) -> tuple[object, ...]:
    """What of an output should be the same."""
    kind = output["output_type"]
    if kind == "stream":
        return (kind, output["name"], same(output["text"]))
    if kind == "error":
        return (kind, output["ename"], output["evalue"], [same(x) for x in output["traceback"]])
    return (kind, dict(output["data"]), dict(output["metadata"]), output.get("execution_count"))


def by_stream(outputs: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Outputs, with what goes over two streams put together: its order is a race in both."""
    streams: dict[str, str] = {}
    others = []
    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + same(output["text"])
        else:
            others.append(shown(output))
    return [*sorted(streams.items()), *others]


@pytest.fixture(scope="module")
def both(kernels, needs_isolation) -> tuple[dict, list]:
    """What grading's kernel and Jupyter's gave for all the cells."""
    executed = kernels.execute(job(*CELLS.values()))
    assert executed.incidents == ()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "hvutils.grading.isolation.provisioner.student_python", lambda: needs_isolation
        )
        nb = new_notebook(cells=[new_code_cell(source) for source in CELLS.values()])
        manager = IsolatedKernelManager
        NotebookClient(nb, kernel_manager_class=manager, allow_errors=True).execute()
    return executed, nb.cells


@pytest.mark.parametrize("name", CELLS)
def test_outputs_are_the_same(both, name):
    executed, cells = both
    index = list(CELLS).index(name)
    ours, theirs = executed.outputs[index], cells[index].outputs
    assert by_stream(ours) == by_stream(theirs)
    assert executed.counts[index] == cells[index].execution_count


def test_what_is_printed_is_not_lost_for_half_a_surrogate(inside):
    assert inside(r"print('a \ud800 \U0001f600')") == "a ? \U0001f600"


# With ZeroMQ, what comes from below or from a forked process may come in a later cell. Not here.
@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("import os\nos.system('echo from below')\nprint('after')", "from below\nafter"),
        ("import os\n_ = os.write(1, 'é'.encode())", "é"),
        ("import subprocess\n_ = subprocess.run(['echo', 'low'])", "low"),
        (
            "import os\npid = os.fork()\nif pid == 0: print('child'); os._exit(0)\n"
            "_ = os.waitpid(pid, 0)\nprint('parent')",
            "child\nparent",
        ),
    ],
    ids=["program", "descriptor", "subprocess", "fork"],
)
def test_what_other_programs_print_is_the_cells(inside, code, printed):
    assert inside(code) == printed
