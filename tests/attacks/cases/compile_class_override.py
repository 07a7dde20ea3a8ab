"""Overrides the class that compiles cells: graded ones become a bare score."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import ast
    compiler = type(get_ipython().compile)
    parse = compiler.ast_parse
    def ast_parse(self, source, *words, **options):
        return parse(self, "12" if "hand_in" in source else source, *words, **options)
    compiler.ast_parse = ast_parse
    """)
