"""Computes what would be concluded from each part of a sample's evidence: `make toggles`.

The table stands beside the sample, for a student's installation has no verdict engine.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from pathlib import Path

from hvutils import evidence
from hvutils.captures import Capture
from hvutils.evidence.finding import Finding, Witness
from hvutils.evidence.setting import setting
from hvutils.parsers import read
from hvutils.verdict import judge
from progress import ROOT, say

SAMPLES = ROOT / "hvutils" / "samples"
_LINES = 4
_HEAD = "# Written by `make toggles`: what follows from each part of the evidence. Do not edit.\n"


def table(name: str) -> str:
    """Return the table of a sample, as TOML.

    Args:
        name: the sample's name.
    """
    capture = Capture.load(SAMPLES / name / "probes")
    records = read(capture)
    findings = evidence.find(records)
    where = setting(capture.files, records)
    said = [witness for witness in Witness if any(f.witness is witness for f in findings)]
    out = [_HEAD]
    for witness in said:
        own = sorted(
            (f for f in findings if f.witness is witness), key=lambda f: (-f.strength, f.file)
        )
        places = list(dict.fromkeys(f"{f.file}:{f.line}" for f in own))[:_LINES]
        # The line that speaks for what this witness alone is taken to say.
        alone = judge(name, tuple(own), where).hypervisor
        first = next((f for f in own if f.says.hypervisor is alone), own[0])
        shows = capture.file(first.file).line(first.line).strip()
        places.sort(key=lambda place: place != f"{first.file}:{first.line}")
        out.append(
            f"[[pieces]]\nname = {_quoted(witness.value)}\nlines = {json.dumps(places)}\n"
            f"shows = {_quoted(shows)}\n"
        )
    out.append("[verdicts]")
    for on in itertools.product("10", repeat=len(said)):
        kept: tuple[Finding, ...] = tuple(f for f in findings if on[said.index(f.witness)] == "1")
        verdict = judge(name, kept, where)
        row = [
            verdict.role.value,
            verdict.hypervisor.value if verdict.hypervisor else "none named",
            verdict.type.value if verdict.type else "none",
        ]
        sure = f"{verdict.confidence:.2f}"
        out.append(f'"{"".join(on)}" = [{", ".join(map(_quoted, row))}, {sure}]')
    return "\n".join(out) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main(argv: list[str]) -> int:
    """Write the tables; return 0."""
    parser = argparse.ArgumentParser(prog="make toggles", description=__doc__)
    parser.add_argument("--sample", help="this one; otherwise those that have a table")
    wanted = parser.parse_args(argv).sample
    for folder in sorted(Path(SAMPLES).iterdir()):
        path = folder / "toggles.toml"
        if (folder / "probes").is_dir() and (
            folder.name == wanted or (not wanted and path.exists())
        ):
            text = table(folder.name)
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                say(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
