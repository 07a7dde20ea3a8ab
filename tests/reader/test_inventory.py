"""Inventories, other tools' words and their raw strings: what they say, and that nothing breaks."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils import Capture
from hvutils.captures import ProbeFile
from hvutils.errors import CaptureError
from hvutils.parsers import PARSERS
from hvutils.parsers.leaves import leaves
from hvutils.tables.words import Cloud, Container, Hypervisor, Role
from hvutils.verdict import Verdict, classify


def judged(text: str, name: str = "output9.txt") -> Verdict:
    return classify(Capture("m", (ProbeFile(name, text),)))


def facts(**facts: object) -> str:
    return json.dumps({"ansible_facts": {f"ansible_{key}": facts[key] for key in facts}}, indent=1)


# --- what JSON says, and where ---------------------------------------------------------------


def test_every_value_of_json_has_its_line() -> None:
    text = '{\n "a": {"b": [1,\n "x\\u00e9", {}]},\n "c": null}'
    found = [(".".join(leaf.path), leaf.value, leaf.line) for leaf in leaves(text)]
    assert found == [("a.b.0", "1", 2), ("a.b.1", "xé", 3), ("a.b.2", "", 3), ("c", "null", 4)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=15,
)


@given(JSON.filter(lambda value: isinstance(value, dict | list)))
def test_leaves_are_what_the_standard_library_reads(value: object) -> None:
    def walk(item: object, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
        if isinstance(item, dict | list) and item:
            keys = item.items() if isinstance(item, dict) else enumerate(item)
            return [found for key, sub in keys for found in walk(sub, (*path, str(key)))]
        if isinstance(item, dict | list):
            return [(path, "")] if path else []
        return [(path, item if isinstance(item, str) else json.dumps(item))]

    for text in (json.dumps(value), json.dumps(value, indent=2)):
        assert [(leaf.path, leaf.value) for leaf in leaves(text)] == walk(value, ())


WORDS = st.sampled_from(
    (
        *('{"ansible_facts": {"ansible_product_name": "', '"is_virtual": ', "{", "}", "[", "]"),
        *(":", ",", '"', "\n", "\\", "null", '"hypervisors": {"xen": {}}', "virtual => kvm"),
        *(
            "P: /devices/a\n",
            "E: MODALIAS=dmi:bvnX:svn",
            "E: MODALIAS=pci:v00001AF4d",
            "  *-core\n",
        ),
        *("     vendor: QEMU\n", '{"id": "a", "class": "system", "children": [', '"id": "cpu"'),
        *("Machine: Type: Kvm System: ", "Network: IF: a mac: ", 'NAME="a" MODEL="', "Product: "),
        *('{"blockdevices": [{"name": "vda"', "NAME  MAJ:MIN \n", "xvda  202:0 0\n"),
        *("Static hostname: a\n", "Icon name: b\n", "Chassis:\n", "xen-hvm\n", "\0", "é", " "),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_breaks_a_parser(text: str) -> None:
    for parser in PARSERS:
        for name in ("output1.txt", "virt_what.txt", "facts.json"):
            file = ProbeFile(name, text)
            if parser.recognises(file):
                record = parser.parse(file)
                assert record.file == name


# --- whose conclusion ------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["vmware", "kvm", "xen0", "qemu"])
def test_a_tools_word_alone_is_no_certainty(word: str) -> None:
    text = f'{{"facterversion": "4.1", "is_virtual": true, "virtual": "{word}"}}'
    verdict = judged(text)
    assert verdict.confidence <= 0.6
    assert {finding.kind.value for finding in verdict.findings} == {"tool"}


def test_what_a_tool_takes_for_physical_is_no_bare_metal() -> None:
    text = '{"facterversion": "4.1", "is_virtual": false, "virtual": "physical"}'
    assert judged(text).role is Role.UNDETERMINED


def test_ansible_on_a_surface() -> None:
    """Ansible concludes VirtualPC from Microsoft's name (ansible issue 80197)."""
    verdict = judged(
        facts(
            system_vendor="Microsoft Corporation",
            product_name="Surface Go 2",
            virtualization_type="VirtualPC",
            virtualization_role="guest",
        )
    )
    assert verdict.role is Role.BARE_METAL


def test_hypervisors_that_facter_lists_beside_its_word() -> None:
    """Arm guests of VirtualBox were called qemu; the disk and the list say VirtualBox."""
    text = json.dumps(
        {
            "facterversion": "4.10",
            "virtual": "qemu",
            "hypervisors": {"virtualbox": {}},
            "disks": {"sda": {"model": "HARDDISK", "vendor": "VBOX"}},
        }
    )
    assert judged(text).hypervisor is Hypervisor.VIRTUALBOX


def test_facters_own_text() -> None:
    text = (
        'dmi => {\n  manufacturer => "Xen",\n  product => {\n    name => "HVM domU"\n  }\n}\n'
        "is_virtual => true\nvirtual => xenhvm\n"
    )
    verdict = judged(text)
    assert (verdict.hypervisor, verdict.product) == (Hypervisor.XEN, "HVM domU")


