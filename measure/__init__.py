"""How good the reader is, measured: what `make bench` and `make fuzz` need besides the rest.

The two packages, jc and atheris, are in a lock of their own, and are installed when they are
asked for: nothing else needs them, and the environment need not be rebuilt for them.
"""
