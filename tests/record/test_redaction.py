"""Redaction: no secret survives, tokens agree, the platform stays, and twice is once."""

from __future__ import annotations

import string
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures.probe import ProbeFile
from hvutils.captures.recording import Kind, redact
from hvutils.captures.recording.places import RULES, lowered
from hvutils.captures.recording.shapes import SHAPE, starts
from hvutils.errors import CaptureError, HvError
from hvutils.verdict import classify

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted(
    [
        *(path.parent for path in ROOT.glob("tests/reader/golden/*/expected.json")),
        *ROOT.glob("hvutils/samples/*/probes"),
        *(path for path in ROOT.glob("hvutils/pool/*") if (path / "systeminfo.txt").exists()),
        *(path for path in ROOT.glob("hvutils/pool/*") if (path / "lscpu.txt").exists()),
    ]
)

KEY = "AAAAB3NzaC1yc2EAAAADAQABAAABAQDA9D8Op48TtEiDmb+Gtna3Bs9B/QQUg2CXo9YImr=="
SSHD = "sshd[1]: Accepted publickey for [user-1] from x"
UUID_WITH_A_TAIL = "00000000-0000-0000-0000-000000000000001"


def redacted(text: str, name: str = "output.txt", **known: list[str]) -> str:
    (file,) = redact(Capture("machine", (ProbeFile(name, text),)), **known).capture.files
    return file.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\tSerial Number: PF2ABC7Q", "\tSerial Number: [serial-1]"),
        (
            "\tSerial Number: VMware-56 4d 16 1c 9b 2d 4e 7a-ab cd 01 02 03 04 05 06",
            "\tSerial Number: VMware-[serial-1]",
        ),
        (
            "VMware-56 4d 16 1c 9b 2d 4e 7a-ab cd 01 02 03 04 05 06  None",
            "VMware-[serial-1]  None",
        ),
        ("Serial Number: GoogleCloud-0A1B2C3D4E5F", "Serial Number: GoogleCloud-[serial-1]"),
        ("Serial Number: 2349-2347-2234-2340-2341-3240-48", "Serial Number: [serial-1]"),
        # Dell's boards begin and end theirs with dots.
        ("\tSerial Number: ..CN708210BL002B.", "\tSerial Number: [serial-1]"),
        ("\tSerial Number: .....", "\tSerial Number: ....."),
        ("E: ID_WWN=0x55cd2e414e015107", "E: ID_WWN=0x[serial-1]"),
        ("by-id/wwn-0x55cd2e414e015107-part1", "by-id/wwn-0x[serial-1]-part1"),
        ("nvme-eui.0025384161b4bf61", "nvme-eui.[serial-1]"),
        ("Sequence Code:        00000000000AB1CD", "Sequence Code:        [serial-1]"),
        ("\tSerial Number: Not Specified", "\tSerial Number: Not Specified"),
        ("\tSerial Number: [redacted]", "\tSerial Number: [redacted]"),
        ("SerialNumber\r\nPF2ABC7Q\r\n", "SerialNumber\r\n[serial-1]\r\n"),
        ('  "serial": "VB9c66-7a",', '  "serial": "[serial-1]",'),
        ("Serial: 8250/16550 driver", "Serial: [serial-1]"),
        ("IdentifyingNumber : PF2ABC7Q", "IdentifyingNumber : [serial-1]"),
        ("\tAsset Tag: HR-00177", "\tAsset Tag: [asset-tag-1]"),
        (
            "\tAsset Tag: 7783-7084-3265-9085-8269-3286-77",
            "\tAsset Tag: 7783-7084-3265-9085-8269-3286-77",
        ),
        ("\tAsset Tag: OracleCloud.com", "\tAsset Tag: OracleCloud.com"),
        ("\tAsset Tag: No Asset Tag", "\tAsset Tag: No Asset Tag"),
        (
            "\tUUID: 564D161C-9B2D-4E7A-ABCD-010203040506",
            "\tUUID: 00000000-0000-0000-0000-000000000001",
        ),
        (
            "\tUUID: ec2f6e2a-9b2d-4e7a-abcd-010203040506",
            "\tUUID: ec200000-0000-0000-0000-000000000001",
        ),
        ("UUID: 3445DEE7-45D0-1244-95DD-34FAA067C1BE33E", "UUID: " + UUID_WITH_A_TAIL),
        # All zero is what Xen's dom0 says of itself.
        ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
        (
            "0::/kubepods/pod1b4e28ba_2fa1_11d2_883f_0016d3cca427",
            "0::/kubepods/pod00000000_0000_0000_0000_000000000001",
        ),
        ("0::/docker/" + "ab" * 32, "0::/docker/" + "1".zfill(64)),
        (
            "    link/ether 00:0c:29:5e:91:d4 brd ff:ff:ff:ff:ff:ff",
            "    link/ether 00:0c:29:00:00:01 brd ff:ff:ff:ff:ff:ff",
        ),
        ("   Physical Address: 00-0C-29-5E-91-D4", "   Physical Address: 00-0C-29-00-00-01"),
        ("        ether 8:0:27:5e:91:d4", "        ether 08:00:27:00:00:01"),
        ("enx000c295e91d4: flags", "enx000c29000001: flags"),
        ("mac:000c.295e.91d4", "mac:000c.2900.0001"),
        ("vif1.0 fe:ff:ff:ff:ff:ff", "vif1.0 fe:ff:ff:ff:ff:ff"),
        ("inet 10.7.8.9/24 brd 10.7.8.255", "inet 198.18.0.1/24 brd 198.18.0.2"),
        ("inet addr:10.7.8.9  Mask:255.255.255.0", "inet addr:198.18.0.1  Mask:255.255.255.0"),
        ("inet 127.0.0.1/8", "inet 127.0.0.1/8"),
        ("OS Version: 10.0.17763 N/A Build 17763", "OS Version: 10.0.17763 N/A Build 17763"),
        ("Version: 4.11.4.26", "Version: 4.11.4.26"),
        ("Linux 5.10.16.3-microsoft-standard-WSL2", "Linux 5.10.16.3-microsoft-standard-WSL2"),
        ("Linux web-01 5.10.16.3-x #1", "Linux [host-1] 5.10.16.3-x #1"),
        ('"kernelrelease": "5.10.16.3-x"', '"kernelrelease": "5.10.16.3-x"'),
        ("inet6 fe80::20c:29ff:fe5e:91d4/64", "inet6 fe80::1/64"),
        ("addr:2001:470:1f0b::7 x", "addr:2001:db8::1 x"),
        ("time 12:34:56, slot 0000:00:1f.3", "time 12:34:56, slot 0000:00:1f.3"),
        ("Nov 23 01:02:03 web-01 kernel: Linux", "Nov 23 01:02:03 [host-1] kernel: Linux"),
        ("Linux web-01 6.1.0-56-amd64 #1", "Linux [host-1] 6.1.0-56-amd64 #1"),
        ("[anna@web-01 ~]$ lscpu", "[[user-1]@[host-1] ~]$ lscpu"),
        ("C:\\Users\\anna>systeminfo", "C:\\Users\\[user-1]>systeminfo"),
        ("UserName : CORP\\anna", "UserName : [domain-1]\\[user-1]"),
        ("Static hostname: web-01.example.org", "Static hostname: [host-1].[domain-1]"),
        ("[    0.0] Hypervisor detected: KVM", "[    0.0] Hypervisor detected: KVM"),
        ("[    0.000000] Hypervisor detected: KVM", "[    0.000000] Hypervisor detected: KVM"),
        ("   Host Name . . . . . : WEB-01", "   Host Name . . . . . : [host-1]"),
        ("VM00 Name:            LINUX01", "VM00 Name:            [host-1]"),
        ("VM00 Control Program: z/VM    7.2.0", "VM00 Control Program: z/VM    7.2.0"),
        ("LPAR Name:            L32", "LPAR Name:            [host-1]"),
        ('"control_domain": "opdx-a0"', '"control_domain": "[host-1]"'),
        ("write to jill.doe@mail.example.com.", "write to [email-1]."),
        ("getty@tty1.service", "getty@tty1.service"),
        ('wlan0  ESSID:"Berg at home"', 'wlan0  ESSID:"[network-1]"'),
        ("    SSID                   : Berg", "    SSID                   : [network-1]"),
        ("ssh-rsa " + KEY + " x", "ssh-rsa [key-1] x"),
        ('"key": "' + KEY + '",', '"key": "[key-1]",'),
        ("SSHFP 1 1 " + "a1" * 20, "SSHFP 1 1 " + "1".zfill(40)),
        ("sshd[1]: Accepted publickey for anna from x", SSHD),
        ("sshd[1]: Accepted publickey for root from x", SSHD.replace("[user-1]", "root")),
        (
            "sudo[1]: anna.b : TTY=pts/0 ; USER=root ;",
            "sudo[1]: [user-1] : TTY=pts/0 ; USER=root ;",
        ),
        ("session opened for user anna(uid=1000)", "session opened for user [user-1](uid=1000)"),
        ("logind: New session 3 of user anna.", "logind: New session 3 of user [user-1]."),
        ('audit: acct="anna" hostname=ws-1 res', 'audit: acct="[user-1]" hostname=[host-1] res'),
        ("Host: scsi0 Channel: 00", "Host: scsi0 Channel: 00"),
        ("Hostname: kvm\nKVMKVMKVM kvm", "Hostname: [host-1]\nKVMKVMKVM kvm"),
        (
            "Registered Owner: VMware, Inc.\nV: VMware, Inc.",
            "Registered Owner: [user-1]\nV: VMware, Inc.",
        ),
    ],
)
def test_one_line(before: str, after: str) -> None:
    assert redacted(before) == after
    assert redacted(after) == after


