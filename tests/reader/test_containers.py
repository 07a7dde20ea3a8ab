"""Containers, KVM's own files, device trees and balloons: what shows them, and what does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.parsers import PARSERS, read_file
from hvutils.tables.words import Container, Hypervisor, Role
from hvutils.verdict import Verdict, classify

ID = "0123456789abcdef" * 4


def judged(text: str, name: str = "output9.txt") -> Verdict:
    return classify(Capture("m", (ProbeFile(name, text),)))


@pytest.mark.parametrize(
    ("text", "container"),
    [
        (f"0::/docker/{ID}\n", Container.DOCKER),
        (f"1:name=systemd:/system.slice/docker-{ID}.scope\n", Container.DOCKER),
        (f"0::/machine.slice/libpod-{ID}.scope/container\n", Container.PODMAN),
        ("4:cpu:/lxc/web\n", Container.LXC),
        ("0::/lxc.payload.web/init.scope\n", Container.LXC),
        (f"3:cpu:/kubepods/burstable/pod1/{ID}\n", Container.OTHER),
        ("container=lxc\0TERM=linux\0", Container.LXC),
        ("PATH=/bin\ncontainer=podman\nHOME=/root\n", Container.PODMAN),
        ("TERM=xterm\ncontainer=systemd-nspawn\n", Container.SYSTEMD_NSPAWN),
        ("container=something-new\n", Container.OTHER),
        ("-rwxr-xr-x   1 root root    0 Nov  2 10:00 .dockerenv\n", Container.DOCKER),
        ("/.dockerenv\n", Container.DOCKER),
        ('engine="podman-4.9.3"\nname="web"\n', Container.PODMAN),
        ("Linux version 4.4.0-19041-Microsoft (x@y) (gcc) #1\n", Container.WSL),
    ],
)
def test_marks_of_containers(text: str, container: Container) -> None:
    verdict = judged(text)
    assert (verdict.container, verdict.role) == (container, Role.UNDETERMINED)


@pytest.mark.parametrize(
    "text",
    [
        "0::/\n",
        "0::/system.slice/docker.service\n",
        "1:name=systemd:/user.slice/user-1000.slice/session-2.scope\n",
        "0::/system.slice/containerd.service\n",
        "container=\0TERM=linux\0",
        "5.10.0-28-amd64\n",
        "Linux web-01 6.1.0-azure #1 SMP x86_64 GNU/Linux\n",
    ],
)
def test_a_host_of_containers_is_none(text: str) -> None:
    verdict = judged(text)
    assert (verdict.container, verdict.findings) == (None, ())


@pytest.mark.parametrize("text", ["ls: cannot access '/.dockerenv': No such file or directory\n"])
def test_a_missing_marker_is_no_mark(text: str) -> None:
    assert read_file(ProbeFile("x", text)) is None


@pytest.mark.parametrize(
    ("name", "container"),
    [
        ("root/run/systemd/container", Container.LXC),
        ("run_systemd_container.txt", Container.LXC),
    ],
)
def test_the_managers_file(name: str, container: Container) -> None:
    assert judged("lxc\n", name).container is container


def test_an_empty_marker_file_by_its_name() -> None:
    assert judged("", "root/.dockerenv").container is Container.DOCKER


# --- KVM on this machine ---------------------------------------------------------------------


@pytest.mark.parametrize("value", ["Y", "1", "N", "0"])
def test_kvms_parameter_shows_that_the_module_loaded(value: str) -> None:
    verdict = judged(f"{value}\n", "sys/module/kvm_amd/parameters/nested")
    assert [str(item.says) for item in verdict.findings] == ["virtualization is offered to it"]
    assert verdict.role is Role.UNDETERMINED


PS = "qemu  2311  1  9 ? 00:10 /usr/bin/qemu-system-x86_64 -name guest=web-01 {} -m 2048\n"


@pytest.mark.parametrize(
    "text",
    [
        " Id   Name     State\n-----------------------\n 1    web-01   running\n",
        " Id    Name     Status\n------------------------\n 2     db   laufend\n",
        PS.format("-accel kvm"),
        PS.format("-machine q35,accel=kvm"),
    ],
)
def test_running_guests(text: str) -> None:
    found = judged(text).findings
    assert [str(item.says) for item in found] == ["hosts guests of kvm"]


@pytest.mark.parametrize(
    "text",
    [
        " Id   Name     State\n-----------------------\n -    web-01   shut off\n",
        " Id   Name     State\n-----------------------\n\n",
    ],
)
def test_no_running_guest(text: str) -> None:
    assert judged(text).findings == ()


def test_an_emulator_without_kvm_is_no_guest_of_kvm() -> None:
    assert read_file(ProbeFile("ps.txt", PS.format("-accel tcg"))) is None


# --- device trees, balloons ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "text", "hypervisor"),
    [
        ("compatible", "linux,dummy-virt\0", Hypervisor.KVM),
        ("compatible", "riscv-virtio\0", Hypervisor.KVM),
        ("model", "IBM pSeries (emulated by qemu)\0", Hypervisor.KVM),
        ("hypervisor/compatible", "xen,xen-4.17\0xen,xen\0", Hypervisor.XEN),
        ("hypervisor/compatible", "linux,kvm\0", Hypervisor.KVM),
        ("hmc-managed?", "\0", Hypervisor.POWERVM),
    ],
)
@pytest.mark.parametrize("root", ["proc/device-tree", "sys/firmware/devicetree/base"])
def test_device_trees(root: str, node: str, text: str, hypervisor: Hypervisor) -> None:
    verdict = judged(text, f"root/{root}/{node}")
    assert (verdict.role, verdict.hypervisor) == (Role.GUEST, hypervisor)


def test_a_boards_device_tree() -> None:
    verdict = judged("raspberrypi,4-model-b\0brcm,bcm2711\0", "proc/device-tree/compatible")
    assert (verdict.role, verdict.hypervisor) == (Role.BARE_METAL, None)


@pytest.mark.parametrize(
    ("text", "hypervisor"),
    [
        (
            "host_version : 2.0\npages_ballooned : 0\ntotal_pages_committed : 9\n",
            Hypervisor.HYPER_V,
        ),
        (
            "balloon capabilities : 0x1e\nused capabilities : 0x6\nis resetting : n\n",
            Hypervisor.VMWARE,
        ),
    ],
)
def test_balloons(text: str, hypervisor: Hypervisor) -> None:
    assert judged(text).hypervisor is hypervisor


# --- hostile text ----------------------------------------------------------------------------

WORDS = st.sampled_from(
    (
        *("0::/", "docker/", ID, "container=", "\0", "\n", " Id   Name   State\n", "-" * 12),
        *(" 1    a   running\n", "/usr/bin/qemu-kvm ", "accel=kvm", "Linux 5.1.0", "-Microsoft"),
        *("crw-rw---- 1 ", " /dev/kvm\n", "host_version : 1\n", ".dockerenv", "linux,kvm"),
    )
)
NAMES = st.sampled_from(
    (
        *("output1.txt", "proc/device-tree/compatible", "sys/module/kvm/parameters/nested"),
        *("root/.dockerenv", "run/systemd/container", "proc/device-tree/hmc-managed?"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=5), max_size=50).map("".join), NAMES)
def test_no_text_breaks_a_parser(text: str, name: str) -> None:
    file = ProbeFile(name, text)
    for parser in PARSERS:
        if parser.recognises(file):
            parser.parse(file)
    record = read_file(file)
    if record is not None:
        classify(Capture("m", (file,)))


@pytest.mark.parametrize(
    "text",
    [
        f"0::/docker/{ID}\n" * 50_000,
        "container=" * 100_000,
        "/usr/bin/qemu-kvm " * 100_000,
        "Linux version " * 100_000,
        "crw-rw---- " * 100_000 + "kvm",
        " 1    a   running\n" * 100_000,
        "-" * 1_000_000 + "/.dockerenv",
    ],
)
def test_time_is_linear(text: str) -> None:
    start = time.process_time()
    read_file(ProbeFile("output1.txt", text))
    assert time.process_time() - start < 5
