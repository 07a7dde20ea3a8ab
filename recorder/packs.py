"""What lies in a guest beside the tools that every guest has: files of the unpacked packages."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["COMMON", "PACKS", "Pack"]


@dataclass(frozen=True)
class Pack:
    """Files that belong together.

    Args:
        programs: files that are packed with their libraries; patterns below the root.
        data: files that are packed alone; patterns too.
        packages: whose versions stand in the manifest.
        guest: whether the kernel and the recording guest's own archive are packed too, as
            ``/inner/vmlinuz`` and ``/inner/initramfs.cpio``.
        modules: kernel modules beside those of every guest.
        packed: whether the inner archive is packed: a guest may get it byte by byte.
        few: for a guest that is very slow: the only modules it has. Its kernel is unpacked then.
    """

    programs: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    guest: bool = False
    modules: tuple[str, ...] = ()
    packed: bool = False
    few: tuple[str, ...] = ()


COMMON = Pack(
    programs=(
        *("usr/bin/busybox", "usr/bin/dash", "usr/bin/ip", "usr/bin/kmod", "usr/bin/lscpu"),
        *("usr/bin/dmesg", "usr/bin/ls", "usr/bin/cat", "usr/bin/uname", "usr/bin/timeout"),
        *("usr/bin/lspci", "usr/bin/systemd-detect-virt", "usr/sbin/dmidecode", "usr/bin/cpuid"),
    ),
    data=("usr/share/misc/pci.ids",),
)
"""What every guest has, so far as its processor has it."""

_QEMU = Pack(
    programs=("usr/bin/qemu-system-x86_64", "usr/lib/x86_64-linux-gnu/qemu/accel-*.so"),
    data=(
        *("usr/share/seabios/bios*.bin", "usr/share/seabios/vgabios*.bin"),
        *("usr/share/qemu/kvmvapic.bin", "usr/share/qemu/linuxboot*.bin"),
    ),
    packages=("qemu-system-x86", "seabios"),
    guest=True,
    modules=("kvm", "kvm_amd", "tun", "bridge"),
)

PACKS = {
    "qemu": _QEMU,
    # Here QEMU emulates in an emulator: a guest is some twenty times slower again.
    "qemu-tcg": replace(
        _QEMU,
        data=(*_QEMU.data, "usr/share/qemu/bios-microvm.bin", "usr/share/qemu/pvh.bin"),
        modules=(),
        few=("virtio_mmio", "virtio_net", "virtio_rng", "qemu_fw_cfg"),
    ),
    "xen": Pack(
        programs=(
            *("usr/lib/xen-4.17/bin/xl", "usr/lib/xen-4.17/bin/xenstored"),
            *("usr/lib/xen-4.17/bin/xenconsoled", "usr/lib/xen-4.17/bin/xen-init-dom0"),
            *("usr/bin/xenstore-ls", "usr/bin/xenstore-read", "usr/bin/xenstore-write"),
            *("usr/lib/xen-4.17/bin/libxl-save-helper", "usr/libexec/xen-qemu-system-i386"),
        ),
        data=(
            *("usr/lib/xen-4.17/boot/*", "etc/xen/xl.conf", "usr/lib/ipxe/qemu/efi-rtl8139.rom"),
            "usr/share/qemu/keymaps/en-us",
            *("usr/share/seabios/bios*.bin", "usr/share/seabios/vgabios*.bin"),
            *("usr/share/qemu/kvmvapic.bin", "usr/share/qemu/linuxboot*.bin"),
        ),
        packages=("xen-hypervisor-4.17-amd64", "xen-utils-4.17", "qemu-system-xen"),
        guest=True,
        modules=(
            *("xen_evtchn", "xen_gntdev", "xen_gntalloc", "xenfs", "xen_privcmd"),
            *("xen_netback", "xen_blkback", "bridge", "tun"),
        ),
    ),
    # Beside it: an HVM guest reads its kernel and its archive through a port of its device model.
    "xen-hvm": Pack(packed=True),
    "uml": Pack(
        programs=("usr/bin/linux.uml",),
        packages=("user-mode-linux",),
        guest=True,
    ),
    "container": Pack(
        programs=("usr/bin/systemd-nspawn",),
        packages=("systemd-container",),
        guest=True,
    ),
}
"""By the word that a stage asks for."""