def test_one_value_has_one_token_in_all_files_and_spellings() -> None:
    capture = Capture(
        "web-01",
        (
            ProbeFile("a/hostname", "Web-01\n"),
            ProbeFile("b.txt", "WEB-01: mac 00:0C:29:5E:91:D4, serial PF2ABC7Q\n"),
            ProbeFile("c.txt", "Serial Number: pf2abc7q\n00-0c-29-5e-91-d4 web-01.\n"),
            ProbeFile("web-01/lscpu.txt", "x\n"),
        ),
    )
    done = redact(capture)
    assert done.capture.name == "[host-1]"
    assert [(file.name, file.text) for file in done.capture.files] == [
        ("a/hostname", "[host-1]\n"),
        ("b.txt", "[host-1]: mac 00:0C:29:00:00:01, serial [serial-1]\n"),
        ("c.txt", "Serial Number: [serial-1]\n00-0c-29-00-00-01 [host-1].\n"),
        ("[host-1]/lscpu.txt", "x\n"),
    ]
    assert {row.token: row.times for row in done.replaced if row.kind is Kind.SERIAL} == {
        "[serial-1]": 2
    }


def test_a_guest_and_its_tap_stay_a_pair() -> None:
    assert redacted("52:54:00:3a:7c:11 fe:54:00:3a:7c:11 52:54:00:3a:7c:12") == (
        "52:54:00:00:00:01 fe:54:00:00:00:01 52:54:00:00:00:02"
    )


