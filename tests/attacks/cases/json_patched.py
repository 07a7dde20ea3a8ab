"""Patches json and the kernel's session, so that all that is sent is changed."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import json, jupyter_client.session as session
    real = json.dumps
    json.dumps = lambda value, **options: real(value, **options).replace("nonsense", "12")
    def send(self, *words, _send=session.Session.send, **options):
        return _send(self, *words, **options)
    session.Session.send = send
    session.json_packer = lambda value: b"{}"
    """)
