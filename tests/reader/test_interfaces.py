"""Listings of interfaces: the forms of ip and ifconfig, and whose address a line is."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import mac, read_file
from hvutils.tables.words import Hypervisor, Role
from hvutils.verdict import Verdict, classify


def probe(text: str) -> ProbeFile:
    return ProbeFile("output3.txt", text)


def addresses(text: str) -> list[tuple[str, str]]:
    record = read_file(probe(text))
    assert isinstance(record, mac.MacRecord)
    for item in record.interfaces:
        assert probe(text).line(item.line)
    return [(item.name, item.mac) for item in record.interfaces]


def judged(text: str) -> Verdict:
    return classify(Capture("m", (probe(text),)))


LINKS = [
    {"ifindex": 1, "ifname": "lo", "link_type": "loopback", "address": "00:00:00:00:00:00"},
    {
        "ifindex": 2,
        "ifname": "eth0",
        "flags": ["BROADCAST", "UP"],
        "link_type": "ether",
        "address": "00:0c:29:5e:00:01",
        "broadcast": "ff:ff:ff:ff:ff:ff",
        "vfinfo_list": [{"vf": 0, "address": "52:54:00:11:22:33"}],
        "addr_info": [{"family": "inet", "local": "192.0.2.5"}],
    },
    {},
    {
        "ifindex": 4,
        "link": "eth0",
        "ifname": "macvlan0",
        "link_type": "ether",
        "address": "6a:11:22:33:44:55",
        "permaddr": "00:0c:29:5e:00:02",
        "linkinfo": {"info_kind": "macvlan"},
    },
    {"ifindex": 5, "ifname": "ib0", "link_type": "infiniband", "address": "80:00" + ":00" * 18},
]


@pytest.mark.parametrize("indent", [None, 4])
def test_ip_json(indent: int | None) -> None:
    text = json.dumps(LINKS, indent=indent)
    assert addresses(text) == [
        ("eth0", "00:0c:29:5e:00:01"),
        ("macvlan0", "6a:11:22:33:44:55"),
        ("macvlan0", "00:0c:29:5e:00:02"),
    ]


def test_brief_json_has_no_numbers() -> None:
    text = '[{"ifname":"eth0","operstate":"UP","address":"52:54:00:12:34:56","flags":["UP"]}]'
    assert addresses(text) == [("eth0", "52:54:00:12:34:56")]


def test_ip_of_the_2000s_has_neither_state_nor_group() -> None:
    text = (
        "1: lo: <LOOPBACK,UP> mtu 16436 qdisc noqueue \n"
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
        "2: eth0: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc pfifo_fast qlen 1000\n"
        "    link/ether 00:16:3e:5e:00:01 brd ff:ff:ff:ff:ff:ff\n"
        "    inet 192.0.2.5/24 brd 192.0.2.255 scope global eth0\n"
    )
    assert addresses(text) == [("eth0", "00:16:3e:5e:00:01")]


def test_ip_detailed() -> None:
    text = (
        "4: macvlan0@eth0: <BROADCAST,UP> mtu 1500 qdisc noqueue state UP group default\n"
        "    link/ether 6a:11:22:33:44:55 brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 68 \n"
        "    macvlan mode bridge addrgenmode eui64 numtxqueues 1 gso_max_size 65536\n"
        "5: br0: <UP> mtu 1500 state UP\n"
        "    link/ether 6a:11:22:33:44:56 brd ff:ff:ff:ff:ff:ff\n"
        "    bridge forward_delay 1500 bridge_id 8000.52:54:0:11:22:33 root_port 0\n"
    )
    assert addresses(text) == [("macvlan0", "6a:11:22:33:44:55"), ("br0", "6a:11:22:33:44:56")]


def test_a_cards_own_address_counts_beside_the_one_it_has() -> None:
    text = (
        "2: eth0: <UP> mtu 1500\n    link/ether 6a:11:22:33:44:55 brd ff:ff:ff:ff:ff:ff "
        "permaddr 00:0c:29:5e:00:01\n"
    )
    assert ("eth0", "00:0c:29:5e:00:01") in addresses(text)
    assert judged(text).hypervisor is Hypervisor.VMWARE


def test_what_a_host_gives_to_its_guests_is_not_its_own() -> None:
    text = (
        "2: ens1f0: <UP> mtu 1500\n    link/ether b4:96:91:00:00:01 brd ff:ff:ff:ff:ff:ff\n"
        "    vf 0     link/ether 52:54:00:11:22:33 brd ff:ff:ff:ff:ff:ff, spoof checking on\n"
        "    vf 1 MAC 52:54:00:11:22:34, spoof checking on\n"
    )
    assert addresses(text) == [("ens1f0", "b4:96:91:00:00:01")]
    assert judged(text).role is Role.UNDETERMINED


def test_neighbours_are_other_machines() -> None:
    text = (
        "2: eth0: <UP> mtu 1500\n    link/ether b4:96:91:00:00:01 brd ff:ff:ff:ff:ff:ff\n"
        "192.0.2.1 dev eth0 lladdr 52:54:00:11:22:33 REACHABLE\n"
        "192.0.2.2    ether   00:0c:29:5e:00:01   C   eth0\n"
    )
    assert addresses(text) == [("eth0", "b4:96:91:00:00:01")]


@pytest.mark.parametrize(
    "text",
    [
        "em0: flags=8843<UP,BROADCAST> metric 0 mtu 1500\n\toptions=9b<RXCSUM>\n"
        "\tether 00:0c:29:5e:00:01\n\thwaddr 00:0c:29:5e:00:01\n",
        "vio0: flags=8b43<UP> mtu 1500\n\tlladdr 00:0c:29:5e:00:01\n\tindex 1 priority 0\n",
        "wm0: flags=0x8843<UP> mtu 1500\n\taddress: 00:0c:29:5e:00:01\n",
        "en0: flags=8863<UP> mtu 1500\n\tether 00:0c:29:5e:00:01 \n\tmedia: autoselect\n",
        "net0: flags=100001000843<UP,IPv4> mtu 1500 index 2\n\tinet 192.0.2.5 netmask ff\n"
        "\tether 0:c:29:5e:0:1\n",
        "eth0      Link encap:Ethernet  HWaddr 00:0C:29:5E:00:01  \n",
        "eth0      Protokoll:Ethernet  Hardware Adresse 00:0C:29:5E:00:01  \n",
        "eth0      Link encap:Ethernet  direcci\u00f3nHW 00:0c:29:5e:00:01  \n",
    ],
    ids=["FreeBSD", "OpenBSD", "NetBSD", "macOS", "Solaris", "Linux", "German", "Spanish"],
)
def test_ifconfig(text: str) -> None:
    ((_, address),) = addresses(text)
    assert address == "00:0c:29:5e:00:01"
    assert judged(text).hypervisor is Hypervisor.VMWARE


@pytest.mark.parametrize(
    "text",
    [
        "en0: flags=1e080863,480<UP,BROADCAST,GROUPRT>\n\tinet 192.0.2.5 netmask 0xffffff00\n"
        "\t tcp_sendspace 262144 tcp_recvspace 262144\nlo0: flags=e08084b<UP,LOOPBACK>\n",
        "en0 en1 lo0\n",
        "lo0: flags=2001000849<UP,LOOPBACK> mtu 8232 index 1\n\tinet 127.0.0.1 netmask ff000000\n",
        "lo               UNKNOWN        127.0.0.1/8 ::1/128 \n"
        "eth0@if7         UP             192.0.2.5/24 fe80::1/64 \neth1 DOWN\n",
        "14: ib0: <UP> mtu 2044 qdisc mq state UP qlen 1024\n"
        "    link/infiniband a0:00:01" + ":00" * 17 + " brd 00" + ":ff" * 19 + "\n",
        "ib0       Link encap:InfiniBand  HWaddr 80:00:00:48" + ":00" * 16 + "\n"
        "ib1: flags=4163<UP>  mtu 2044\n",
    ],
    ids=["AIX", "AIX -l", "Solaris without root", "ip -br addr", "InfiniBand", "InfiniBand old"],
)
def test_a_listing_without_addresses_is_no_evidence(text: str) -> None:
    assert addresses(text) == []
    verdict = judged(text)
    assert (verdict.role, verdict.findings) == (Role.UNDETERMINED, ())


def test_an_interface_without_an_address_can_show_a_host() -> None:
    text = "lo UNKNOWN 127.0.0.1/8\nvboxnet0 UP 192.168.56.1/24\neth0 UP 192.0.2.5/24\n"
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (Role.HOST, Hypervisor.VIRTUALBOX)


@pytest.mark.parametrize(
    "text",
    [
        "Interface: up\nTotal: 3\n",
        '[{"dst":"192.0.2.1","dev":"eth0","lladdr":"52:54:00:11:22:33"}]',
        "lo\n",
        "hello world\n",
        "server UP\nand something else\n",
    ],
)
def test_other_texts_are_no_listing(text: str) -> None:
    assert not isinstance(read_file(probe(text)), mac.MacRecord)


PIECES = st.sampled_from(
    (
        *("2: eth0: <UP>", "    link/ether ", "00:0c:29:5e:00:01", "HWaddr ", "\n", "eth0 UP "),
        *("vf 0 ", "permaddr ", ":Ethernet  ", '[{"ifname":', '"ifindex"', '"address":"', "\t"),
    )
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
def test_no_text_makes_it_fail(text: str) -> None:
    file = probe(text)
    mac.recognises(file)
    record = mac.parse(file)
    assert all(file.line(item.line) for item in (*record.interfaces, *record.names))


@pytest.mark.parametrize("unit", ["0:", " ", "eth0 ", ":Ethernet ", "a", "1: e: "])
def test_time_is_linear_in_a_long_line(unit: str) -> None:
    file = probe("eth0: x\n" + unit * 300_000)
    began = time.process_time()
    mac.recognises(file)
    mac.parse(file)
    assert time.process_time() - began < 5
