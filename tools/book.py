"""Writes the reading edition, the course as static pages without answers: `make book`.

The pages load nothing: no script, no font, no picture from elsewhere.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from nbconvert import HTMLExporter

from progress import ROOT, say
from reading import reading

ORDER = ("orientation", "core", "recon", "reflection")
"""The sections, in the order in which they are taught."""

FOLDER = ROOT / "dist" / "book"
_STYLE = (ROOT / "tools" / "book.css").read_text(encoding="utf-8")
_PICTURE_STYLE = re.compile(r"(<figure class=\"hv-picture\">)(<style>.*?</style>)", re.DOTALL)
_COURSE = "Hypervisor Architectures: Type 1 and Type 2"


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Args:
        name: the section's name, and the file's without its ending.
        title: its heading.
        body: its content, as HTML.
    """

    name: str
    title: str
    body: str


def pages() -> list[Page]:
    """Return the sections' pages, in their order."""
    made = []
    for name in ORDER:
        source = ROOT / "source" / name / f"{name}.ipynb"
        release = ROOT / "release" / name / f"{name}.ipynb"
        if source.is_file():
            exporter = HTMLExporter(
                template_name="basic",
                exclude_input_prompt=True,
                exclude_output_prompt=True,
                exclude_anchor_links=True,
            )
            body, _ = exporter.from_notebook_node(reading(source, release))
            body = _PICTURE_STYLE.sub(r"\1", body)
            heading = re.search(r"<h1[^>]*>(.*?)</h1>", body)
            title = html.unescape(re.sub(r"<[^>]+>", "", heading[1])) if heading else name
            made.append(Page(name, title, body))
    return made


def write(folder: Path) -> list[Path]:
    """Write the book; return its files.

    Args:
        folder: where it goes; what is there of the same names is replaced.
    """
    made = pages()
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{page.name}.html" for page in made]
    for number, (page, path) in enumerate(zip(made, written, strict=True)):
        before = made[number - 1] if number else None
        after = made[number + 1] if number + 1 < len(made) else None
        turn = [
            _link(page_, word) for page_, word in ((before, "Before"), (after, "Next")) if page_
        ]
        body = page.body + f'<nav aria-label="Pages beside">{" · ".join(turn)}</nav>'
        path.write_text(_whole(page.title, body, made, page.name), encoding="utf-8")
    index = folder / "index.html"
    rows = "".join(f"<li>{_link(page)}</li>" for page in made)
    body = (
        f"<h1>{html.escape(_COURSE)}</h1><p>The course, to be read. The notebooks have more: you "
        "predict, run, answer, and are told at once. What is graded is answered there, and not "
        f"here.</p><ol>{rows}</ol>"
    )
    index.write_text(_whole(_COURSE, body, made, "index"), encoding="utf-8")
    return [index, *written]


def _link(page: Page, word: str = "") -> str:
    said = f"{word}: {page.title}" if word else page.title
    return f'<a href="{page.name}.html">{html.escape(said)}</a>'


def _whole(title: str, body: str, made: list[Page], here: str) -> str:
    items = "".join(
        f'<li><a href="{page.name}.html"{_current(page.name == here)}>'
        f"{html.escape(page.title)}</a></li>"
        for page in made
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}{_colours()}</style></head><body>"
        '<a class="skip" href="#text">Skip to the text</a>'
        f'<header><a href="index.html">{html.escape(_COURSE)}</a></header>'
        f'<nav aria-label="Sections"><ul>{items}</ul></nav>'
        f'<main id="text" tabindex="-1">{body}</main>'
        "<footer><p>Made by <code>make book</code> from the notebooks of the course.</p></footer>"
        "</body></html>\n"
    )


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


def _colours() -> str:
    """Return the style of the pictures, which a page needs once."""
    from hvutils.lab.pictures import PICTURES

    found = _PICTURE_STYLE.search(next(iter(PICTURES.values())).html())
    return found[2].removeprefix("<style>").removesuffix("</style>") if found else ""


def main(argv: list[str]) -> int:
    """Write the book; return 0."""
    parser = argparse.ArgumentParser(prog="make book", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    for path in write(parser.parse_args(argv).folder):
        say(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
