"""Makes empty files until there is room for none, and folders within folders."""

from __future__ import annotations

from tests.attacks.kit import RIGHT, Work

ANSWERS = RIGHT


def attack(work: Work) -> None:
    work.after(f"""
    import os
    try:
        for n in range(10**7): os.close(os.open(f"/tmp/{work.secrets.token}-{{n}}", os.O_CREAT))
    except (OSError, KeyboardInterrupt): pass
    for n in range(2000):
        try: os.mkdir("d"); os.chdir("d")
        except OSError: break
    """)
