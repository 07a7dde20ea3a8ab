"""The reconstruction room: writes the captures of machines that cannot be booted here.

One description a machine, ``machines/NAME.toml``; every probe is written from it in the layout of
the real tool, so that probes agree by construction. ``python -m reconstructor`` writes all of them,
``--check`` says whether what is shipped is what the descriptions say. See docs/captures.md.
"""
