"""Write a capture: its probe files, and the manifest that says where they come from."""

from __future__ import annotations

import datetime
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from recorder import qemu
from recorder.architectures import TOOLS
from recorder.follow import follow
from recorder.packages import Packages
from recorder.packs import PACKS
from recorder.serial import Recorded
from recorder.table import Machine

__all__ = ["BY_HAND", "Written", "folder_of", "manifest", "probes_in", "write"]

BY_HAND = "# From here on by hand; recording again only moves its lines along."


@dataclass(frozen=True)
class Written:
    """A capture that was written.

    Args:
        folder: where its probes lie.
        before: the probes that lay there.
        lost: what an expert cites, and is no longer there.
    """

    folder: Path
    before: dict[str, str]
    lost: tuple[str, ...]


def manifest(
    machine: Machine,
    recorded: Recorded,
    packages: Packages,
    version: str,
    day: datetime.date,
) -> str:
    """Return the manifest of a recorded capture as TOML.

    Args:
        machine: the machine that was recorded.
        recorded: what was recorded; what was asked for and is not there is listed.
        packages: where kernel and tools came from.
        version: the version of QEMU.
        day: the day of the recording.
    """
    how = (
        f"{machine.how} The project booted it itself, so what it is is known by construction; "
        "the real tools read its emulated hardware."
    )
    names = (*TOOLS, *machine.processor.tools)
    names += tuple(name for pack in machine.packs for name in PACKS[pack].packages)
    tools = [f"{name} {packages.versions[name]}" for name in names]
    values: dict[str, object] = {
        "name": machine.name,
        "title": machine.title,
        "caption": machine.caption,
        "provenance": machine.kind,
        "how": how,
        "date": day,
        "tools": tools,
        "absent": list(recorded.absent),
        "kernel": packages.release,
        "qemu": version,
        "command": list(qemu.command(machine)),
        **({"inside": machine.stage, "guest": list(machine.guest)} if machine.stage else {}),
    }
    return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def folder_of(machine: Machine, output: Path) -> Path:
    """Return where a machine's probes lie in a collection."""
    capture = output / machine.place / machine.name
    return capture if machine.place == "pool" else capture / "probes"


def probes_in(folder: Path) -> dict[str, str]:
    """Return the text of each probe of a capture by its name; none where there is no folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes().decode("utf-8") for path in files}


def write(machine: Machine, probes: dict[str, str], text: str, output: Path) -> Written:
    """Write a capture into its collection; what an expert wrote of it follows its lines.

    Args:
        machine: the machine; its row says which collection.
        probes: the text of each probe.
        text: the manifest.
        output: the folder that holds ``samples``, ``pool`` and ``grading``.
    """
    folder = folder_of(machine, output)
    before = probes_in(folder)
    if folder.exists():
        shutil.rmtree(folder)
    for name, content in probes.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8", newline="")
    if machine.place == "pool":
        # What students receive holds no truth: the manifest lies with the grader's things.
        place = output / "grading" / "pool" / f"{machine.name}.toml"
        place.parent.mkdir(parents=True, exist_ok=True)
        old = place.read_text(encoding="utf-8") if place.exists() else ""
        followed = follow(old.partition(f"{BY_HAND}\n")[2], before, probes)
        text = f"{text}\n{BY_HAND}\n{followed.text}"
    else:
        place = folder.with_name("manifest.toml")
        verdict = folder.with_name("verdict.toml")
        old = verdict.read_text(encoding="utf-8") if verdict.exists() else ""
        followed = follow(old, before, probes)
        if followed.text != old:
            verdict.write_text(followed.text, encoding="utf-8")
    place.write_text(text, encoding="utf-8")
    return Written(folder, before, followed.lost)


def _toml(value: object) -> str:
    if value == []:
        return "[]"
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_toml(item)},\n" for item in value) + "]"
    # A TOML basic string is written as JSON writes it; a date stands bare.
    return value.isoformat() if isinstance(value, datetime.date) else json.dumps(value)
