"""Sends what it knows to hosts near and far, and listens."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import socket, urllib.request
    for family, address in ((socket.AF_INET, ("127.0.0.1", 22)), (socket.AF_INET, ("192.0.2.1", 80)),
                            (socket.AF_INET6, ("::1", 22)), (socket.AF_UNIX, "/run/docker.sock"),
                            (socket.AF_UNIX, "\\0abstract"), (socket.AF_UNIX, "/tmp/.X11-unix/X0")):
        try:
            with socket.socket(family) as end:
                end.settimeout(1); end.connect(address); print("ATTACK-SUCCEEDED", address)
        except OSError as error: print(error)
    try: print("ATTACK-SUCCEEDED", urllib.request.urlopen("http://192.0.2.1/", timeout=1).read())
    except OSError as error: print(error)
    """)
