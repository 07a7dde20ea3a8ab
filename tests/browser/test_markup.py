"""No markup of a submission's runs in the instructor's browser, nor in a student's feedback.

A student hands in every kind of markup; each piece would set a flag, or fetch something. The pages
are opened as the instructor and the student open them, and the flag must not be set. Honest work
beside it must look as it did: the pictures are kept in test-output/screenshots.
"""

from __future__ import annotations

import copy
import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from hvutils.grading.course.course import Course
from tests.browser.conftest import free_ports
from tests.intake.test_cleaning import MARKDOWN, PNG, VECTORS

pytestmark = pytest.mark.browser

ASSIGNMENT = "recon"
FLAG = "flag()"

# flag() is called by whatever runs, and counts; addresses of foreign.example would be asked for.
COUNT = (
    "window.ran = []; window.flag = () => window.ran.push(new Error().stack); window.alert = flag"
)

HONEST = (
    "## My notes\n\n**bold** and `code <b>`, a [link](https://example.org/?a=1&b=2)\n\n"
    "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n- [x] done\n\n```python\nx = '<b>'\n```\n\n"
    "![plot](attachment:plot.png)\n\nE = $m c^2$"
)

OUTPUTS = r"""
from IPython.display import HTML, Javascript, Latex, display
import ipywidgets

def show(kind, data, **metadata):
    display({kind: data, "text/plain": "x"}, raw=True, metadata={kind: metadata})

RUNS = "<script>flag()</script>"
for piece in PIECES:
    display(HTML(piece))
    show("text/markdown", piece)
    show("text/html", piece, isolated=True)
display(Javascript("flag()"))
show("image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg' onload='flag()'>{RUNS}</svg>")
display(Latex(r"$\href{javascript:flag()}{x}$ </div>" + RUNS))
show("image/png", '" onerror="flag()')
show("image/png", PNG, width="1 onload=flag()", alt='" onload="flag()')
show("application/vnd.jupyter.widget-view+json", {"model_id": f"</script>{RUNS}"})
show("text/vnd.mermaid", "graph TD; a[<img src=x onerror=flag()>]")
display(ipywidgets.HTML("<img src=x onerror=flag()>"))
print(RUNS, "\x1b[31m<img src=x onerror=flag()>\x1b[0m\x1b]8;;javascript:flag()\x07x")
"""

ERROR = r"""
class Odd(Exception):
    def _render_traceback_(self):
        return ["<script>flag()</script>", "\x1b[<img src=x onerror=flag()>m"]
raise Odd("</pre><script>flag()</script>")
"""

HONEST_OUTPUTS = """
import base64, pandas
from IPython.display import Image, display
display(pandas.DataFrame({"vendor": ["VMware", "QEMU"], "n": [1, 2]}))
display(Image(base64.b64decode(PNG), width=40, height=40))
print("plain text")
"""


def hand_in(course: Path, student: str, cells: list[Any], **more: Any) -> None:
    """Hand a notebook in, with cells of the student's own behind the released ones."""
    released = course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(released, as_version=4)
    notebook.cells += cells
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "recon-reflection":
            cell.source = more.get("reflection", "An answer.")
    notebook.metadata.update(more.get("metadata", {}))
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook))
    for name in more.get("files", ()):
        (folder / name).write_text("<script>opener ? opener.flag() : flag()</script>")


def hostile_cells() -> list[Any]:
    """Return a cell for each piece of markup, in each kind of cell."""
    cells: list[Any] = [new_markdown_cell(piece) for piece in (*VECTORS, *MARKDOWN)]
    cells += [new_raw_cell(piece) for piece in VECTORS]
    with_attachment = new_markdown_cell('![a](attachment:a.png) ![b](attachment:b"onerror="flag())')
    with_attachment.attachments = {
        "a.png": {'image/png" onerror="flag()': PNG, "text/html": "<script>flag()</script>"},
        'b"onerror="flag()': {"image/svg+xml": "PHN2Zy8+"},
    }
    tagged = new_code_cell("1")
    tagged.metadata = {"tags": ['" onmouseover="flag()'], "magics_language": "<script>"}
    names = f"PIECES = {VECTORS!r}\nPNG = {PNG!r}\n"
    return [*cells, with_attachment, tagged, new_code_cell(names + OUTPUTS), new_code_cell(ERROR)]


