"""Ways out of a kernel: each is tried from inside, and each is refused."""

from __future__ import annotations

import ast
import os
import socket
import threading
import uuid

import pytest

from hvutils.grading.isolation.inside.seccomp import DENIED

pytestmark = pytest.mark.grading

SYSCALL = """
import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)
machine = 0 if platform.machine() == "x86_64" else 1
def call(x86_64, aarch64, *arguments):
    number = (x86_64, aarch64)[machine]
    if number is None:
        return "EPERM"
    ctypes.set_errno(0)
    longs = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *longs)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else f"let through: {result}"
"""


def test_every_denied_call_is_refused(inside):
    table = [(denied.name, denied.x86_64, denied.aarch64) for denied in DENIED]
    code = f"{SYSCALL}\nfor name, *numbers in {table!r}:\n"
    # Arguments that each of them would refuse otherwise, with another error.
    code += "    print(name, call(*numbers, -1, -1, -1, -1, -1, -1))"
    refused = dict(line.split(" ", 1) for line in inside(code).splitlines())
    assert refused == dict.fromkeys((denied.name for denied in DENIED), "EPERM")


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("call(272, 97, 0x10000000)", "EPERM"),  # unshare(CLONE_NEWUSER)
        ("call(56, 220, 0x10000000 | 17, 0, 0, 0, 0)", "EPERM"),  # clone(CLONE_NEWUSER)
        ("call(56, 220, 0x20000 | 17, 0, 0, 0, 0)", "EPERM"),  # clone(CLONE_NEWNS)
        ("call(435, 435, 0, 0)", "ENOSYS"),  # clone3
        ("call(165, 40, b'none', b'/tmp', b'tmpfs', 0, 0)", "EPERM"),  # mount
        ("call(165, 40, 0, b'/usr/bin', 0, 32 | 4096, 0)", "EPERM"),  # remount
        ("call(166, 39, b'/run/hv', 2)", "EPERM"),  # umount what hides the rooms
        ("call(101, 117, 16, 1, 0, 0)", "EPERM"),  # ptrace
        ("call(250, 219, 0, -3, 0)", "EPERM"),  # keyctl
        ("call(41, 198, 2, 1, 0)", "EAFNOSUPPORT"),  # socket(AF_INET)
        ("call(41, 198, 10, 1, 0)", "EAFNOSUPPORT"),  # socket(AF_INET6)
        ("call(41, 198, 16, 3, 0)", "EAFNOSUPPORT"),  # socket(AF_NETLINK)
        ("call(41, 198, 17, 3, 0)", "EAFNOSUPPORT"),  # socket(AF_PACKET)
        ("call(41, 198, 38, 5, 0)", "EAFNOSUPPORT"),  # socket(AF_ALG)
        ("call(41, 198, 40, 1, 0)", "EAFNOSUPPORT"),  # socket(AF_VSOCK)
        ("call(16, 29, 0, 0x5412, b'x')", "EPERM"),  # ioctl(TIOCSTI)
        ("call(72, 25, 1, 37, b'0' * 32)", "EPERM"),  # fcntl(F_OFD_SETLK)
        ("call(72, 25, 1, 38, b'0' * 32)", "EPERM"),  # fcntl(F_OFD_SETLKW)
        ("call(470, 470, -1, -1)", "ENOSYS"),  # newer than what was looked at
        ("call(4000, 4000, -1, -1)", "ENOSYS"),
        ("call(105, 146, 0)", "EINVAL"),  # setuid(0)
        ("call(170, 161, b'x', 1)", "EPERM"),  # sethostname
        ("call(227, 112, 0, b'0' * 16)", "EPERM"),  # clock_settime
    ],
)
def test_system_calls_are_refused(inside, call, why):
    assert inside(f"{SYSCALL}\nprint({call})") == why


def test_other_abis_are_no_way_round(inside):
    # The x32 ABI's numbers bear bit 30: the process is ended at once.
    code = f"{SYSCALL}\nif machine: print('killed')\nelse: call(0x40000000 + 165, None, 0)"
    if os.uname().machine == "x86_64":
        assert "ended its kernel (signal 31)" in inside(code)


