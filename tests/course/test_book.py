"""The reading edition: whole, without answers, loading nothing."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.course.shape import Notebook

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "source").glob("*/*.ipynb"))


def text_of(path: Path) -> str:
    """Return what a page says, without its tags."""
    body = re.sub(r"<(script|style).*?</\1>", " ", path.read_text(encoding="utf-8"), flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "", body))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def strings(data: object) -> Iterator[str]:
    """Yield the texts of a table that are no keys."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from strings(one)


def solutions(path: Path) -> list[str]:
    """Return the solutions and sample answers of a source notebook."""
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        found += re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.DOTALL)
        marks = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "markdown" and marks.get("solution"):
            found.append(text)
    return found


def test_it_has_a_page_a_section_and_a_first_page(book):
    assert {path.stem for path in book} == {"index", *(path.stem for path in SOURCES)}
    first = book[0].read_text(encoding="utf-8")
    for path in book[1:]:
        assert f'href="{path.name}"' in first


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_it_holds_no_solution(book, source):
    page = squeezed(text_of(next(path for path in book if path.stem == source.stem)))
    assert solutions(source), "a notebook without solutions tests nothing"
    for solution in solutions(source):
        assert squeezed(solution) not in page, solution
    assert "BEGINSOLUTION" not in page
    assert "handedin:" not in page
    assert ": right\n" not in page


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_it_says_nothing_of_what_the_key_says(book, source):
    page = squeezed(text_of(next(path for path in book if path.stem == source.stem)))
    key = source.with_name(f"{source.stem}.key.toml").read_text(encoding="utf-8")
    sentences = [one for one in strings(tomllib.loads(key)) if len(one) > 30]
    assert sentences, "a key without sentences tests nothing"
    for sentence in sentences:
        assert squeezed(sentence) not in page, sentence


def test_it_loads_nothing(book, browser: Browser):
    asked = []
    page = browser.new_context(java_script_enabled=False).new_page()
    page.on("request", lambda request: asked.append(request.url))
    for path in book:
        page.goto(path.as_uri())
    assert sorted(asked) == sorted(path.as_uri() for path in book)
    page.context.close()


def test_each_link_within_it_leads_somewhere(book):
    there = {path.name for path in book}
    for path in book:
        for target in re.findall(r'href="([^"]+)"', path.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://", "#")):
                assert target in there, f"{path.name} links to {target}"


def test_a_revealed_outcome_is_folded_away(book):
    for path in book[1:]:
        page = path.read_text(encoding="utf-8")
        for place in re.finditer("what happens   ", page):
            assert page.rfind("<details>", 0, place.start()) > page.rfind(
                "</details>", 0, place.start()
            )


def test_pictures_are_there_with_their_words(book):
    for path in book[1:]:
        page = path.read_text(encoding="utf-8")
        drawn = re.findall(r"<svg [^>]*>", page)
        assert len(drawn) >= 2, path.name
        assert all('role="img"' in one and 'aria-label="' in one for one in drawn)
        assert page.count("The picture in words") == len(drawn)
        # None is lost, also where a cell draws and asks, or draws and reveals.
        notebook = Notebook(ROOT / "source" / path.stem / f"{path.stem}.ipynb")
        assert len(drawn) == len(notebook.pictures), path.name
