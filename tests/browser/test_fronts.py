"""Every notebook of the course in JupyterLab 4 and in Notebook 7, without the internet."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.opening import LAB, NOTEBOOK, open_in, run_all, texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        os.environ.get("HV_FRONTS") != "1", reason="takes minutes: make test-fronts runs it"
    ),
]

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = sorted(path.stem for path in (ROOT / "source").glob("*/*.ipynb"))


@pytest.mark.parametrize("front", [LAB, NOTEBOOK])
@pytest.mark.parametrize("room", ["source", "release"])
@pytest.mark.parametrize("section", SECTIONS)
def test_it_opens_and_runs_to_its_end(page: Page, bench, front: str, room: str, section: str):
    folder = bench.folder / f"{room}-{front.split()[0]}-{section}"
    shutil.copytree(ROOT / room / section, folder)
    cells = _unnumbered(folder / f"{section}.ipynb")
    beyond: list[str] = []
    page.on("request", lambda request: beyond.append(request.url))
    open_in(page, bench, front, f"{folder.name}/{section}.ipynb")
    run_all(page)
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    # A picture that would give an answer away waits for it.
    waits = re.compile(r"\b(reveal|check)\(")
    drawn = [text for text in code if room == "source" or not waits.search(text)]
    pictures = sum(text.count('draw("') for text in drawn)
    assert pictures >= 2 or room == "release"
    # What a cell says may be shown after its number, so each is waited for.
    if pictures:
        expect(page.locator("figure.hv-picture svg").nth(pictures - 1)).to_be_attached()
    assert "Error displaying widget" not in page.content()
    # A release stops nowhere, and says of each graded question that it is not answered.
    graded = sum("hand_in(" in source for source in code)
    said = page.locator(".jp-OutputArea-output", has_text="NOT HANDED IN")
    expect(said).to_have_count(graded if room == "release" else 0)
    # Errors are looked for when all is there.
    assert texts(page, '.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"]') == []
    errors = texts(page, '.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]')
    assert errors == []
    own = f"http://127.0.0.1:{bench.port}/"
    loaded = [url for url in beyond if not url.startswith((own, "data:", "blob:"))]
    assert loaded == [], "a notebook loads things from elsewhere"


def _unnumbered(path: Path) -> list[dict]:
    """Take the numbers of an earlier run away, so that those of this one show; return the cells."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return notebook["cells"]
