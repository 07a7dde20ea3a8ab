"""Writes right words with Cyrillic letters and with marks that are not seen."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    # With k and s there is no word of an audit that stays as it was: kvm has none of the others.
    table = str.maketrans("aeocpxiks", "аеосрхікѕ")
    audit = {
        truth.name: {column: word.translate(table) for column, word in truth.expert.items()}
        for truth in work.key.questions["audit"].truths
    }
    work.answer("audit", f"answer('audit', {audit!r})")
    right = next(work.key.questions["empty-grep"].samples()).value
    work.answer("empty-grep", f"answer('empty-grep', {chr(0x200B) + right + chr(0x202E)!r})")
