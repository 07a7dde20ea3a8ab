"""Turns the output of a failed installation into one sentence with a remedy."""

from __future__ import annotations

import re

_DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded|Errno (28|69|122)\b")
_NO_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish a new connection|Connection refused"
    r"|Connection ?(reset|aborted|broken)|Temporary failure in name resolution"
    r"|Name or service not known|nodename nor servname|getaddrinfo failed|Network is unreachable"
    r"|Max retries exceeded|Retrying \(Retry|ProxyError|Cannot connect to proxy"
    r"|Read timed out|ConnectTimeout|IncompleteRead|There was a problem confirming the ssl"
    # All that pip says of a refused connection where it may not try twice.
    r"|\(from versions: none\)"
)
_WRONG_HASH = re.compile(r"THESE PACKAGES DO NOT MATCH THE HASHES")
_NO_SUCH_FILE = re.compile(r"No matching distribution found for (\S+)")

DISK_FULL = (
    "The disk is full: the course needs about 1.2 GB beside its folder and in pip's cache; "
    "make room and run the same command again."
)
NO_NETWORK = (
    "pip cannot reach the package index: check the network (or PIP_INDEX_URL and the proxy) and "
    "run the same command again; it goes on from there."
)
WRONG_HASH = (
    "A package that was fetched is not the one in the lock: clear pip's cache with "
    "'pip cache purge' and try again; if it stays so, the package index is not to be trusted."
)


def no_ensurepip(python: str, version: str) -> str:
    """Return the sentence for a Python that cannot make environments."""
    return (
        f"{python} cannot make a virtual environment (it has no venv or ensurepip): on Debian and "
        f"Ubuntu run 'apt install python{version}-venv', then the same command again."
    )


def explain(log: str) -> str | None:
    """Return the sentence for the output of a failed pip, or None where only the log can tell."""
    if _DISK_FULL.search(log):
        return DISK_FULL
    if _WRONG_HASH.search(log):
        return WRONG_HASH
    if _NO_NETWORK.search(log):
        return NO_NETWORK
    missing = _NO_SUCH_FILE.search(log)
    if missing:
        return (
            f"The package index has no {missing[1]} for this machine: if it is a mirror, "
            "bring it up to date; else try another of Python 3.11, 3.12 and 3.13 (PYTHON=…)."
        )
    return None
