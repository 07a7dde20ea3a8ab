"""An instructor in the formgrader: sees the demo class, its scores, and the feedback."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hvutils.grading.keys.key import load_key
from hvutils.grading.keys.kinds import TableKey

pytestmark = pytest.mark.browser


def test_the_formgrader_shows_the_demo_class_and_its_scores(page, servers):
    server = servers["instructor"]
    page.goto(server.link)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/manage_submissions/recon")
    table = page.locator("table")
    for student in ("ada", "ben", "chloe", "dev", "eva", "finn", "gita"):
        expect(table).to_contain_text(student)
    expect(page.locator("tr", has_text="ada")).to_contain_text("26 / 30")
    expect(page.locator("tr", has_text="eva")).to_contain_text("0 / 30")


def test_a_graded_submission_shows_why_item_by_item(page, servers):
    server = servers["instructor"]
    page.goto(server.link)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/gradebook/recon/recon")
    page.locator("table a", has_text="Submission #").first.click()
    expect(page.get_by_text("audit: ").first).to_be_visible()
    table = page.locator("table", has_text="· platform").first
    expect(table).to_be_visible()
    expect(table.locator("tr")).to_have_count(13)
    table.scroll_into_view_if_needed()


def test_a_student_reads_why_in_the_feedback(page, servers, repo_root):
    """The page that nbgrader hands back, opened as a file."""
    feedback = servers["instructor"].folder / "feedback" / "ben" / "recon" / "recon.html"
    page.goto(feedback.as_uri(), wait_until="domcontentloaded")
    table = page.locator("table", has_text="· platform").first
    key = load_key(repo_root / "source" / "recon" / "recon.key.toml").for_student("ben", "recon")
    audit = key.questions["audit"]
    assert isinstance(audit, TableKey)
    for truth in audit.truths:
        # Of a line of a hundred flags the page shows the beginning, and what matters.
        place, text = truth.line(truth.best).split("  ", 1)
        expect(table).to_contain_text(f"{place}  {text.split(' ')[0]}")
    table.scroll_into_view_if_needed()


def test_marking_by_hand_is_kept(page, servers):
    server = servers["instructor"]
    page.goto(server.link)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/gradebook/recon/recon")
    page.locator("table a", has_text="Submission #").first.click()
    score = page.locator("input.score").last
    score.scroll_into_view_if_needed()
    score.fill("4")
    with page.expect_response(lambda answer: "/api/grade" in answer.url and answer.ok):
        score.press("Tab")
    page.reload()
    expect(page.locator("input.score").last).to_have_value("4")


def test_a_student_is_not_offered_the_formgrader(page, servers):
    server = servers["student"]
    page.goto(server.link)
    answer = page.goto(f"http://127.0.0.1:{server.port}/formgrader")
    assert answer is not None
    assert answer.status == 404