@pytest.mark.parametrize(
    "code",
    [
        "open('/proc/1/root/etc/shadow')",
        "open('/proc/self/exe', 'wb')",
        "open('/proc/1/exe', 'ab')",
        "open('/proc/sys/kernel/core_pattern', 'w')",
        "open('/proc/sys/kernel/hostname', 'w')",
        "open('/proc/sys/user/max_user_namespaces', 'w')",
        "open('/proc/sysrq-trigger', 'w')",
        "open('/proc/kcore', 'rb')",
        "open('/proc/1/uid_map', 'wb', 0).write(b'0 0 1')",
        "open('/sys/kernel/uevent_helper', 'w')",
        "open('/dev/mem', 'rb')",
        "open('/dev/kmsg', 'w')",
        "open('/dev/vda', 'rb')",
        "open('/dev/fuse', 'rb')",
        "open('/etc/passwd')",
        "open('/etc/shadow')",
        "import os; os.listdir('/run/hv/rooms')",
        "import os; os.listdir('/run/hv/inside')",
        "import os; os.listdir('/sys')",
        "import os; os.listdir('/root/.ssh')",
        "import os; os.listdir('/usr/local/share')",
        "import os; os.mknod('null', 0o20666, os.makedev(1, 3))",
        "import os; os.mknod('/tmp/disk', 0o60666, os.makedev(8, 0))",
        "import os; os.chown('/usr/bin/python3', 1000, 1000)",
        "import os; os.chmod('/usr/bin', 0o777)",
        "import os; os.setuid(0)",
        "import os; os.setgroups([0])",
        "import os; os.setresuid(65534, 65534, 65534)",
        "import os; os.chroot('/tmp')",
        "import os; os.nice(-5)",
        "import os; os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))",
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (r.RLIM_INFINITY, r.RLIM_INFINITY))",
        "import resource as r; r.setrlimit(r.RLIMIT_NPROC, (99999, 99999))",
        "import resource as r; r.setrlimit(r.RLIMIT_CPU, (-1, -1))",
    ],
)
def test_what_is_not_theirs_is_refused(inside, code):
    text = inside(code)
    assert text.startswith(("PermissionError", "FileNotFoundError", "OSError", "ValueError")), text


def test_setuid_programs_give_nothing(inside):
    code = (
        "import glob, os, stat, subprocess\n"
        "found = [p for p in glob.glob('/usr/bin/*') if os.lstat(p).st_mode & stat.S_ISUID]\n"
        "print(subprocess.run(['su', '-c', 'id -u'], capture_output=True).returncode != 0,\n"
        "      subprocess.run(['id', '-u'], capture_output=True, text=True).stdout.strip(),\n"
        "      all(os.statvfs(p).f_flag & os.ST_NOSUID for p in found))"
    )
    assert inside(code) == "True 1000 True"


def test_a_setuid_file_of_its_own_gives_nothing(inside):
    code = (
        "import os, shutil, subprocess\n"
        "shutil.copy('/usr/bin/id', '/tmp/id'); os.chmod('/tmp/id', 0o6755)\n"
        "print(subprocess.run(['/tmp/id', '-u'], capture_output=True, text=True).stdout.strip())"
    )
    assert inside(code) == "1000"


def test_no_descriptor_was_inherited(inside):
    code = (
        "import os, socket, stat\n"
        "kinds, named = set(), set()\n"
        "for n in map(int, os.listdir('/proc/self/fd')):\n"
        "    try:\n"
        "        kinds.add(os.readlink(f'/proc/self/fd/{n}').split(':')[0])\n"
        "        if stat.S_ISSOCK(os.fstat(n).st_mode):\n"
        "            named.add(socket.socket(fileno=os.dup(n)).getsockname())\n"
        "    except OSError: pass\n"
        "known = ('socket', 'pipe', 'anon_inode', '/dev/null')\n"
        "print([kind for kind in kinds if kind not in known and not kind.startswith('/proc')])\n"
        "print(sorted({n[-3:] for n in named if isinstance(n, str) and n}))"
    )
    kinds, sockets = inside(code).split("\n")
    assert kinds == "[]"
    # Its own five channels, and nothing else that has a name.
    assert set(ast.literal_eval(sockets)) <= {"k-1", "k-2", "k-3", "k-4", "k-5"}


