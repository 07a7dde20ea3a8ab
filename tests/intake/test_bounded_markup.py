"""Markup that takes long, breaks a library or closes the page around it is not passed on."""

from __future__ import annotations

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.ansi import ansi2html
from nbformat.v4 import new_code_cell, new_notebook, new_output

from hvutils.grading.intake import clean
from hvutils.grading.intake.markdown import safe_markdown
from hvutils.grading.intake.markup import plain, safe_html

SENTENCE = "nested too deeply"


@pytest.mark.parametrize(
    "html",
    ["<div>" * 100_000, "<ul><li>" * 60_000, "<details open><summary>x" * 20_000, "<b>" * 100_000],
    ids=["div", "list", "details", "b"],
)
def test_html_that_is_nested_deeply_is_named(html):
    assert SENTENCE in safe_html(html)


def test_html_with_endless_attributes_or_signs_is_named():
    assert "too much" in safe_html("&" * 400_000)
    assert "too much" in safe_html("<b " + " ".join(f"a{n}=1" for n in range(50_000)) + ">x</b>")


def test_a_long_table_stays():
    rows = "".join(f"<tr><td>{n}<td>&amp;{n}" for n in range(5_000))
    cleaned = safe_html(f"<table>{rows}</table>")
    assert cleaned.count("<tr>") == 5_000


@pytest.mark.parametrize(
    "codes",
    ["38", "48", "38;5", "48;2;1;2", "38;5;999", "1;38", "9" * 30, ";" * 30, "38;2;1;999;1"],
)
def test_a_colour_that_is_none_is_removed(codes):
    text = plain(f"a\x1b[{codes}mb")
    assert ansi2html(text).endswith("b") or ansi2html(text).endswith("b</span>")
    assert "\x1b[38m" not in text


@pytest.mark.parametrize(
    "codes", ["", "0", "1;31", "38;5;208", "48;2;1;2;3", "97;104", "1;38;5;3;4"]
)
def test_a_colour_stays(codes):
    assert plain(f"\x1b[{codes}mx") == f"\x1b[{codes}mx"


def test_markdown_of_environments_is_shown_as_text():
    assert safe_markdown("\\begin{a} x" * 4_000).startswith("```")


@pytest.mark.parametrize(
    "source", ["</div></div>", "a</section>b", "<div>", "<b><i>x</b></i>", "x</table>", "</td>"]
)
def test_markdown_that_closes_what_it_did_not_open_is_shown_as_text(source):
    assert "&lt;" in safe_markdown(source)


@pytest.mark.parametrize(
    "source", ["a<br>b", "<ul><li>a<li>b</ul>", "<p>x", "<b>x</b>", "* a\n* b", "<div>x</div>"]
)
def test_simple_markdown_stays(source):
    assert safe_markdown(source) == source


def notebook_of(*cells):
    return new_notebook(cells=list(cells))


def size(notebook) -> int:
    return len(nbformat.writes(notebook))


def test_what_a_notebook_shows_is_bounded_as_a_whole():
    flood = [new_output("stream", name=f"std{way}", text="x" * 150_000) for way in ("out", "err")]
    cells = [new_code_cell("pass", outputs=flood * 40) for _ in range(8)]
    cleaned = clean(notebook_of(*cells))
    assert size(cleaned) < 10 * 1024**2
    assert "is not shown" in nbformat.writes(cleaned)
    assert clean(cleaned) == cleaned


def test_what_the_marker_says_is_never_cut():
    flood = [new_output("stream", name="stdout", text="x" * 150_000)] * 100
    graded = new_code_cell("hand_in('a')")
    graded.metadata["nbgrader"] = {"grade_id": "a", "grade": True, "solution": False}
    graded.outputs = [new_output("execute_result", data={"text/plain": "3"})]
    cleaned = clean(notebook_of(*[new_code_cell("x", outputs=flood) for _ in range(8)], graded))
    assert cleaned.cells[-1].outputs[0].data["text/plain"] == "3"


def test_a_page_can_be_made_of_all_of_it():
    hostile = ("\x1b[38m", "\x1b[48;5m", "\x1b[38;2;1;2m")
    outputs = [new_output("stream", name="stdout", text=f"{code}x") for code in hostile]
    outputs += [new_output("error", ename=code, evalue=code, traceback=[code]) for code in hostile]
    page, _ = HTMLExporter().from_notebook_node(
        clean(notebook_of(new_code_cell("1", outputs=outputs)))
    )
    assert "x" in page
