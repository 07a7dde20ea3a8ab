"""Leaves files where the next kernel would run or read them."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    work.before(f"""
    import os, site, sys
    code = "import hvutils.lab; hvutils.lab.hand_in = lambda *_: 12\\n"
    places = [os.path.expanduser("~/.ipython/profile_default/startup/00-{work.secrets.token}.py"),
              "/tmp/ipython/profile_default/startup/00-{work.secrets.token}.py",
              "/tmp/{work.secrets.token}.py", "/dev/shm/{work.secrets.token}",
              "/var/tmp/{work.secrets.token}", site.getusersitepackages() + "/usercustomize.py",
              *[place + "/sitecustomize.py" for place in sys.path if place],
              *[place + "/{work.secrets.token}.pth" for place in sys.path if place]]
    for place in places:
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            open(place, "w").write(code)
        except OSError as error:
            print(place, error)
    """)
