"""What workers need, imported once in the process that they are forked from."""

import gc
from importlib import import_module

from hvutils.grading.running.quick_start import start_quickly

__all__: list[str] = []

# Before all else: what comes next imports jsonschema.
start_quickly()
import_module("hvutils.grading.running.work")
# Left to it, the collector touches all of this in each worker, and so gives each a copy.
gc.collect()
gc.freeze()
