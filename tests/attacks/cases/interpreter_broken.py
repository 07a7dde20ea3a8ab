"""Takes builtins, modules, recursion and switching away from the interpreter that all runs in."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import builtins, gc, sys
    gc.disable(); sys.setswitchinterval(10_000)
    sys.settrace(lambda *_: 1 / 0); sys.setprofile(lambda *_: None)
    sys.path.clear(); sys.meta_path.clear()
    for name in list(sys.modules): sys.modules[name] = None
    sys.setrecursionlimit(60)
    vars(builtins).clear()
    """)
