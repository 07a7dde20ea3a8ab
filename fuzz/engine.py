"""The process that fuzzes: atheris where it is installed, else hypothesis against the clock.

python -m fuzz.engine SECONDS CORPUS… -OPTION=…
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import resource
import signal
import sys
import time
from pathlib import Path
from types import FrameType


def main(arguments: list[str]) -> int:
    """Fuzz for some seconds.

    Args:
        arguments: the seconds, then what libFuzzer gets: folders of inputs, options.

    Returns:
        0, or libFuzzer's exit code where an input fails.
    """
    seconds, rest = int(arguments[0]), arguments[1:]
    if importlib.util.find_spec("atheris") is None:
        return _with_mutations(seconds, rest)
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["hvutils"]):
        from fuzz.inputs import check_growth

    print("engine: atheris, guided by coverage", flush=True)
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", *rest], check_growth)
    atheris.Fuzz()
    return 0


def _with_mutations(seconds: int, rest: list[str]) -> int:
    """Mutate the inputs that are there, with pieces of others and of hypothesis' strategies.

    What fails is written where libFuzzer would write it.
    """
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    from fuzz.inputs import check_growth

    print("engine: hypothesis, without coverage (atheris is not installed)", flush=True)
    options = dict(item[1:].split("=", 1) for item in rest if item.startswith("-"))
    folders = [Path(item) for item in rest if not item.startswith("-")]
    pool = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*"))]
    words = _words(Path(options["dict"]))
    longest = int(options["max_len"])
    end = time.monotonic() + seconds
    pieces = st.one_of(st.sampled_from(words), st.binary(max_size=40), st.just(b"\n"))
    splices = st.lists(
        st.tuples(
            st.integers(0, 20_000), st.integers(0, 80), pieces, st.sampled_from((1, 1, 1, 400))
        ),
        max_size=8,
    )
    done = 0

    @settings(
        max_examples=500,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(pool), st.sampled_from(pool), splices)
    def one(seed: bytes, other: bytes, splices: list[tuple[int, int, bytes, int]]) -> None:
        nonlocal done
        data = bytearray(seed)
        for at, length, piece, times in splices:
            # At the end of a short one: "at" counts round.
            begin = at % (len(data) + 1)
            data[begin : begin + length] = piece * times
        if splices and splices[0][0] % 5 == 0:
            data += other
        made = bytes(data[:longest])
        done += 1
        signal.setitimer(signal.ITIMER_VIRTUAL, float(options["timeout"]))
        try:
            check_growth(made)
        except BaseException:
            name = hashlib.sha1(made, usedforsecurity=False).hexdigest()
            Path(f"{options['artifact_prefix']}crash-{name}").write_bytes(made)
            raise
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    signal.signal(signal.SIGVTALRM, _hangs)
    memory = int(options["rss_limit_mb"]) << 20
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    while time.monotonic() < end:
        one()
    print(f"stat::number_of_executed_units: {done}", flush=True)
    return 0


def _hangs(signal_: int, frame: FrameType | None) -> None:
    raise TimeoutError("this input takes too long")


def _words(path: Path) -> list[bytes]:
    """Return the words of libFuzzer's dictionary, a string in quotes a line."""
    found = re.findall(r'^[^#"\n]*"(.*)"\s*$', path.read_text(encoding="utf-8"), re.MULTILINE)
    return [
        re.sub(rb"\\x([0-9a-fA-F]{2})", lambda hit: bytes.fromhex(hit[1].decode()), word.encode())
        for word in found
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
