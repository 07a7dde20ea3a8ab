"""Registers an AST transformer that empties graded cells."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import ast
    class Empty(ast.NodeTransformer):
        def visit_Module(self, node):
            return ast.parse("12") if "hand_in" in ast.dump(node) else node
    get_ipython().ast_transformers.append(Empty())
    """)
