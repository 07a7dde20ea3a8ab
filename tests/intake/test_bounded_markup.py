"""Markup that takes long, breaks a library or closes the page around it is not passed on."""

from __future__ import annotations

import time

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.ansi import ansi2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from hvutils.grading.intake import clean
from hvutils.grading.intake.markdown import safe_markdown
from hvutils.grading.intake.markup import plain, safe_html
from hvutils.grading.plugins.feedback_page import FeedbackPage

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


SLOWLY_COLOURED = {
    "blanks": " \n" * 99_000,
    "fields": '"""' + "{a[" * 66_000 + '"""',
}


def seconds_of_page(*cells) -> float:
    cleaned = clean(notebook_of(*cells))
    start = time.process_time()
    HTMLExporter().from_notebook_node(cleaned)
    return time.process_time() - start


@pytest.mark.parametrize("code", SLOWLY_COLOURED.values(), ids=SLOWLY_COLOURED)
def test_code_that_takes_long_to_colour_is_shown_without_colours(code):
    assert seconds_of_page(*[new_code_cell(code) for _ in range(10)]) < 10


def test_many_short_cells_are_no_way_round():
    code = '"""' + "{a[" * 6_000 + '"""'
    assert seconds_of_page(*[new_code_cell(code) for _ in range(200)]) < 20


def test_code_of_ordinary_length_is_coloured():
    page, _ = HTMLExporter().from_notebook_node(clean(notebook_of(new_code_cell("def f(): 1"))))
    assert '<span class="k">def</span>' in page


@pytest.mark.parametrize("language", ["perl", "{.python}", "php extra words"])
def test_only_a_few_languages_of_markdown_are_coloured(language):
    assert safe_markdown(f"a\n\n```{language}\nx = 1\n```") == "a\n\n```\nx = 1\n```"


def test_long_code_in_markdown_is_shown_without_colours():
    long = "```python\n" + '"""' + "{a[" * 15_000 + "\n```"
    start = time.process_time()
    assert "python" not in safe_markdown(long)
    assert time.process_time() - start < 8


@pytest.mark.parametrize("sign", ['"', "&", "<", "\x1b[1mx\x1b[0m", "\x1b[38;2;1;2;3mx"])
def test_what_grows_in_a_page_counts_as_what_it_becomes(sign):
    text = (sign * 190_000)[:190_000]
    outputs = [new_output("stream", name=f"std{way}", text=text) for way in ("out", "err") * 20]
    cleaned = clean(notebook_of(*[new_code_cell("1", outputs=outputs) for _ in range(4)]))
    page, _ = FeedbackPage(template_name="classic").from_notebook_node(cleaned)
    assert len(page) < 12 * 1024**2


PICTURE = "A" * 400_000


def test_a_picture_that_is_shown_a_thousand_times_is_shown_as_text():
    cell = new_markdown_cell("[x]: attachment:a.png\n\n" + "![x]\n" * 2_000)
    cell.attachments = {"a.png": {"image/png": PICTURE}}
    page, _ = HTMLExporter().from_notebook_node(clean(notebook_of(cell)))
    assert PICTURE not in page
    assert len(page) < 2_000_000


def test_a_picture_that_is_shown_once_or_twice_is_shown():
    for text in ("![a](attachment:a.png)", "![a](attachment:a.png) ![a](attachment:a.png)"):
        cell = new_markdown_cell(text)
        cell.attachments = {"a.png": {"image/png": PICTURE}}
        page, _ = HTMLExporter().from_notebook_node(clean(notebook_of(cell)))
        assert page.count(PICTURE) == text.count("attachment:")


@pytest.mark.parametrize(
    "named", ["https://example.org/" + "a" * 1_900, 'https://a.b "' + "t" * 20_000 + '"']
)
def test_a_link_that_is_named_once_and_made_a_thousand_times_is_shown_as_text(named):
    source = f"[x]: {named}\n\n" + "[x] " * 5_000
    start = time.process_time()
    assert safe_markdown(source).startswith("```")
    assert time.process_time() - start < 8


@pytest.mark.parametrize("source", ["{a[" * 16_000, "[a](" * 12_000, "```\n" + "a[" * 24_000])
def test_brackets_in_a_long_line_are_shown_in_short_ones(source):
    cells = [new_markdown_cell(f"{number} {source}") for number in range(4)]
    start = time.process_time()
    cleaned = clean(notebook_of(*cells))
    HTMLExporter().from_notebook_node(cleaned)
    assert time.process_time() - start < 8
    assert clean(cleaned) == cleaned
