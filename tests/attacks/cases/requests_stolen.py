"""Reads the requests for all later cells itself, and says that each is done and has a score."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import json, threading
    line = get_ipython().kernel.session.line
    def steal():
        while True:
            told = json.loads(line.end.recv(100_000)[9:])
            for kind, content in (
                ("display_data", {"data": {"text/plain": "12", "application/vnd.hvutils.mark+json": 12}}),
                ("execute_result", {"data": {"text/plain": "12"}, "execution_count": 1}),
                ("done", {"execution_count": 1}),
            ):
                line.send(kind, told["id"], json.dumps(content).encode())
    for _ in range(20): threading.Thread(target=steal, daemon=True).start()
    """)
