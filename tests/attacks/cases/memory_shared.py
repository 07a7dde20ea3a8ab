"""Takes memory that is shared, and that no process of its shows as its own."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after("""
    import mmap
    size, kept, word = 200 * 1024**2, [], "ATTACK-" + "SUCCEEDED"
    def shared():
        try: return mmap.mmap(-1, size)
        except OSError:
            with open("/dev/zero", "r+b") as zero: return mmap.mmap(zero.fileno(), size)
    for n in range(15):
        one = shared()
        one.write(b"x" * size)
        one.madvise(mmap.MADV_DONTNEED)
        kept.append(one)
    print(word)
    """)