@pytest.fixture(scope="session")
def hostile_course(repo_root: Path, needs_isolation: Path, tmp_path_factory) -> Iterator[Any]:
    """A graded course with a hostile and an honest student, and a server on it."""
    sys.path.insert(0, str(repo_root / "tools"))
    try:
        lab, demo = importlib.import_module("lab"), importlib.import_module("demo")
    finally:
        sys.path.remove(str(repo_root / "tools"))
    layout = demo.Demo(tmp_path_factory.mktemp("markup"))
    layout._lay_out_course()
    layout._settle()
    layout.student.mkdir()
    course = Course(layout.course)
    course.build(ASSIGNMENT)
    honest = new_markdown_cell(HONEST)
    honest.attachments = {"plot.png": {"image/png": PNG}}
    own = [honest, new_code_cell(f"PNG = {PNG!r}\n{HONEST_OUTPUTS}")]
    hand_in(layout.course, "honest", copy.deepcopy(own))
    hand_in(
        layout.course,
        "hostile",
        hostile_cells(),
        reflection="# audit\n\n<script>flag()</script>\n\n<img src=x onerror=flag()>",
        files=("evil.html", "evil.svg", "<img src=x onerror=flag()>.txt"),
        metadata={
            "title": "<script>flag()</script>",
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
            "language_info": {"name": "<script>", "pygments_lexer": '"><script>flag()</script>'},
        },
    )
    # A name comes from a roster, and a roster from another system.
    course.enrol({"hostile": '<script>flag()</script> "><img/src=x/onerror=flag()>'})
    for student in ("honest", "hostile"):
        assert course.grade(ASSIGNMENT, student) == ""
    odd = layout.course / "submitted" / "<img src=x onerror=flag()>" / ASSIGNMENT
    odd.mkdir(parents=True)
    shutil.copy(layout.course / "release" / ASSIGNMENT / "recon.ipynb", odd)
    student, instructor = lab.start_servers(layout, free_ports())
    student.stop()
    try:
        instructor.wait()
        yield instructor
    finally:
        instructor.stop()