def test_names_that_are_known_beforehand() -> None:
    text = redacted("mail from anna at web-01.corp", hosts=["web-01.corp"], users=["anna", "root"])
    assert text == "mail from [user-1] at [host-1].corp"


def test_systeminfo_in_a_language_that_no_label_is_known_of() -> None:
    lines = ["A: WEB-01", "B: Windows", "C: 10.0", "D: Microsoft", "E: x", "F: y", "G: Anna Berg"]
    lines += ["H: Berg AG", "I: 00330-80000-00000-AA123", "J: 1.1.", "K: 2.2.", "L: VMware, Inc."]
    lines += ["M: VMware7,1", "N: x64-based PC", "O: BERG", "P: \\\\WEB-01", "Q: Berg AG"]
    assert redacted("\r\n".join(lines)).split("\r\n") == [
        *("A: [host-1]", "B: Windows", "C: 10.0", "D: Microsoft", "E: x", "F: y", "G: [user-1]"),
        *("H: [user-2]", "I: [serial-1]", "J: 1.1.", "K: 2.2.", "L: VMware, Inc."),
        *("M: VMware7,1", "N: x64-based PC", "O: [domain-1]", "P: \\\\[host-1]", "Q: [user-2]"),
    ]


def test_tokens_that_are_there_are_not_given_again() -> None:
    assert redacted("a [serial-1]\nSerial Number: PF2ABC7Q") == (
        "a [serial-1]\nSerial Number: [serial-2]"
    )


