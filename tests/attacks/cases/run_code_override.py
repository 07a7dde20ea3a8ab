"""Overrides run_code and run_ast_nodes, so that graded cells do not run at all."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import types
    shell = get_ipython()
    async def nothing(*words, **options): return False
    shell.run_code = nothing
    shell.run_ast_nodes = nothing
    """)
