"""What is made of a guest's serial output."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile

import pytest

from recorder.errors import RecorderError
from recorder.serial import redact, unpack

NOBODY = "00000000-0000-0000-0000-000000000000"


def _block(files: dict[str, str], status: str = "recorded") -> str:
    rows = [{"file": name, "status": status} for name in files]
    rows.append({"file": "proc/sysinfo", "status": "absent"})
    whole = {**files, "manifest.json": json.dumps({"probes": rows})}
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, text in whole.items():
            member = tarfile.TarInfo(f"./{name}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    packed = gzip.compress(data.getvalue())
    letters = base64.encodebytes(packed).decode()
    digest = hashlib.sha256(packed).hexdigest()
    return f"==== begin recording\n{letters}==== end recording {digest}\n"


def _serial(*blocks: str) -> str:
    whole = "SeaBIOS says something\n" + "".join(blocks) + "==== finished\n"
    return whole.replace("\n", "\r\n")


def test_probes_come_out_as_the_guest_wrote_them() -> None:
    files = {"x.txt": "a\tb\r\n\n==== not a marker\n", "sys/empty": ""}
    recorded = unpack(_serial(_block(files)))
    assert recorded.probes == files
    assert recorded.absent == ("proc/sysinfo",)


@pytest.mark.parametrize(
    ("serial", "words"),
    [
        ("==== begin recording\r\n", "did not come to its end; it said last"),
        (_serial(), "wrote no recording"),
        (_serial(_block({"x.txt": "a\n"}, "stopped")), "x.txt: stopped"),
        (_serial(_block({"x.txt": "a\n"}).replace("\n====", "\nAAAA\n====", 1)), "lost bytes"),
        (
            _serial(_block({"x.txt": "a\n"}).replace("\n====", "\n[ 1.0] oops\n====", 1)),
            "recording",
        ),
    ],
    ids=["cut", "missing", "stopped", "damaged", "kernel"],
)
def test_a_bad_recording_is_refused(serial: str, words: str) -> None:
    with pytest.raises(RecorderError, match=words):
        unpack(serial)


def test_identifiers_are_redacted_and_empty_fields_stay() -> None:
    text = "\tSerial Number: VMware-56 4d 01\n\tUUID: 564d\n\tSerial Number: None\n\tType: Other\n"
    assert redact("dmidecode.txt", text) == (
        "\tSerial Number: [redacted]\n\tUUID: [redacted]\n\tSerial Number: None\n\tType: Other\n"
    )
    assert redact("sys/class/dmi/id/chassis_asset_tag", "AB12\n") == "[redacted]\n"
    assert redact("sys/class/dmi/id/chassis_asset_tag", "\n") == "\n"


def test_a_guests_uuid_is_replaced_and_dom0s_stays() -> None:
    uuid = "4c4c4544-0039-4810-8052-b4c04f4e3533\n"
    assert redact("sys/hypervisor/uuid", uuid) == f"{NOBODY[:-1]}1\n"
    assert redact("sys/hypervisor/uuid", f"{NOBODY}\n") == f"{NOBODY}\n"
