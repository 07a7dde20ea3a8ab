"""Emits wrong answers with points, scores and the returns of right functions beside them."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    returns = {
        name: [[True, call.returns] for call in work.key.questions[name].calls]
        for name in ("vendor-prefix", "classifier")
    }
    work.forge(f"""
    from hvutils.bundle import RETURNED_MIME
    more = dict(points=12, score=12, mark=12, of=0, held="", returned={returns!r}.get(question, []))
    for schema in (1, True, 1.0, "1", 2, None): emit(question, "nonsense", **more, schema=schema)
    display({{RETURNED_MIME: {{"schema": 1, "question": question, **more}}}}, raw=True)
    """)
