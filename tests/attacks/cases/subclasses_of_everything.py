"""Answers with subclasses of int, str, dict and list that are something else each time."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    class S(str):
        def __eq__(self, other): return True
        def __hash__(self): return 0
        def __contains__(self, other): return True
        def __str__(self): return "right"
        def __reduce__(self): return (print, ("reduced",))
        def casefold(self): return self
    class D(dict):
        def __getitem__(self, key): return S("vmware")
        def get(self, *_): return S("vmware")
        def __contains__(self, key): return True
        def keys(self): return [S("a")]
        def items(self): return [(S("a"), {"platform": S("b"), "evidence": S("c:1")})]
    class N(int):
        def __eq__(self, other): return True
        def __repr__(self): return '"nothing either way"'
        __str__ = __repr__
    """)
    work.answer("empty-grep", 'answer("empty-grep", N(3))')
    work.answer("vendor-prefix", 'answer("vendor-prefix", lambda value: D(a=S("x")))')
    work.answer("audit", 'answer("audit", D())')
