"""Sets up the two environments of the course; `make setup` runs it.

Only the check of the version stands here, in words that any Python can parse: an old one must be
able to say what is missing. The work is in environments.py.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"
import sys

SUPPORTED = ("3.11", "3.12", "3.13")


def refusal(version):
    """Return the sentence for a Python that the course does not support, or None."""
    if ".".join(str(part) for part in version[:2]) in SUPPORTED:
        return None
    return (
        "This course needs Python 3.11, 3.12 or 3.13, and this is Python {}: "
        "run it with one of them, for example make setup PYTHON=python3.12\n"
    ).format(".".join(str(part) for part in version[:3]))


if __name__ == "__main__":
    sentence = refusal(sys.version_info)
    if sentence:
        sys.stderr.write(sentence)
        sys.exit(2)
    from environments import main

    sys.exit(main())
