"""The whole cycle in a real browser: two students hand in, an instructor grades, both read theirs.

The tests of this file are steps: each goes on where the one before has stopped.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.hub.browsing import ASSIGNMENT
from tests.hub.hubs import COURSE

pytestmark = pytest.mark.browser

ADA, BEN, INES, GWEN = "hvt-ada", "hvt-ben", "hvt-ines", "hvt-gwen"
SAYS = {ADA: "nothing either way", BEN: "it is bare metal"}
REFLECTIONS = {ADA: "Ada: the prefix proves a vendor only.", BEN: "Ben: ESXi is fast and safe."}
POINTS = {ADA: "4", BEN: "1"}
COMMENTS = {ADA: "Well argued, Ada.", BEN: "Ben, which line shows ESXi?"}


@pytest.mark.parametrize("name", [ADA, BEN])
def test_1_a_student_fetches_the_assignment(people, hub, name):
    student = people(name)
    listed = student.open_list()
    expect(listed.get_by_text(ASSIGNMENT).first).to_be_visible()
    student.press(listed, "Fetch")
    expect(student.button(listed, "Submit").first).to_be_visible()
    student.shot(f"1-fetched-{name}")
    assert (hub.top / "homes" / name / COURSE / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").is_file()


@pytest.mark.parametrize("name", [ADA, BEN])
def test_2_a_student_works_with_cells_and_a_widget(people, name):
    student = people(name)
    student.open_notebook()
    student.run_all()
    student.cell('liar = sample("vmware-dressed")')
    explorer = student.page.locator(".hv-explorer").first
    expect(explorer).to_be_visible()
    explorer.get_by_label("Probe").select_option("lspci_nnk.txt")
    expect(explorer.locator("pre")).to_have_attribute("aria-label", "lspci_nnk.txt")
    explorer.scroll_into_view_if_needed()
    student.shot(f"2-widget-{name}")
    cell = student.cell('answer("empty-grep", conclusion)')
    student.write(cell, f'answer("empty-grep", "{SAYS[name]}")')
    expect(cell.locator(".jp-OutputArea")).to_contain_text(f"answered: '{SAYS[name]}'")
    reflection = student.cell("Write your answer here.")
    student.write(reflection, REFLECTIONS[name])
    expect(reflection.locator("p", has_text=REFLECTIONS[name])).to_be_visible()
    student.save()
    student.shot(f"2-answered-{name}")


@pytest.mark.parametrize("name", [ADA, BEN])
def test_3_a_student_validates_and_submits(people, hub, name):
    student = people(name)
    # Validate saves first; with the dialog of a changed file it would wait for an answer.
    student.page.get_by_role("button", name="Validate").click()
    dialog = student.page.get_by_role("dialog")
    expect(dialog).to_contain_text(re.compile("audit"), timeout=300_000)
    expect(dialog).not_to_contain_text("'empty-grep' is not")
    student.shot(f"3-validated-{name}")
    dialog.get_by_role("button").last.click()
    listed = student.open_list()
    student.press(listed, "Submit")
    expect(listed.get_by_text(re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")).first).to_be_visible()
    student.shot(f"3-submitted-{name}")
    (folder,) = (hub.exchange / "inbound").glob(f"{name}+{ASSIGNMENT}+*")
    assert folder.owner() == name


def test_4_the_instructor_collects(people, hub):
    teacher = people(INES)
    teacher.open_formgrader("manage_assignments")
    row = teacher.page.locator("tr", has=teacher.page.get_by_text(ASSIGNMENT, exact=True))
    row.locator(".collect a").click()
    expect(teacher.page.get_by_text("Successfully collected")).to_be_visible(timeout=300_000)
    teacher.shot("4-collected")
    assert {path.name for path in (hub.course / "submitted").iterdir()} >= {ADA, BEN}


def test_5_the_instructor_grades_with_the_button_and_with_hv_grade(people, hub):
    teacher = people(INES)
    teacher.open_formgrader(f"manage_submissions/{ASSIGNMENT}")
    row = teacher.page.locator("tr", has_text=ADA)
    row.locator(".autograde a").click()
    expect(teacher.page.get_by_text("Successfully autograded")).to_be_visible(timeout=300_000)
    teacher.shot("5-autograded")
    # The other one in a terminal of the course's account, as JupyterLab beside the formgrader has.
    python = hub.top / "envs" / "whole" / "bin" / "python"
    command = f"cd {hub.course} && {python} -m hvutils grade {ASSIGNMENT}"
    done = hub.as_user(f"course-{COURSE}", command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "UNSAFE" not in (done.stdout + done.stderr).upper()


@pytest.mark.parametrize("name", [ADA, BEN])
def test_6_a_grader_marks_the_reflections_by_hand(people, hub, name):
    grader = people(GWEN)
    grader.open_formgrader(f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
    page = grader.page
    expect(page.locator("#main-table tr a").first).to_be_visible()
    for number in range(page.locator("#main-table tr").count()):
        grader.open_formgrader(f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
        links = page.locator("#main-table tr")
        expect(links.nth(number)).to_be_visible()
        links.nth(number).locator("a").first.click()
        page.wait_for_url("**/submissions/**")
        expect(page.locator("input.score").first).to_be_attached()
        if page.get_by_text(REFLECTIONS[name]).count():
            break
    expect(page.get_by_text(REFLECTIONS[name]).first).to_be_visible()
    score = page.locator("input.score#recon-reflection")
    score.scroll_into_view_if_needed()
    score.fill(POINTS[name])
    with page.expect_response(lambda answer: "/api/grade" in answer.url and answer.ok):
        score.press("Tab")
    comment = page.locator("textarea.comment").last
    comment.fill(COMMENTS[name])
    with page.expect_response(lambda answer: "/api/comment" in answer.url and answer.ok):
        comment.press("Tab")
        page.locator("input.score#recon-reflection").click()
    grader.shot(f"6-marked-{name}")


def test_7_the_instructor_releases_feedback(people, hub):
    teacher = people(INES)
    teacher.open_formgrader("manage_assignments")
    row = teacher.page.locator("tr", has=teacher.page.get_by_text(ASSIGNMENT, exact=True))
    row.locator(".generate-feedback a").click()
    expect(teacher.page.get_by_text("Successfully generated feedback")).to_be_visible(
        timeout=300_000
    )
    teacher.open_formgrader("manage_assignments")
    row.locator(".release-feedback a").click()
    expect(teacher.page.get_by_text("Successfully released feedback")).to_be_visible(
        timeout=300_000
    )
    teacher.shot("7-feedback-released")
    assert len(list((hub.exchange / "feedback").glob("*.html"))) >= 2


@pytest.mark.parametrize("name,other", [(ADA, BEN), (BEN, ADA)])
def test_8_each_student_reads_their_own(people, hub, name, other):
    student = people(name)
    student.refresh_list()
    listed = student.open_list()
    student.press(listed, "Fetch Feedback")
    expect(listed.get_by_text("(view feedback)").first).to_be_visible()
    student.shot(f"8-feedback-listed-{name}")
    home = hub.top / "homes" / name / COURSE / ASSIGNMENT / "feedback"
    (page,) = home.rglob("*.html")
    text = page.read_text()
    assert COMMENTS[name] in text and REFLECTIONS[name] in text
    assert COMMENTS[other] not in text and REFLECTIONS[other] not in text
    host = student.page.url.split("/user/")[0]
    student.page.goto(f"{host}/user/{name}/files/{page.relative_to(hub.top / 'homes' / name)}")
    expect(student.page.get_by_text(COMMENTS[name]).first).to_be_visible()
    # Columns of a table do not run into each other.
    gap = "cell => parseFloat(getComputedStyle(cell).paddingRight)"
    assert student.page.locator("table th").first.evaluate(gap) > 4
    student.shot(f"8-feedback-{name}")


def test_9_a_student_sees_nothing_of_the_instructors(people):
    student = people(ADA)
    student.open_notebook()
    student.page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    items = student.page.locator(".lm-Menu-item:visible").all_inner_texts()
    assert [item.strip() for item in items if item.strip()] == ["Assignment List"]
    student.page.keyboard.press("Escape")
    student.page.goto(f"{student.hub.url}/hub/home")
    expect(student.page.locator("nav")).not_to_contain_text("Services")
    student.open_formgrader()
    expect(student.page.locator("body")).to_contain_text("403")
    student.shot("9-formgrader-refused")
