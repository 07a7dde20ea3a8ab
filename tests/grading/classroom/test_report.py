"""The class report, as the command writes it and a browser shows it."""

from __future__ import annotations

import csv
import re
from datetime import datetime

import pytest

from hvutils.cli import main
from hvutils.grading.classroom.page.page import page
from hvutils.grading.classroom.page.style import STYLE
from hvutils.grading.classroom.standing import ClassResults, Standing
from hvutils.grading.course.class_table import print_scores
from hvutils.grading.course.course import Score

from .simulated import ASSIGNMENT


def test_the_class_table_counts_penalty_and_extra_credit(results):
    by_name = {row.student: row for row in results.standings}
    assert len(by_name) == 200
    assert by_name["s006"].extra == 1.5
    assert by_name["s007"].problem == "has not submitted"
    assert by_name["s003"].held and not by_name["s003"].graded
    late = [row for row in results.standings if row.seconds_late]
    assert late and all(row.penalty == 2.0 for row in late)


def test_a_question_is_not_counted_twice_where_one_record_is_empty(results):
    # s003 is held, and has no items in the record; its cells are not mixed with others' items.
    held = next(row for row in results.standings if row.student == "s003")
    assert {item.question for item in held.items} <= {"reflection"}
    assert held.marked_of > 0


def test_the_page_says_all_that_was_asked_for(report):
    text = report.read_text()
    for words in (
        "Class report: recon",
        "median",
        "The hardest items",
        "item-rest r",
        "Nitro is KVM",
        "commonest slip",
        "A student is listed if one of these holds",
        "confirm with hv course alias s003 OTHER",
        "cell 4 ran longer than 30 s and was stopped",
        "s000 and s001",
        "This says where to look, and no more",
        "empty-grep: 0 → 1",
    ):
        assert words in text, words
    for accusing in ("cheat", "plagiar", "copied", "suspicious"):
        assert accusing not in text.lower()


def test_every_picture_has_words_and_a_table(report):
    text = report.read_text()
    pictures = re.findall(r"<figure.*?</figure>", text, re.S)
    assert len(pictures) == 5
    for picture in pictures:
        described = re.search(r'aria-labelledby="(\S+) (\S+)"', picture)
        assert (
            f'<title id="{described[1]}">' in picture and f'<desc id="{described[2]}">' in picture
        )
        assert "<table" in picture


def test_nothing_of_a_student_is_markup(report):
    text = report.read_text()
    assert "<script" not in text and "<img" not in text and "http" not in text.split("<body>")[1]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "default-src 'none'" in text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_at_400_pixels_without_network_and_script(browser, report, scheme):
    context = browser.new_context(
        viewport={"width": 400, "height": 800}, color_scheme=scheme, java_script_enabled=True
    )
    shown = context.new_page()
    asked, said = [], []
    shown.on("request", lambda request: asked.append(request.url))
    shown.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    shown.on("console", lambda message: said.append(message.text))
    shown.goto(report.as_uri())
    assert shown.evaluate("document.documentElement.scrollWidth") <= 400
    assert [url for url in asked if not url.startswith("file:")] == []
    assert said == []
    ground = shown.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 31)")
    # The keyboard gets to the skip link, the sections, and opens a picture's numbers.
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    shown.locator("summary").first.focus()
    shown.keyboard.press("Enter")
    assert shown.locator("details").first.evaluate("node => node.open")
    context.close()


def luminance(colour: str) -> float:
    """Source: WCAG 2.2, "relative luminance"."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(letter * 2 for letter in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_readers_need(scheme):
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", STYLE.split("@media")[scheme]))
    ground = luminance(colours["ground"])
    for name, least in (
        *(("ink", 4.5), ("quiet", 4.5), ("link", 4.5), ("mark", 4.5)),
        *(("right", 3.0), ("partly", 3.0), ("wrong", 3.0), ("missing", 3.0)),
    ):
        low, high = sorted((luminance(colours[name]), ground))
        assert (high + 0.05) / (low + 0.05) >= least, name


def test_csv_has_a_row_a_student_and_runs_no_formula(report):
    rows = list(csv.DictReader(report.with_suffix(".csv").read_text().splitlines()))
    assert len(rows) == 200
    row = next(row for row in rows if row["student"] == "s006")
    assert (row["extra_credit"], row["state"]) == ("1.5", "graded")
    absent = next(row for row in rows if row["student"] == "s007")
    assert (absent["points"], absent["note"]) == ("", "has not submitted")


def test_a_formula_in_a_name_is_text():
    from hvutils.grading.classroom.as_csv import as_csv

    rows = (Standing("=cmd", name="@SUM(1)"),)
    assert as_csv(ClassResults("a", 1.0, None, rows)).splitlines()[1].startswith("'=cmd,'@SUM(1),")


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (Standing("ada", problem="has not submitted"),),
        (Standing("ada", points=0.0), Standing("ben", points=0.0)),
        (Standing("ada", points=3.5, submitted=datetime(2026, 1, 1)),),
    ],
    ids=["empty", "nobody handed in", "all zero", "more points than there are"],
)
@pytest.mark.parametrize("of", [0.0, 1.0, 1000.0])
def test_a_class_of_none_or_one_has_a_report(rows, of):
    made = page(ClassResults("recon", of, None, rows), (), datetime(2026, 1, 2))
    assert made.endswith("</html>\n") and "NaN" not in made and "inf" not in made


def test_a_file_that_cannot_be_written_is_named(simulated, capsys):
    where = ["--course", str(simulated), "--html", "/nowhere/report.html"]
    assert main(["course", "report", ASSIGNMENT, *where]) == 2
    error = capsys.readouterr().err
    assert "'/nowhere/report.html' cannot be written" in error and len(error.splitlines()) == 1


def test_the_class_table_shows_text_as_it_is(capsys):
    hostile = "[/x] [red]\x1b[31m"
    print_scores([Score(hostile, 1.0, 2.0, False, hostile)])
    said = capsys.readouterr().out
    assert "[/x] [red]" in said and "\x1b" not in said