def test_one_word_is_systemds_unless_the_name_tells() -> None:
    assert "systemd-detect-virt: kvm" in judged("kvm\n").findings[0].text
    assert "virt-what: kvm" in judged("kvm\n", "virt-what.txt").findings[0].text


@pytest.mark.parametrize(
    "text",
    [
        "xen\nxen-dom0\n",
        "xen-dom0\n",
        '{"facterversion": "4", "virtual": "xen0", "hypervisors": {"xen": {"context": "x"}}}',
        '{"ansible_facts": {"ansible_virtualization_type": "xen", '
        '"ansible_virtualization_role": "host", "ansible_virtualization_tech_guest": ["xen"]}}',
    ],
)
def test_dom0_is_no_guest(text: str) -> None:
    verdict = judged(text)
    assert verdict.role not in (Role.GUEST, Role.BARE_METAL)
    assert {str(item.says) for item in verdict.findings} == {"hosts guests of xen"}


def test_a_guest_that_could_run_guests_is_a_guest() -> None:
    text = facts(virtualization_tech_guest=["kvm"], virtualization_tech_host=["kvm"])
    assert judged(text).role is Role.GUEST


def test_hostnamectl_in_a_container() -> None:
    text = " Static hostname: a\n Icon name: computer-container\n Chassis: container ☐\n"
    verdict = judged(f"{text} Virtualization: lxc\n")
    assert (verdict.container, verdict.hypervisor) == (Container.LXC, None)


def test_a_json_of_something_else_is_no_inventory() -> None:
    with pytest.raises(CaptureError):
        judged('{"virtual": "vmware", "manufacturer": "Dell Inc."}')


# --- lshw, inxi, udev, disks -----------------------------------------------------------------

MICROSOFT = "Microsoft Corporation"
LSHW = """web-01
    product: {product}
    vendor: {vendor}
  *-core
     *-cpu
          capabilities: fpu vme sse2 {flags}
     *-network:0
          logical name: eth0
          serial: {mac}
          configuration: autonegotiation=on driver={driver} duplex=full
"""


@pytest.mark.parametrize(
    ("product", "vendor", "flags", "network", "role", "hypervisor"),
    [
        ("VMware7,1", "VMware, Inc.", "hypervisor", "00:0c:29 vmxnet3", "guest", "vmware"),
        ("Virtual Machine ()", MICROSOFT, "hypervisor", "00:15:5d hv_netvsc", "guest", "hyper-v"),
        ("Standard PC (Q35 + ICH9, 2009)", "QEMU", "hypervisor", "52:54:00 x", "guest", "kvm"),
        ("PowerEdge R650 (SKU=0A1B)", "Dell Inc.", "vmx", "3c:52:82 bnxt", "bare-metal", None),
    ],
)
def test_lshw(
    product: str, vendor: str, flags: str, network: str, role: str, hypervisor: str | None
) -> None:
    prefix, driver = network.split()
    mac = f"{prefix}:00:00:01"
    text = LSHW.format(product=product, vendor=vendor, flags=flags, mac=mac, driver=driver)
    verdict = judged(text)
    assert (verdict.role, verdict.hypervisor) == (role, hypervisor)
    assert any(item.kind.value == "cpu-flags" for item in verdict.findings)


def test_every_finding_of_lshws_json_has_its_line() -> None:
    text = (
        '{\n"id": "a",\n"class": "system",\n"vendor": "Xen",\n"product": "HVM domU",\n'
        '"children": [\n{"id": "network", "logicalname": "eth0",\n'
        '"serial": "00:16:3e:00:00:01"}]}'
    )
    lines = {item.kind.value: item.line for item in judged(text).findings}
    assert lines == {"dmi": 5, "mac": 8}


SHORT = """\
H/W path            Device      Class          Description
==========================================================
                                system         {system}
/0                              bus            Motherboard
/0/0                            memory         96KiB BIOS
/0/1                            processor      {processor}
/0/100                          bridge         {bridge}
/0/100/2                        display        {display}
/0/100/3            eth0        network        {network}
/0/100/d/0.0.0      /dev/sda    disk           {disk}
"""
BUSINFO = """\
Bus info          Device      Class          Description
========================================================
                              system         {system}
                              bus            Motherboard
cpu@0                         processor      {processor}
pci@0000:00:00.0              bridge         {bridge}
pci@0000:00:02.0              display        {display}
pci@0000:00:03.0  eth0        network        {network}
scsi@2:0.0.0      /dev/sda    disk           {disk}
"""
VIRTUALBOX = {
    "system": "VirtualBox",
    "processor": "Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz",
    "bridge": "440FX - 82441FX PMC [Natoma]",
    "display": "VirtualBox Graphics Adapter",
    "network": "82540EM Gigabit Ethernet Controller",
    "disk": "42GB VBOX HARDDISK",
}
QEMU = {
    **VIRTUALBOX,
    "system": "Standard PC (i440FX + PIIX, 1996)",
    "processor": "QEMU Virtual CPU version 2.5+",
    "display": "QXL paravirtual graphic card",
    "network": "Virtio network device",
    "disk": "21GB QEMU HARDDISK",
}
SERVER = {
    **VIRTUALBOX,
    "system": "PowerEdge R650 (SKU=0A1B;ModelName=PowerEdge R650)",
    "bridge": "Sky Lake-E DMI3 Registers",
    "display": "Integrated Matrox G200eW3 Graphics Controller",
    "network": "NetXtreme BCM5720 Gigabit Ethernet PCIe",
    "disk": "960GB MZ7KH960HAJR0D3",
}


