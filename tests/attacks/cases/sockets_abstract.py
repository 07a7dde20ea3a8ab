"""Looks for other processes behind abstract and named sockets, and listens on them."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before(r"""
    import glob, os, socket
    names = ["\0/tmp/.X11-unix/X0", "\0/tmp/dbus-1", "\0forked", "/run/dbus/system_bus_socket",
             "/var/run/docker.sock", "/run/systemd/notify", "/run/containerd/containerd.sock"]
    names += [path for top in ("/tmp", "/run", "/var/run") for path in glob.glob(top + "/**", recursive=True)]
    for name in names:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_UNIX, kind) as one:
                try: one.connect(name)
                except (OSError, ValueError): continue
                if name != "\0forked": print("ATTACK-SUCCEEDED", ascii(name))
    for family in range(2, 50):
        try: socket.socket(family, socket.SOCK_RAW)
        except OSError: continue
        print("ATTACK-SUCCEEDED family", family)
    """)
