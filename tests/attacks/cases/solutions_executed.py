"""Reads the solutions from source/ and executes them."""

from __future__ import annotations

from tests.attacks.kit import Work


def attack(work: Work) -> None:
    places = ["../../../source", "/home", "/root", "/srv", str(work.secrets.root / "source")]
    work.before(f"""
    import glob, json
    for place in {places!r}:
        for path in glob.glob(place + "/**/*.ipynb", recursive=True):
            for cell in json.load(open(path))["cells"]:
                if cell["cell_type"] == "code":
                    print("".join(cell["source"]))
                    exec("".join(cell["source"]))
    """)
