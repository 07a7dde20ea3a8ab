"""Makes system calls that few know: io_uring, userfaultfd, memfd, BPF, pidfds, handles, keyrings."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before("""
    import ctypes, os
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    page = ctypes.create_string_buffer(4096)
    rare = {"io_uring_setup": 425, "userfaultfd": 323, "memfd_create": 319, "memfd_secret": 447,
            "bpf": 321, "perf_event_open": 298, "open_by_handle_at": 304, "name_to_handle_at": 303,
            "process_vm_readv": 310, "process_vm_writev": 311, "keyctl": 250, "add_key": 248,
            "request_key": 249, "fanotify_init": 300, "kcmp": 312, "move_pages": 279, "setns": 308,
            "unshare": 272, "mount": 165, "open_tree": 428, "fsopen": 430, "mount_setattr": 442,
            "clone3": 435, "shmget": 29, "msgget": 68, "mq_open": 240, "personality": 135,
            "ptrace": 101, "pidfd_getfd": 438, "quotactl": 179, "syslog": 103, "acct": 163}
    if os.uname().machine == "x86_64":
        for name, number in rare.items():
            if call(number, page, 64, page, page, 0) >= 0 or ctypes.get_errno() == 14:
                print("ATTACK-SUCCEEDED", name, ctypes.get_errno())
    """)
