"""Markup of a submission's: what would run is gone, what is honest stays as it is.

The browser tests show that nothing runs; these say what becomes of what.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

from hvutils.grading.intake import clean
from hvutils.grading.intake.markdown import safe_markdown
from hvutils.grading.intake.markup import plain, safe_html

ROOT = Path(__file__).resolve().parents[2]
EXPORTER = HTMLExporter(template_name="classic", exclude_anchor_links=True)
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)

VECTORS = (
    "<script>flag()</script>",
    "<SCRIPT/x>flag()</SCRIPT >",
    "<img src=x onerror=flag()>",
    '<img src="x" onerror="flag()">',
    "<svg onload=flag()>",
    "<svg><script>flag()</script></svg>",
    "<svg><animate onbegin=flag() attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.flag()</script>'></iframe>",
    "<iframe src=javascript:flag()></iframe>",
    "<object data=javascript:flag()></object>",
    "<embed src=javascript:flag()>",
    "<a href=javascript:flag()>x</a>",
    "<a href='jav&#x09;ascript:flag()'>x</a>",
    "<a href=data:text/html,<script>flag()</script>>x</a>",
    "<form action=javascript:flag()><button>x</button></form>",
    "<button onclick=flag()>x</button>",
    "<details open ontoggle=flag()>x</details>",
    "<video><source onerror=flag()></video>",
    "<body onload=flag()>",
    "<meta http-equiv=refresh content='0;url=javascript:flag()'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style='background:url(//evil.example/x)'>x</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>x</div>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=flag()>'>",
    "<noscript><p title='</noscript><img src=x onerror=flag()>'>",
    "<template><script>flag()</script></template>",
    "<textarea><script>flag()</script></textarea>",
    "<x-y onclick=flag()>x</x-y>",
    "<input autofocus onfocus=flag()>",
    "<marquee onstart=flag()>x</marquee>",
    "<div class='full-credit mark-graded' id='audit'>x</div>",
    "<!--><img src=x onerror=flag()>-->",
    "<![CDATA[<img src=x onerror=flag()>]]>",
    "<?xml version='1.0'?><img src=x onerror=flag()>",
    "<scr\x00ipt>flag()</scr\x00ipt>",
    "<img src=x onerror=flag()//",
    "</p><script>flag()</script><p>",
    "<table background='javascript:flag()'><td>x",
)
MARKDOWN = (
    "[x](javascript:flag())",
    "[x](JaVaScRiPt:flag())",
    "[x](javascript&colon;flag())",
    "[x](&#106;avascript:flag())",
    "[x](vbscript:flag())",
    "[x](data:text/html;base64,PHNjcmlwdD5mbGFnKCk8L3NjcmlwdD4=)",
    "[x]: javascript:flag()\n\n[x]",
    "<javascript:flag()>",
    "![x](javascript:flag())",
    '![x](x.png" onerror="flag())',
    '![x](x.png "a\\" onerror=flag() b")',
    "[x](evil.html)",
    "[x](/logout)",
    "![x](//evil.example/x.png)",
    "![x](attachment:none.png)",
    "# heading <img src=x onerror=flag()>",
    "| a |\n|---|\n| <script>flag()</script> |",
    "```html onload=flag()\n<script>flag()</script>\n```",
    '```x" onmouseover="flag()\ncode\n```',
    "`<script>flag()</script>`",
    "$<script>flag()</script>$",
    "$$\n</div><script>flag()</script>\n$$",
    "\\begin{x}<script>flag()</script>\\end{x}",
    "# audit",
    "# audit-comment",
)


def shown(notebook) -> BeautifulSoup:
    """Render a notebook as the formgrader does, and parse it."""
    html, _ = EXPORTER.from_notebook_node(notebook)
    return BeautifulSoup(html, "html.parser").find(id="notebook-container")


def refuse_markup(page: BeautifulSoup) -> None:
    allowed_data = ("data:image/png;base64,", "data:image/svg+xml;base64,")
    for element in page.find_all(True):
        assert element.name not in {
            *("script", "style", "iframe", "object", "embed", "form", "button", "base", "meta"),
            *("link", "svg", "math", "template", "textarea", "noscript", "video", "marquee"),
        }, element
        for name, value in element.attrs.items():
            assert not name.startswith("on"), element
            if name == "href":
                assert value.startswith(("http://", "https://", "mailto:", "#")), element
            if name == "src":
                assert value.startswith(allowed_data) or value.endswith(".png"), element
                assert "//" not in value.partition(",")[0], element
            if name == "style":
                assert "url" not in value and "position" not in value, element
            if name == "id":
                assert value.startswith("cell-id="), element
            if name == "class":
                assert not {"full-credit", "mark-graded", "btn"} & set(value), element


@pytest.mark.parametrize("vector", VECTORS)
def test_no_html_of_a_submission_is_left_to_run(vector):
    output = new_output("display_data", data={"text/html": vector, "text/plain": vector})
    result = new_output("execute_result", data={"text/markdown": vector}, execution_count=1)
    notebook = new_notebook(
        cells=[
            new_markdown_cell(vector),
            new_markdown_cell(f"text {vector} text\n\n* {vector}\n\n> {vector}"),
            new_raw_cell(vector),
            new_code_cell(vector, outputs=[output, result]),
        ]
    )
    refuse_markup(shown(clean(notebook)))


@pytest.mark.parametrize("vector", MARKDOWN)
def test_no_markdown_of_a_submission_is_left_to_run(vector):
    refuse_markup(shown(clean(new_notebook(cells=[new_markdown_cell(vector)]))))


def test_outputs_of_other_kinds_are_dropped_and_their_text_stays():
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>flag()</script></svg>"
    data = {
        "application/javascript": "flag()",
        "application/vnd.jupyter.widget-view+json": {"model_id": "<script>"},
        "application/pdf": "AAAA",
        "text/latex": "\\href{javascript:flag()}{x}",
        "text/vnd.mermaid": "graph",
        "image/svg+xml": svg,
        "image/png": '" onerror="flag()',
        "text/plain": "the text",
    }
    output = new_output(
        "display_data",
        data=data,
        metadata={"text/html": {"isolated": True}, "image/png": {"width": "1 onload=flag()"}},
    )
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[output])])
    notebook.metadata.update(
        title="<script>",
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {}}},
        language_info={"pygments_lexer": "<script>"},
    )
    cleaned = clean(notebook)
    (kept,) = cleaned.cells[0].outputs
    assert set(kept.data) == {"text/plain", "text/html"}
    assert kept.metadata == {}
    assert cleaned.metadata == {"language_info": {"name": "python"}}
    refuse_markup(shown(cleaned))


def test_tracebacks_and_streams_keep_colours_and_lose_what_steers_a_terminal():
    nasty = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J \x1bc <script>flag()</script>\x08\u202e"
    notebook = new_notebook(
        cells=[
            new_code_cell(
                "x",
                outputs=[
                    new_output("stream", name="stdout", text=nasty),
                    new_output("error", ename=nasty, evalue=nasty, traceback=[nasty]),
                ],
            )
        ]
    )
    cleaned = clean(notebook)
    text = cleaned.cells[0].outputs[0].text
    assert text.startswith("\x1b[31mred\x1b[0m ")
    assert "\x1b]" not in text and "\x1b[2J" not in text and "\x1bc" not in text
    refuse_markup(shown(cleaned))


def test_honest_work_stays_as_it_is():
    markdown = (
        '# Title\n\n**bold** *it* `code <b>` and a [link](https://example.org/a?b=1&c=2 "t")\n\n'
        "| a | b |\n|:-|-:|\n| 1 | 2 |\n\n- [x] done\n- item\n  1. one\n\n> quote\n\n"
        "```python\nx = '<script>'\n```\n\n$a < b$\n\n$$\\frac{1}{2}$$\n\n"
        "![plot](attachment:plot.png) ![file](plots/a.png)\n\nA <b>bold</b> word<br>and x < y\n"
    )
    cell = new_markdown_cell(markdown)
    cell.attachments = {"plot.png": {"image/png": PNG}}
    table = (
        '<table border="1" class="dataframe"><thead><tr><th></th><th>a</th></tr></thead>'
        "<tbody><tr><th>0</th><td>1</td></tr></tbody></table>"
    )
    outputs = [
        new_output("display_data", data={"text/html": table, "text/plain": "a"}),
        new_output(
            "display_data",
            data={"image/png": PNG, "text/plain": "<Figure>"},
            metadata={"image/png": {"width": 10, "height": 20}},
        ),
    ]
    notebook = new_notebook(cells=[cell, new_code_cell("x < y", outputs=outputs)])
    cleaned = clean(notebook)
    assert cleaned.cells[0] == cell
    assert cleaned.cells[1] == notebook.cells[1]


def test_the_courses_own_notebooks_stay_as_they_are():
    for file in (*ROOT.glob("release/*/*.ipynb"), *ROOT.glob("source/*/*.ipynb")):
        notebook = nbformat.read(file, as_version=4)
        for before, after in zip(notebook.cells, clean(notebook).cells, strict=True):
            assert after.source == before.source, file


def test_pictures_of_the_course_are_still_shown():
    from hvutils.lab.pictures import draw

    bundle = draw("stacks")._repr_mimebundle_()
    html = safe_html(bundle["text/html"])
    (image,) = BeautifulSoup(html, "html.parser").find_all("img")
    svg = base64.b64decode(image["src"].partition(",")[2]).decode()
    assert svg.startswith("<svg") and "hypervisor" in svg
    assert "Type 1" in image["alt"]
    assert "<figcaption>" in html


def test_cleaning_twice_changes_nothing_more():
    cells = [new_markdown_cell(vector) for vector in (*VECTORS, *MARKDOWN)]
    outputs = [new_output("display_data", data={"text/html": vector}) for vector in VECTORS]
    once = clean(new_notebook(cells=[*cells, new_code_cell("x", outputs=outputs)]))
    assert clean(once) == once


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*VECTORS, *MARKDOWN, "\n\n", "`", "```\n", "$$", "<", ">", "*"])))
def test_no_mixture_of_markup_is_left_to_run(pieces):
    text = "".join(pieces)
    html = new_output("display_data", data={"text/html": text})
    notebook = new_notebook(cells=[new_markdown_cell(text), new_code_cell("x", outputs=[html])])
    refuse_markup(shown(clean(notebook)))


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_written_and_shown(text):
    for made in (safe_markdown(text), safe_html(text), plain(text)):
        json.dumps(made).encode()
        made.encode()


@pytest.mark.parametrize("piece", ["[", "\\\\(", "\\\\[ a", "\\begin{a}", ">"])
def test_what_takes_a_renderer_minutes_is_shown_as_text(piece):
    assert safe_markdown(piece * (50_000 // len(piece))).startswith("```")
