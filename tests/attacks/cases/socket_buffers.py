"""Fills the buffers of seven thousand sockets with what nobody reads."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import os, socket, time
    told, telling = os.pipe()
    for _ in range(30):
        if os.fork(): continue
        kept = []
        try:
            while True:
                kept.append(socket.socketpair())
                for end in kept[-1]:
                    end.setblocking(False)
                    try:
                        while True: end.send(bytes(65536))
                    except BlockingIOError: pass
        except OSError: os.write(telling, b"x")
        time.sleep(60); os._exit(0)
    full = 0
    while full < 30: full += len(os.read(told, 100))
    time.sleep(0.4)
    print("ATTACK-" + "SUCCEEDED")
    """)
