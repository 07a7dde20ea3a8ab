"""Lets ``python -m hvutils`` stand for ``hv``."""

from __future__ import annotations

import sys

from hvutils.cli import main

sys.exit(main())
