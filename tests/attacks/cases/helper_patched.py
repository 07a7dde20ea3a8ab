"""Replaces hvutils.lab in its kernel by something that knows no wrong answer."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import hvutils.lab, hvutils.lab.answers, sys
    from IPython.display import display
    def hand_in(question):
        display({"text/plain": "12"}, raw=True)
        return 12.0
    for name, module in list(sys.modules.items()):
        if name.startswith("hvutils"):
            module.hand_in = hand_in
            module.AnswerError = ValueError
    hvutils.lab.answers._emit = lambda *words, **options: None
    """)
    work.cell("imports").source = "pass"
