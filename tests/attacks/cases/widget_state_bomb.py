"""Carries a widget state of 20 MB with markup in it."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    state = {
        f"{n:032x}": {
            "model_name": "HTMLModel",
            "model_module": "@jupyter-widgets/controls",
            "state": {"value": "<script>flag()</script>" + "x" * 10_000},
        }
        for n in range(2000)
    }
    work.notebook.metadata["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "state": state,
            "version_major": 2,
            "version_minor": 0,
        }
    }
    work.after(
        "import ipywidgets as w\n[w.HTML('<script>flag()</script>') for _ in range(500)][-1]"
    )
