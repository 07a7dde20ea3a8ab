"""Says marks, errors and deletions for the graded cells when these are long over."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    parents = []
    get_ipython().events.register("pre_run_cell", lambda *_: parents.append(
        get_ipython().kernel.get_parent("shell")["header"]["msg_id"]))
    """)
    work.after("""
    import json
    line = get_ipython().kernel.session.line
    for parent in parents + [p + "0" for p in parents] + ["", "0" * 32]:
        for kind, content in (
            ("clear_output", {"wait": False}), ("error", {"ename": "x", "evalue": "", "traceback": []}),
            ("execute_result", {"data": {"text/plain": "12"}, "execution_count": 1}),
            ("done", {"execution_count": 10**9}), ("stream", {"name": "stdout", "text": "12"}),
        ):
            line.send(kind, parent, json.dumps(content).encode())
    """)