@pytest.mark.parametrize("table", [SHORT, BUSINFO], ids=["-short", "-businfo"])
@pytest.mark.parametrize(
    ("machine", "hypervisor", "kinds"),
    [
        (VIRTUALBOX, Hypervisor.VIRTUALBOX, {"dmi", "pci", "disk"}),
        (QEMU, Hypervisor.KVM, {"dmi", "cpu-lines", "pci", "disk"}),
        (SERVER, None, {"dmi"}),
    ],
    ids=["VirtualBox", "QEMU", "a server"],
)
def test_lshw_in_columns(
    table: str, machine: dict[str, str], hypervisor: Hypervisor | None, kinds: set[str]
) -> None:
    text = "WARNING: you should run this program as super-user.\n" + table.format(**machine)
    verdict = judged(text)
    assert verdict.hypervisor is hypervisor
    assert {item.kind.value for item in verdict.findings} >= kinds
    assert all(item.says.name is None or item.line > 3 for item in verdict.findings)


@pytest.mark.parametrize(
    ("text", "name", "hypervisor"),
    [
        ('NAME="sda" SIZE="64G" MODEL="VBOX HARDDISK   "\n', "x", Hypervisor.VIRTUALBOX),
        ('NAME="vda" MODEL=""\n', "x", Hypervisor.KVM),
        ('{"blockdevices": [{"name": "xvda", "model": null}]}', "x", Hypervisor.XEN),
        ("Disk model: QEMU HARDDISK   \n", "x", Hypervisor.KVM),
        ("BOOT_IMAGE=/boot/vmlinuz root=/dev/xvda1 ro\n", "proc/cmdline", Hypervisor.XEN),
        ("root=/dev/vda1 console=ttyS0\n", "x", Hypervisor.KVM),
        ("Vendor: Msft\nProduct:              Msft Virtual Disk\n", "x", Hypervisor.HYPER_V),
        ("VMware  \n", "root/sys/block/sda/device/vendor", Hypervisor.VMWARE),
        ("VBOX HARDDISK   \n", "sys/class/block/sda/device/model", Hypervisor.VIRTUALBOX),
    ],
)
def test_disks(text: str, name: str, hypervisor: Hypervisor) -> None:
    assert judged(text, name).hypervisor is hypervisor


def test_a_cloud_by_its_disks_alone() -> None:
    """Amazon's metal machines have the same disks: the cloud, and no more."""
    text = '{"blockdevices": [{"name": "nvme0n1", "model": "Amazon Elastic Block Store"}]}'
    verdict = judged(text)
    assert (verdict.role, verdict.cloud) == (Role.UNDETERMINED, Cloud.AWS)


@pytest.mark.parametrize(
    ("modalias", "role", "hypervisor"),
    [
        ("svnMicrosoftCorporation:pnVirtualMachine:pvr7.0:", Role.GUEST, Hypervisor.HYPER_V),
        ("svninnotekGmbH:pnVirtualBox:", Role.GUEST, Hypervisor.VIRTUALBOX),
        ("svnMicrosoftCorporation:pnSurfaceGo2:", Role.BARE_METAL, None),
        ("svnDellInc.:pnPowerEdgeR640:", Role.BARE_METAL, None),
    ],
)
@pytest.mark.parametrize(
    "form", ["dmi:bvnX:{}\n", "MODALIAS=dmi:bvnX:{}\n", "E: MODALIAS=dmi:bvnX:{}"]
)
def test_modaliases(modalias: str, role: Role, hypervisor: Hypervisor | None, form: str) -> None:
    verdict = judged(form.format(modalias), "sys/class/dmi/id/modalias")
    assert (verdict.role, verdict.hypervisor) == (role, hypervisor)


def test_a_modalias_never_hides_the_string_itself() -> None:
    files = (
        ProbeFile("sys/class/dmi/id/modalias", "dmi:bvnDellInc.:svnDellInc.:pnPowerEdgeR640:\n"),
        ProbeFile("sys/class/dmi/id/product_name", "PowerEdge R640\n"),
    )
    assert classify(Capture("m", files)).product == "PowerEdge R640"