@pytest.fixture
def watched(page: Page) -> Page:
    """A page that counts what runs, and what it asks of hosts that are not ours."""
    page.asked = []  # type: ignore[attr-defined]
    page.add_init_script(COUNT)

    def note(request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1", "file:", "data:", "blob:")):
            page.asked.append(request.url)  # type: ignore[attr-defined]

    page.on("request", note)
    return page


def refuse_runs(page: Page) -> None:
    page.wait_for_timeout(1500)
    assert page.evaluate("window.ran") == []
    foreign = [url for url in page.asked if "cdnjs.cloudflare.com" not in url]  # type: ignore[attr-defined]
    assert foreign == []


def poke(page: Page) -> None:
    """Do what a person may do to a submission: hover, focus and click what is in it."""
    page.evaluate(
        """() => {
            const all = document.querySelectorAll('#notebook-container *');
            for (const element of all) {
                for (const name of ['mouseover', 'focus', 'toggle', 'load', 'error', 'begin'])
                    element.dispatchEvent(new Event(name));
                if (element.tagName == 'A' && !/^https?:/.test(element.href)) element.click();
            }
        }"""
    )


def submission(server: Any, student: str) -> str:
    """Return the address of a student's submission in the formgrader."""
    with Gradebook(f"sqlite:///{server.folder / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
        return f"http://127.0.0.1:{server.port}/formgrader/submissions/{found.id}/"


def test_a_hostile_submission_runs_nothing_in_the_formgrader(watched, hostile_course):
    watched.goto(hostile_course.link)
    watched.goto(submission(hostile_course, "hostile"))
    inside = watched.locator("#notebook-container")
    expect(inside.get_by_text("onerror").first).to_be_visible()
    expect(watched.locator("input.score")).to_have_count(6)
    poke(watched)
    refuse_runs(watched)


def test_the_formgraders_own_scripts_still_work(watched, hostile_course):
    watched.goto(hostile_course.link)
    watched.goto(submission(hostile_course, "hostile"))
    watched.locator(".glyphicon-eye-open").click()
    expect(watched.locator("a.name-shown")).to_contain_text("<script>flag()</script>")
    # A heading in the written answer is named like a graded cell: its score is not taken for it.
    score = watched.locator("input.score#recon-reflection")
    score.scroll_into_view_if_needed()
    score.fill("3")
    with watched.expect_response(lambda answer: "/api/grade" in answer.url and answer.ok) as saved:
        score.press("Tab")
    assert saved.value.json()["name"] == "recon-reflection"
    refuse_runs(watched)


@pytest.mark.parametrize(
    "place",
    [
        "manage_assignments",
        f"manage_submissions/{ASSIGNMENT}",
        "gradebook",
        f"gradebook/{ASSIGNMENT}",
        f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}",
        "manage_students",
        "manage_students/hostile",
        f"manage_students/hostile/{ASSIGNMENT}",
        "manage_students/%22;flag();%22",
        "manage_students/%3Cimg%20src=x%20onerror=flag()%3E",
    ],
)
def test_no_name_runs_in_the_formgraders_lists(watched, hostile_course, place):
    watched.goto(hostile_course.link)
    watched.goto(f"http://127.0.0.1:{hostile_course.port}/formgrader/{place}")
    expect(watched.locator("#main-table")).not_to_contain_text("Loading")
    refuse_runs(watched)


def test_the_button_grades_and_shows_its_log(watched, hostile_course):
    """The log names files and students."""
    watched.goto(hostile_course.link)
    watched.goto(f"http://127.0.0.1:{hostile_course.port}/formgrader/manage_submissions/recon")
    row = watched.locator("tr", has_text="hostile")
    row.locator(".autograde a").click()
    expect(watched.get_by_text("Successfully autograded")).to_be_visible(timeout=90_000)
    refuse_runs(watched)
    watched.reload()
    odd = watched.locator("tr", has_text="needs autograding")
    odd.locator(".autograde a").click()
    expect(watched.locator(".modal-title", has_text="Error")).to_be_visible(timeout=90_000)
    refuse_runs(watched)


def test_a_submissions_files_are_shown_and_do_not_run(watched, hostile_course):
    watched.goto(hostile_course.link)
    for name in ("evil.html", "evil.svg"):
        answer = watched.goto(submission(hostile_course, "hostile") + name)
        assert answer is not None
        if answer.ok:
            assert "sandbox" in answer.headers["content-security-policy"]
            assert watched.evaluate("window.ran || []") == []


def test_a_students_feedback_runs_nothing(watched, hostile_course):
    page = hostile_course.folder / "feedback" / "hostile" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert "Content-Security-Policy" in page.read_text()
    watched.goto(page.as_uri(), wait_until="domcontentloaded")
    inside = watched.locator("#notebook-container")
    expect(inside.get_by_text("onerror").first).to_be_visible()
    poke(watched)
    refuse_runs(watched)
    assert watched.asked == [], "feedback loads something from elsewhere"


def look_honest(page: Page) -> None:
    expect(page.locator("h2", has_text="My notes")).to_be_visible()
    expect(page.locator("strong", has_text="bold").first).to_be_visible()
    expect(page.locator("td", has_text="VMware").first).to_be_visible()
    pictures = page.locator("#notebook-container img[src^='data:image/png']")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        assert picture.evaluate("image => image.naturalWidth") > 0
    # The course draws its pictures in SVG.
    drawn = page.locator("#notebook-container img[src^='data:image/svg']").first
    drawn.scroll_into_view_if_needed()
    assert drawn.evaluate("image => image.naturalWidth") > 100
    page.locator("h2", has_text="My notes").scroll_into_view_if_needed()


def test_honest_work_looks_as_it_did_in_the_formgrader(watched, hostile_course):
    watched.goto(hostile_course.link)
    watched.goto(submission(hostile_course, "honest"))
    look_honest(watched)
    refuse_runs(watched)


@pytest.mark.parametrize("cell", ["div.text_cell_render", "div.output_subarea"])
def test_no_formula_paints_beyond_its_cell_in_the_formgrader(watched, hostile_course, cell):
    watched.goto(hostile_course.link)
    watched.goto(submission(hostile_course, "hostile"))
    # What MathJax makes of \\rule{400em}{400em}, which no cleaning of markup sees.
    covers = watched.evaluate(
        """(cell) => {
            const rule = document.createElement('span');
            rule.style.cssText = 'position: absolute; left: -3000px; top: -3000px;'
                + 'width: 9000px; height: 9000px; z-index: 9999';
            document.querySelector(`#notebook-container ${cell}`).append(rule);
            const button = document.querySelector('.navbar').getBoundingClientRect();
            const there = document.elementFromPoint(button.x + 9, button.y + 9);
            return there === rule;
        }""",
        cell,
    )
    assert not covers


def test_honest_work_looks_as_it_did_in_the_feedback(watched, hostile_course):
    page = hostile_course.folder / "feedback" / "honest" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    watched.goto(page.as_uri(), wait_until="domcontentloaded")
    look_honest(watched)
    expect(watched.get_by_text("E = $m c^2$")).to_be_visible()
    refuse_runs(watched)
    assert watched.asked == [], "feedback loads something from elsewhere"


def test_the_flag_is_set_where_nothing_is_cleaned(watched, hostile_course, tmp_path):
    """The trap works: the same markup in a page without our cleaning does run."""
    page = tmp_path / "page.html"
    page.write_text("<body>" + "".join(VECTORS[2:5]))
    watched.goto(page.as_uri())
    watched.wait_for_timeout(500)
    assert watched.evaluate("window.ran.length") > 0


def test_the_class_report_runs_nothing(watched, hostile_course, tmp_path):
    """What students said, and what went wrong, stands in the instructor's report."""
    record = hostile_course.folder / "grading" / f"{ASSIGNMENT}.jsonl"
    before = record.read_bytes()
    line = json.loads(before.splitlines()[-1])
    for number, item in enumerate(line["items"]):
        item.update(given=VECTORS[number % len(VECTORS)], misconception=VECTORS[-number])
    line.update(incidents=list(VECTORS), problem="<img src=x onerror=flag()>")
    page = tmp_path / "report.html"
    try:
        with record.open("a") as file:
            file.write(json.dumps(line) + "\n")
        command = ["-m", "hvutils", "course", "report", ASSIGNMENT, "--html", str(page)]
        subprocess.run([sys.executable, *command], cwd=hostile_course.folder, check=True)
    finally:
        record.write_bytes(before)
    watched.goto(page.as_uri())
    expect(watched.get_by_text("onerror").first).to_be_attached()
    refuse_runs(watched)
