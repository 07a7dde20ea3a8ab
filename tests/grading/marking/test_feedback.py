"""The feedback on one question: whole, escaped, and readable without seeing colours."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from hvutils.grading.keys.key import load_key
from hvutils.grading.marking.marking import mark
from hvutils.grading.marking.marks import ItemMark, Mark, Outcome
from hvutils.grading.marking.outputs import feedback_outputs
from hvutils.grading.marking.texts import excerpt

KEY = load_key(Path(__file__).resolve().parents[3] / "source" / "recon" / "recon.key.toml")
DRAWN = KEY.for_student("ada", "recon")
NASTY = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"


def table_of(got: Mark, **options: bool) -> ElementTree.Element:
    """The feedback as a tree; it is well-formed, or this raises."""
    html = feedback_outputs(got, got.of, **options)[0]["data"]["text/html"]
    return ElementTree.fromstring(f"<div>{html.replace('<br>', '<br/>')}</div>")


@pytest.fixture
def got() -> Mark:
    host = DRAWN.questions["audit"].truths[0].name
    row = {"platform": NASTY, "role": "guest", "evidence": f"{NASTY}:1"}
    return mark("audit", DRAWN.questions["audit"], {host: row, NASTY: {}, host.upper() + "x": {}})


def test_the_table_has_a_caption_and_headings_with_their_scope(got) -> None:
    tree = table_of(got)
    assert "".join(tree.find("table/caption").itertext()).startswith("audit: ")
    heads = tree.findall("table/thead/tr/th")
    assert [head.text for head in heads] == [
        "mark",
        "points",
        "item",
        "asked for",
        "you said",
        "why",
    ]
    assert {head.get("scope") for head in heads} == {"col"}
    rows = tree.findall("table/tbody/tr")
    assert len(rows) == len(got.items) == 12
    assert all(row.find("th").get("scope") == "row" for row in rows)


def test_marks_are_words_with_signs_and_no_colour_is_set(got) -> None:
    tree = table_of(got)
    said = {row.find("td").text for row in tree.findall("table/tbody/tr")}
    assert said <= {"✓ right", "◐ partly", "✗ not right", "– not answered"}
    styles = " ".join(node.get("style", "") for node in tree.iter())
    assert "background" not in styles
    # The line between rows has the text's own colour, in light and in dark.
    assert styles.count("color") == 0 or styles.replace("currentColor", "").count("olor") == 0


def test_each_item_says_what_was_asked_for_what_was_given_and_why(got) -> None:
    for row, item in zip(table_of(got).findall("table/tbody/tr"), got.items, strict=True):
        _, points, asked, given, why = row.findall("td")
        assert points.text == f"{item.points:g} / {item.of:g}"
        assert asked.text == item.expects
        assert "".join(given.itertext()) == (item.given or "(nothing)")
        # Of a line of a hundred flags the beginning is shown, and what matters.
        line = excerpt(item.line, item.feedback)
        assert "".join(why.itertext()) == item.feedback + line


def test_what_a_student_wrote_is_text(got) -> None:
    for formative in (False, True):
        html = feedback_outputs(got, got.of, formative=formative)[0]["data"]["text/html"]
        assert "<script" not in html and "<img" not in html
        assert "&lt;script&gt;" in html
    assert any(NASTY.lower() in note or "script" in note for note in got.notes)


def test_the_score_is_never_more_than_the_cell_is_worth() -> None:
    more = Mark("q", (ItemMark("a", "x", Outcome.RIGHT, 7.0, 7.0, ""),))
    assert feedback_outputs(more, 5.0)[1]["data"]["text/plain"] == "5"


def test_a_held_mark_reads_zero_where_nobody_knows_of_holding() -> None:
    held = Mark("q", (ItemMark("a", "x", Outcome.RIGHT, 7.0, 7.0, ""),), held="why")
    shown, result = feedback_outputs(held, 7.0)
    assert result["data"]["text/plain"] == "0"
    assert "held, of 7 points" in shown["data"]["text/plain"]


def test_of_a_long_line_the_feedback_shows_what_it_speaks_of() -> None:
    flags = " ".join(f"flag{number}" for number in range(100))
    item = ItemMark("tiber · role", "host", Outcome.WRONG, 0.0, 1.0, "The flag hypervisor is set.")
    item = replace(item, line=f"lscpu.txt:19  Flags: {flags} hypervisor pti")
    shown = feedback_outputs(Mark("audit", (item,)), 1.0)[0]["data"]
    for text in (shown["text/html"], shown["text/plain"]):
        assert "lscpu.txt:19  Flags: flag0" in text
        assert "hypervisor pti" in text
        assert "flag50" not in text
