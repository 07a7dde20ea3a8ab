"""Ends cells in objects and errors whose representations are endless, huge, or raise."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    class Huge:
        def __repr__(self): return "r" * 50_000_000
        def _repr_html_(self): return "<p>" * 5_000_000
        def _repr_mimebundle_(self, **_): return {"text/plain": "x" * 9_000_000, 3: object()}
    Huge()
    """)
    work.after("""
    class Raises(Exception):
        def __str__(self): raise self
        __repr__ = __str__
        def _render_traceback_(self): return ["x" * 9_000_000, 7, None, object()]
    raise Raises
    """)
    work.after("""
    class Base:
        def __repr__(self):
            while True:
                try: import time; time.sleep(60)
                except KeyboardInterrupt: return "x"
    Base()
    """)
    work.after('raise ExceptionGroup("g", [ValueError("v")] * 50_000)')
