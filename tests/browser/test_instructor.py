"""An instructor in the formgrader: sees the demo class, its scores, and the feedback."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_formgrader_shows_the_demo_class_and_its_scores(page, servers):
    server = servers["instructor"]
    page.goto(server.link)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/manage_submissions/recon")
    table = page.locator("table")
    for student in ("ada", "ben", "chloe", "dev", "eva", "finn", "gita"):
        expect(table).to_contain_text(student)
    expect(page.locator("tr", has_text="ada")).to_contain_text("16 / 20")
    expect(page.locator("tr", has_text="eva")).to_contain_text("0 / 20")


def test_a_graded_submission_shows_why_item_by_item(page, servers):
    server = servers["instructor"]
    page.goto(server.link)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/gradebook/recon/recon")
    page.locator("table a", has_text="Submission #").first.click()
    expect(page.get_by_text("audit: ").first).to_be_visible()
    expect(page.locator("table", has_text="you said").first).to_be_visible()


def test_a_student_is_not_offered_the_formgrader(page, servers):
    server = servers["student"]
    page.goto(server.link)
    answer = page.goto(f"http://127.0.0.1:{server.port}/formgrader")
    assert answer is not None
    assert answer.status == 404
