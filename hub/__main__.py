"""The hub's commands: ``python -m hub --help`` lists them."""

from __future__ import annotations

import sys

from hub.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