def test_more_secrets_than_a_machine_has() -> None:
    text = "".join(f"Serial Number: AB{number:07}Z\n" for number in range(20_001))
    with pytest.raises(CaptureError, match="more than 20,000 names and serial numbers"):
        redacted(text)


def test_a_long_log_repeats_its_host_as_often_as_it_likes() -> None:
    text = redacted("Nov 23 01:02:03 web-01 kernel: x\n" * 30_000)
    assert text == "Nov 23 01:02:03 [host-1] kernel: x\n" * 30_000


@pytest.mark.parametrize(
    "piece",
    [
        *(
            ":",
            "a",
            "0",
            "-",
            "a:",
            "0-",
            "1.",
            "ab:",
            "00:",
            "0" * 32,
            "abcd-",
            "\\\\a",
            "@",
            "a@b ",
        ),
        *(
            "serial",
            "serial:",
            "serial ",
            "\nserial",
            "host ",
            "Host Name: .",
            "Linux a ",
            " ",
            "\n ",
        ),
        *(
            "a@b.",
            "a.",
            "x@",
            "AAAA",
            "AAAAB/",
            "wwn-0x",
            "eui.",
            "pam for a",
            " : TTY=",
            "a : TTY=",
        ),
        *("session a ", 'acct="', "hostname=", "SSID:", "VM00 Name: "),
        *("x64-based PC\n", "VMware-00 ", '"serial":"', "a\n: ", "/home/", "ID_SERIAL=_", "= "),
    ],
)
def test_time_is_linear_in_what_an_attacker_repeats(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        redacted(text)
        return time.process_time() - start

    # Quadratic time would be sixteen times as much. Three times: a core is not always as fast.
    for _ in range(3):
        if seconds(80_000) < 11 * max(seconds(20_000), 0.01):
            return
    pytest.fail(f"{piece!r} takes more than linear time")


# --- Properties. -----------------------------------------------------------------------------

HEX = "0123456789abcdef"
# "00000001" is no serial number to look for in a CPUID dump: it is replaced in its place only.
SERIALS = st.from_regex(r"[A-Z]{3}[0-9]{4}[A-Z0-9]{2,6}", fullmatch=True).filter(
    lambda text: len(set(text)) > 2
)
HOSTS = st.from_regex(r"[a-z]{3}-[a-z]{2}[0-9]{2}", fullmatch=True)
UUIDS = st.uuids(version=4).map(str)
# No host part that is another address's first half: that half stays.
MACS = st.tuples(*[st.integers(0, 127)] * 3, *[st.integers(128, 255)] * 3).map(
    lambda values: ":".join(f"{value:02x}" for value in values)
)
IPV4 = st.tuples(st.integers(1, 126), *[st.integers(0, 255)] * 3).map(
    lambda parts: ".".join(map(str, parts))
)
# Around a secret: anything but what would make it another text.
NOISE = st.text(string.ascii_letters + string.digits + " =,;()\t", max_size=12)


@given(SERIALS, HOSTS, UUIDS, MACS, IPV4, NOISE, NOISE)
def test_no_secret_survives(
    serial: str, host: str, uuid: str, mac: str, ip: str, left: str, right: str
) -> None:
    secrets = [serial, host, uuid, mac, ip]
    noise = "\n".join(f"{left} {secret}; {right}" for secret in secrets)
    text = f"Serial Number: {serial}\nHost Name: {host}\n{noise}\nx.{host}-eth0 /{serial}/\n"
    capture = Capture("m", (ProbeFile("a.txt", noise), ProbeFile("b.txt", text)))
    done = redact(capture)
    whole = "\n".join(file.text for file in done.capture.files).lower()
    for secret in (serial, host, uuid, ip, mac[9:]):
        assert secret.lower() not in whole
    assert mac[:9] in whole
    assert redact(done.capture).capture == done.capture
    assert redact(done.capture).replaced == ()


@given(st.text(string.ascii_letters[:8] + HEX + ":.-[] \n=\\@$/", max_size=300))
def test_twice_is_once(text: str) -> None:
    lines = f"Serial Number: {text[:20]}\nHost Name: {text[20:30]}\n{text}"
    once = redact(Capture("m", (ProbeFile("a.txt", lines),)))
    again = redact(once.capture)
    assert again.capture == once.capture
    assert again.replaced == ()


@given(st.text(max_size=200))
def test_any_text_keeps_its_lines(text: str) -> None:
    before = ProbeFile("a.txt", text)
    (after,) = redact(Capture("m", (before,))).capture.files
    assert len(after.lines) == len(before.lines)


# --- What identifies the platform stays. ------------------------------------------------------


def same_verdict(folder: Path) -> None:
    capture = Capture.load(folder)
    done = redact(capture).capture
    before, after = classify(capture), classify(done)
    for key in ("role", "hypervisor", "type", "cloud", "container", "confidence"):
        assert getattr(after, key) == getattr(before, key), key
    assert redact(done).capture == done


@pytest.mark.parametrize("folder", OURS, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_verdict_stays(folder: Path) -> None:
    same_verdict(folder)


def test_the_verdicts_on_recorded_machines_stay(shared_captures: Path) -> None:
    compared = 0
    for truth in sorted(shared_captures.glob("*/*/truth.json")):
        try:
            classify(Capture.load(truth.parent))
        except HvError:
            continue
        same_verdict(truth.parent)
        compared += 1
    assert compared >= 290


# --- The short cuts. -------------------------------------------------------------------------

BITS = st.sampled_from(
    (
        *("00:0c:29:5e:00:01", "00-0c-29-5e-00-01", "0123.4567.89ab", "ether 0:c:29:1:2:3"),
        *("192.0.2.1", "10.0.", "fe80::1", "::1", "::", "2001:db8:", "ff", "0", "4", "abcd"),
        *("12345678-1234-1234-1234-123456789abc", "12345678_1234_1234_1234_123456789abc"),
        *("0123456789abcdef", "AAAAB3Nz", "VMware-", "56 4d ", "564d", "pod", "enx", "wwn-0x"),
        *("_EXTENSION=0x", "eui.", "naa.", "1234-5678-", "12345-OEM-1234567-12345", "anna@"),
        *("example.org", "[anna@web-01 ~]$ ls", "Linux ", "kernel:", "systemd[1]:", "é", "x", "_"),
        *("serial", "ſerial", "SERıAL", "Serial Number", "SerialNumber", "Identifyingnumber"),
        *("İdentifyingNumber", "hostname", "Host Name", "static hostname", "node name", "host"),
        *("VM00 Name", "LPAR Name", "control_domain", "dns suffix", "workgroup", "domain"),
        *("user", "registered owner", "logname", "C:\\Users\\", "/home/", "\\\\", "uid=1(a)"),
        *("Asset Tag", "service tag", "Sequence Code", "ESSID", "hostname set to <", "@", "#"),
        *("ID_SERIAL=a_b", "ID_SERIAL_SHORT=", "Nov 23 01:02:03 ", "[    0.000000] ", "K"),
        *("\n", "\n", "\r\n", "\t", " ", ": ", ":", "=", " = ", '"', "'", "-", ".", ","),
    )
)
TEXTS = st.lists(BITS, max_size=40).map("".join)


@given(TEXTS)
def test_where_a_shape_begins_is_always_looked_at(text: str) -> None:
    begins = {match.start() for match in SHAPE.finditer(text)}
    assert begins <= set(starts(text))


@given(TEXTS)
def test_a_place_is_found_in_its_lines_as_in_the_whole_text(text: str) -> None:
    for rule in RULES:
        everywhere = [match.span("value") for match in rule.pattern.finditer(text)]
        pieces = rule.pieces(lowered(text))
        found = [
            match.span("value")
            for begin, end in pieces
            for match in rule.pattern.finditer(text, begin, end)
        ]
        assert found == everywhere, rule.pattern.pattern


def test_no_letter_changes_the_length_of_a_text_in_lower_case() -> None:
    letters = "".join(map(chr, range(0x110000)))
    assert len(lowered(letters)) == len(letters)
