"""Opens comms and floods them with messages."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    from comm import create_comm
    for number in range(500):
        comm = create_comm(target_name="jupyter.widget", data={"state": {"x": "y" * 1000}},
                           metadata={"version": "2.1.0"})
        comm.send({"method": "update", "state": {"outputs": [{"output_type": "stream"}]}})
        comm.close()
    """)
