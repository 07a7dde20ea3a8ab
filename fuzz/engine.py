"""The process that fuzzes: atheris where it is installed, else hypothesis against the clock.

python -m fuzz.engine SECONDS CORPUS… -OPTION=…
"""

from __future__ import annotations

import importlib.util
import random
import sys
import time
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Fuzz for some seconds.

    Args:
        arguments: the seconds, then what libFuzzer gets: folders of inputs, options.

    Returns:
        0, or libFuzzer's exit code where an input fails.
    """
    seconds, rest = int(arguments[0]), arguments[1:]
    if importlib.util.find_spec("atheris") is None:
        folders = [Path(item) for item in rest if not item.startswith("-")]
        return _with_mutations(seconds, folders)
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["hvutils"]):
        from fuzz.inputs import check

    print("engine: atheris, guided by coverage", flush=True)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", *rest], check)
    atheris.Fuzz()
    return 0


def _with_mutations(seconds: int, folders: list[Path]) -> int:
    """Mutate the seeds at random, with hypothesis' strategies for what is spliced in."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    from fuzz.inputs import check

    print("engine: hypothesis, without coverage (atheris is not installed)", flush=True)
    pool = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*"))]
    end = time.monotonic() + seconds
    splices = st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=40)), max_size=8)

    @settings(max_examples=500, deadline=5000, database=None, phases=[Phase.generate])
    @settings(suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(pool), splices)
    def one(seed: bytes, splices: list[tuple[int, bytes]]) -> None:
        data = bytearray(seed)
        for at, piece in splices:
            data[at : at + random.randrange(1 + len(piece) * 2)] = piece
        check(bytes(data))

    while time.monotonic() < end:
        one()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