def test_signals_reach_no_one_outside(inside):
    code = (
        "import os, signal\n"
        "results = []\n"
        "for target in (0, -1, -os.getpgid(0), os.getppid() or -2, 2, 4242):\n"
        "    try: os.kill(target, 0 if target in (0, -1) else signal.SIGKILL)\n"
        "    except OSError as error: results.append(type(error).__name__)\n"
        "print(os.getppid(), set(results) <= {'ProcessLookupError', 'PermissionError'})"
    )
    assert inside(code) == "0 True"
    # The warm process lives on, and so does whoever grades.
    assert inside("print('alive')") == "alive"


def test_killing_everyone_kills_only_itself(inside):
    code = "import os, signal; os.kill(-1, signal.SIGKILL); os.kill(os.getpid(), signal.SIGKILL)"
    inside(code)
    assert inside("print('alive')") == "alive"


def test_abstract_sockets_of_the_machine_are_out_of_reach(inside):
    name = f"hv-test-{uuid.uuid4()}"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0{name}")
        listener.listen(1)
        code = f"import socket; s = socket.socket(socket.AF_UNIX); s.connect('\\0{name}')"
        assert inside(code).startswith("ConnectionRefusedError")


def test_a_socket_of_the_machine_by_its_path_is_out_of_reach(inside, tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen(1)
        code = f"import socket; socket.socket(socket.AF_UNIX).connect({str(tmp_path / 's')!r})"
        assert inside(code).startswith("FileNotFoundError")


def test_the_memory_of_the_warm_process_holds_no_other_submission(kernels):
    """What one submission brought is nowhere in the next one's memory."""
    from hvutils.grading.isolation.jobs import DataFile

    from .conftest import job, said

    first, second = uuid.uuid4().hex, uuid.uuid4().hex
    kernels.execute(job(f"word = {first!r}; print(word)", files=(DataFile("f", second.encode()),)))
    code = (
        "import re\n"
        "halves = [{a!r}, {b!r}]\n"
        "found = 0\n"
        "with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:\n"
        "    for line in maps:\n"
        "        low, high = (int(x, 16) for x in line.split()[0].split('-'))\n"
        "        if 'r' not in line.split()[1] or '[v' in line: continue\n"
        "        try: memory.seek(low); text = memory.read(high - low)\n"
        "        except (OSError, ValueError, OverflowError): continue\n"
        "        for half in halves:\n"
        "            whole = (half + half[::-1][:0]).encode()\n"
        "            found += sum(1 for m in re.finditer(whole, text)\n"
        "                         if text[m.end():m.end() + 8] in REST)\n"
        "print(found)\n"
    )
    # The needle is looked for in two parts, or the looking cell's own source would be found.
    rest = f"REST = ({first[24:].encode()!r}, {second[24:].encode()!r})\n"
    text = said(kernels.execute(job(rest, code.format(a=first[:24], b=second[:24]))), 1)
    assert text == "0"


def test_shared_memory_is_not_shared_with_the_next(inside):
    code = (
        "from multiprocessing import shared_memory\n"
        "try: print(bytes(shared_memory.SharedMemory('hv').buf[:4]))\n"
        "except FileNotFoundError:\n"
        "    s = shared_memory.SharedMemory('hv', create=True, size=4); s.buf[:4] = b'left'\n"
        "    print('first')"
    )
    assert inside(code) == "first"
    assert inside(code) == "first"


def test_two_kernels_at_once_do_not_see_each_other(kernels):
    warm = kernels.warm()
    first, second = warm.fork(), warm.fork()
    try:
        assert first.room.folder != second.room.folder
        assert first.running and second.running
    finally:
        warm.end(first)
        warm.end(second)
    assert threading.active_count() >= 1


def test_the_keys_of_whoever_grades_are_not_listed(inside):
    code = "for name in ('keys', 'key-users'): print(repr(open(f'/proc/{name}').read()))"
    assert inside(code).split() == ["''", "''"]
