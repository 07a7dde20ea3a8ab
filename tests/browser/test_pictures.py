"""Pictures in a real browser: no word leaves its box, and all stand out in either theme."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from hvutils.lab.pictures import PICTURES

pytestmark = pytest.mark.browser

_MISFITS = """() => {
  const found = [];
  const middle = (b) => [b.x + b.width / 2, b.y + b.height / 2];
  const svg = document.querySelector('svg');
  const texts = [...svg.querySelectorAll('text')];
  const boxes = [...svg.querySelectorAll('rect:not(.hv-paper)')].map((r) => r.getBBox());
  for (const text of texts) {
    const b = text.getBBox(), [x, y] = middle(b);
    const box = boxes.find((q) => x > q.x && x < q.x + q.width && y > q.y && y < q.y + q.height);
    if (box && (b.x < box.x + 2 || b.x + b.width > box.x + box.width - 2))
      found.push(`${text.textContent}: wider than its box`);
    const paper = svg.viewBox.baseVal;
    if (b.x < 0 || b.x + b.width > paper.width || b.y + b.height > paper.height)
      found.push(`${text.textContent}: beyond the paper`);
    for (const other of box ? [] : texts) {
      const o = other.getBBox();
      if (other !== text && b.x < o.x + o.width && o.x < b.x + b.width &&
          b.y + 3 < o.y + o.height && o.y + 3 < b.y + b.height)
        found.push(`${text.textContent}: over ${other.textContent}`);
    }
  }
  return found;
}"""

_CONTRASTS = """() => {
  const light = (css) => {
    const parts = css.match(/[\\d.]+/g).slice(0, 3).map((p) => p / 255)
      .map((p) => (p <= 0.03928 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const ink = light(getComputedStyle(document.querySelector('svg text')).fill);
  return [...document.querySelectorAll('svg rect')].map((r) => {
    const paper = light(getComputedStyle(r).fill);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  });
}"""


@pytest.mark.parametrize("name", PICTURES)
def test_no_word_leaves_its_box(page: Page, name: str):
    page.set_content(PICTURES[name].html())
    assert page.evaluate(_MISFITS) == []


@pytest.mark.parametrize("theme", ["light", "dark", "of the system, dark"])
@pytest.mark.parametrize("name", PICTURES)
def test_words_stand_out_in_each_theme(page: Page, name: str, theme: str):
    says = (
        "" if theme.startswith("of") else f'data-jp-theme-light="{str(theme == "light").lower()}"'
    )
    page.emulate_media(color_scheme="dark" if theme != "dark" else "light")
    page.set_content(f"<body {says}>{PICTURES[name].html()}</body>")
    # WCAG 2.2, 1.4.3: 4.5 to 1 for text of this size.
    assert min(page.evaluate(_CONTRASTS)) >= 4.5
    dark = page.evaluate("getComputedStyle(document.querySelector('.hv-paper')).fill")
    assert (dark == "rgb(255, 255, 255)") == (theme == "light")
