"""Each notebook keeps to the figures: how long it is, how often it asks, what it shows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hvutils.lab.pictures import PICTURES
from hvutils.lab.practice.rows import check_row, prediction_row, read_rows
from tests.course.shape import LABELS, Notebook

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = [Notebook(path) for path in sorted((ROOT / "source").glob("*/*.ipynb"))]

ALONE = (
    *("hand_in", "gain"),  # What is graded is a locked cell of its own; what was gained follows it.
    *("reveal", "hint"),  # Run after the cell above, hints more than once.
    # Things to try, and a measurement: to run them again begins them anew.
    *("build_stack", "exit_costs", "measure_exits", "spot_the_liar", "toggle_evidence"),
)
"""What a code cell may call in its only line; every other has two lines or more."""

pytestmark = pytest.mark.parametrize(
    "notebook",
    NOTEBOOKS,
    ids=lambda notebook: notebook.path.stem,
)


def test_it_has_forty_to_eighty_cells(notebook):
    assert 40 <= len(notebook.cells) <= 80


def test_it_has_1200_to_2500_words(notebook):
    assert 1200 <= notebook.words <= 2500


def test_its_prose_comes_in_bites(notebook):
    sizes = {cell.place: cell.prose for cell in notebook.prose}
    assert len(sizes) >= 20
    assert not {place: words for place, words in sizes.items() if not 45 <= words <= 90}
    # The ceiling holds for all that is in a cell, its heading and its tables too.
    assert not {c.place: c.words for c in notebook.markdown if c.words > 150}


def test_its_code_is_short(notebook):
    assert 2 <= notebook.median_lines <= 4
    for cell in notebook.code:
        # What a locked cell asks has an item a line, and nobody reads it as code.
        longest = 25 if "ask(" in cell.text or "draw_set(" in cell.text else 6
        shortest = 1 if cell.calls in ALONE else 2
        assert shortest <= cell.lines <= longest, f"cell {cell.place} has {cell.lines} lines"


def test_it_asks_often(notebook):
    assert 8 <= len(notebook.checks) <= 20, notebook.checks
    # A question in every fifth cell at least.
    assert notebook.longest_silence <= 4


def test_a_prediction_is_set_before_it_is_revealed(notebook):
    text = "\n".join(cell.text for cell in notebook.code)
    for name in notebook.named("reveal"):
        assert name in notebook.named("predict"), f"{name} is revealed and never predicted"
        assert text.index(f'predict("{name}"') < text.index(f'reveal("{name}"')
    assert set(notebook.named("predict")) == set(notebook.named("reveal"))


def test_a_prediction_and_a_check_name_what_can_be_chosen(notebook):
    for cell in notebook.code:
        for call, name in re.findall(r'\b(predict|check)\("([\w.-]+)"', cell.text):
            row = prediction_row(name) if call == "predict" else check_row(name)
            named = [option for option in row.form.options if f'"{option}"' in cell.text]
            assert named == list(row.form.options), name


def test_it_draws_two_pictures_at_least_and_knows_them(notebook):
    assert len(notebook.pictures) >= 2
    assert set(notebook.pictures) <= set(PICTURES)


def test_its_stored_pictures_are_those_of_today(notebook):
    for cell in notebook.code:
        for name in notebook.drawn_in(cell):
            shown = [output.get("data", {}).get("text/html", "") for output in cell.outputs]
            stored = ["".join(html) for html in shown]
            assert PICTURES[name].html() in stored, f"run make outputs SECTION={notebook.path.stem}"


def test_each_picture_it_shows_has_words(notebook):
    for cell in notebook.cells:
        for output in cell.outputs:
            data = output.get("data", {})
            assert not {"image/png", "image/jpeg", "image/svg+xml"} & data.keys(), cell.place
            assert len("".join(data.get("text/plain", "-"))) > 0
        assert "![](" not in cell.text
        assert "<img" not in cell.text or "alt=" in cell.text


def test_each_capture_says_where_it_comes_from(notebook):
    assert not notebook.uncaptioned, "these cells show a capture without its provenance"


def test_its_references_and_its_citations_agree(notebook):
    assert len(notebook.references) >= 5
    assert list(notebook.references) == list(range(1, len(notebook.references) + 1))
    assert notebook.cited == set(notebook.references)


def test_it_ends_in_ten_to_twenty_questions(notebook):
    assert 10 <= notebook.questionnaire <= 20


def test_the_five_questions_are_asked_in_the_same_words(notebook):
    assert notebook.labels == LABELS


def test_its_first_screen_says_what_it_is_for(notebook):
    first = "\n".join(cell.text for cell in notebook.cells[:4] if not cell.code).lower()
    for words in (("auditor",), ("you can", "you will"), ("minutes",), ("points", "graded")):
        assert any(word in first for word in words), f"the first screen says none of {words}"


def test_its_outputs_are_stored_and_none_is_on_stderr(notebook):
    for cell in notebook.code:
        assert all(output.get("name") != "stderr" for output in cell.outputs), cell.place
        assert all(output["output_type"] != "error" for output in cell.outputs), cell.place
    assert sum(bool(cell.outputs) for cell in notebook.code) > len(notebook.code) / 2


def test_it_answers_all_that_it_asks(notebook):
    """The source has the answers to what is drawn for the course's own student."""
    for cell in notebook.code:
        stored = json.dumps(cell.outputs)
        assert "NOT HANDED IN" not in stored, f"cell {cell.place}"
        assert " is not an option" not in stored and "not answered yet" not in stored


def test_it_asks_only_what_practice_has(notebook):
    section = notebook.path.stem
    table = ROOT / "hvutils" / "lab" / "practice" / f"{section}.toml"
    checks, predictions = read_rows(table)
    assert set(notebook.named("check")) == set(checks)
    assert set(notebook.named("predict")) == set(predictions)
    assert set(notebook.named("hint")) <= set(checks)


def test_its_release_shows_no_solution(notebook):
    released = Notebook(ROOT / "release" / notebook.path.parent.name / notebook.path.name)
    text = "\n".join(cell.text for cell in released.cells)
    assert "BEGIN SOLUTION" not in text
    assert "Sample answer" not in text
    assert not any(cell.outputs for cell in released.cells)
