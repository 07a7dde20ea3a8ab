"""``hv record``: records this machine, read-only and redacted, or says how to record another."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime

import hvutils
from hvutils.captures import Capture
from hvutils.captures.live import Outcome, Status
from hvutils.captures.recording import Recording, record, rerecord, verify, write
from hvutils.captures.recording.script import script
from hvutils.captures.recording.tokens import Kind, Replaced
from hvutils.captures.recording.windows import commands
from hvutils.captures.recording.writing import check_free

__all__ = ["arguments", "run"]

_WORDS = {
    Kind.SERIAL: ("serial number", "serial numbers"),
    Kind.ASSET_TAG: ("asset tag", "asset tags"),
    Kind.UUID: ("UUID or other long id", "UUIDs and other long ids"),
    Kind.HOST: ("host name", "host names"),
    Kind.DOMAIN: ("domain name", "domain names"),
    Kind.USER: ("user name", "user names"),
    Kind.EMAIL: ("mail address", "mail addresses"),
    Kind.NETWORK: ("wireless network's name", "wireless networks' names"),
    Kind.KEY: ("public key", "public keys"),
    Kind.IPV4: ("IPv4 address", "IPv4 addresses"),
    Kind.IPV6: ("IPv6 address", "IPv6 addresses"),
    Kind.MAC: ("MAC address's host part", "MAC addresses' host parts"),
}
_UNREDACTED = (
    "nothing was redacted: this recording names the machine, its users and its addresses, so give "
    "it to nobody who may not know them"
)


_EPILOG = """\
exit codes:
  0    recorded; with --verify, unaltered
  1    --verify found something that differs
  2    nothing was recorded, or it cannot be read; stderr says why
  130  interrupted with Ctrl-C

Probes only read. What they print is redacted unless --no-redact is given: look through it all the
same before you give it away.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``hv record``."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--output",
        "-o",
        metavar="F",
        help="an archive to write (F.tar.gz), or a folder (F/); by default hv-record-DATE.tar.gz",
    )
    parser.add_argument(
        "--no-redact",
        action="store_true",
        help="keep serial numbers, UUIDs, names and addresses",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--from",
        dest="source",
        metavar="PATH",
        help="record a capture that was made elsewhere, redacted and with a manifest",
    )
    what.add_argument(
        "--script",
        action="store_true",
        help="print a POSIX shell script that records a server where nothing may be installed",
    )
    what.add_argument(
        "--commands", choices=["windows"], help="print the commands that record a Windows server"
    )
    what.add_argument(
        "--verify",
        metavar="F",
        help="compare a recording with its hashes; exit code 1 where something differs",
    )


def run(options: argparse.Namespace) -> int:
    """Do what was asked for, and return the exit code."""
    made_by = f"hv {hvutils.__version__}"
    if options.script:
        sys.stdout.write(script(made_by))
        return 0
    if options.commands:
        sys.stdout.write(commands())
        return 0
    if options.verify is not None:
        return _verify(options.verify)
    output = options.output or f"hv-record-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz"
    # Before the probes run: a name that is taken should cost no time.
    check_free(output)
    redacted = not options.no_redact
    if options.source is not None:
        capture = Capture.load(options.source)
        recording = rerecord(capture, made_by=made_by, redacted=redacted)
        for item in capture.unread:
            print(f"hv: {item.reason}", file=sys.stderr)
    else:
        recording = record(made_by=made_by, redacted=redacted, progress=_progress)
        _complain(recording)
    write(recording, output)
    _report(recording, output)
    return 0


def _progress(outcome: Outcome) -> None:
    if sys.stderr.isatty():
        how = outcome.status.value if outcome.status is Status.RECORDED else outcome.why
        print(f"{outcome.probe.title}: {how} ({outcome.seconds:.1f} s)", file=sys.stderr)


def _complain(recording: Recording) -> None:
    """Name the probes that this machine has, and that were not recorded whole."""
    for row in recording.manifest.probes:
        if row.status in (Status.LATE, Status.FAILED):
            print(f"hv: {row.probe!r} was not recorded: {row.why}", file=sys.stderr)
        elif row.cut:
            kept = f"the first {row.bytes or 0:,} bytes are kept"
            print(f"hv: {row.probe!r} printed more than is kept: {kept}", file=sys.stderr)


def _report(recording: Recording, output: str) -> None:
    manifest = recording.manifest
    print(f"{output}: {_many(len(recording.files), 'probe')} of {len(manifest.probes)}")
    if not manifest.redacted:
        print(f"hv: {_UNREDACTED}", file=sys.stderr)
    elif manifest.replaced:
        print("replaced:")
        for line in _replaced(manifest.replaced):
            print(f"  {line}")
    else:
        print("replaced: nothing, for there was nothing to replace")
    if manifest.root_would_add:
        print("root would add:")
        for text in manifest.root_would_add:
            print(f"  {text}")
    print(f"sha256 of the manifest: {recording.sha256}")


def _replaced(rows: tuple[Replaced, ...]) -> list[str]:
    values = Counter(row.kind for row in rows)
    times = Counter[Kind]()
    for row in rows:
        times[row.kind] += row.times
    return [
        f"{count} {_WORDS[kind][count != 1]}, in {_many(times[kind], 'place')}"
        for kind, count in values.items()
    ]


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _verify(path: str) -> int:
    check = verify(path)
    if check.unaltered:
        print(f"{path}: unaltered, {_many(check.files, 'file')}")
    else:
        for word, names in (
            ("changed", check.changed),
            ("missing", check.missing),
            ("not in the manifest", check.added),
        ):
            for name in names:
                print(f"{path}: {word}: {name}")
    print(f"sha256 of the manifest: {check.sha256}")
    return 0 if check.unaltered else 1
