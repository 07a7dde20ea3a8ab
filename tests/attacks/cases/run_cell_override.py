"""Overrides the shell's run_cell, so that no cell ever fails."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    from IPython.core.interactiveshell import InteractiveShell, ExecutionResult
    run = InteractiveShell.run_cell
    def run_cell(self, *words, **options):
        result = run(self, *words, **options)
        result.error_in_exec = result.error_before_exec = None
        return result
    InteractiveShell.run_cell = run_cell
    get_ipython().run_cell = lambda *words, **options: run_cell(get_ipython(), *words, **options)
    """)
