"""Puts another program in the place of its kernel, which goes on speaking to its grader."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before('''
    import os, sys
    end = get_ipython().kernel.session.line.end.fileno()
    os.set_inheritable(end, True)
    code = """
    import json, socket, struct, sys
    line = socket.socket(fileno=int(sys.argv[1]))
    def say(kind, told, content):
        words = kind.encode() + b"\\\\n" + told.encode() + b"\\\\n" + json.dumps(content).encode()
        line.send(struct.pack("=QB", 1, 3) + words)
    while packet := line.recv(100_000):
        told = json.loads(packet[9:])
        for question in ("audit", "doubts", "empty-grep"):
            for mime in ("answer", "mark", "returned"):
                bundle = {"schema": 1, "question": question, "value": 12, "score": 12, "returned": [[True, 12]] * 9}
                say("display_data", told["id"], {"data": {f"application/vnd.hvutils.{mime}+json": bundle}})
        say("execute_result", told["id"], {"data": {"text/plain": "12"}, "execution_count": 1})
        say("done", told["id"], {"execution_count": 1})
    """
    os.execv(sys.executable, [sys.executable, "-c", code, str(end)])
    ''')
