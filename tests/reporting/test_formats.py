"""CSV, Markdown, JSON and HTML of a fleet, as the programs read them that they are for."""

from __future__ import annotations

import csv
import io
import json
import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hvutils.reporting.as_csv import COLUMNS


def test_csv_is_read_back(golden, hv, tmp_path: Path) -> None:
    done = hv("classify", "--format", "csv", golden / "xen-dom0", tmp_path / "nothing")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.returncode == 2
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["role"], rows[0]["hypervisor"], rows[0]["nested"]) == ("host", "xen", "")
    assert rows[0]["place"] == "lscpu.txt:6"
    assert rows[1]["machine"] == "nothing"
    assert "there is no capture at" in rows[1]["error"]


def test_no_cell_is_a_formula(hostile: Path, hv) -> None:
    rows = list(csv.reader(io.StringIO(hv("classify", "--format", "csv", hostile).stdout)))
    assert rows[1][0] == "'=cmd()<b>"
    for cell in rows[1]:
        assert not cell.startswith(("=", "+", "-", "@"))
        assert "\x1b" not in cell


def test_markdown_rows_have_the_columns_of_the_head(golden, hv, hostile: Path) -> None:
    done = hv("classify", "--format", "markdown", golden / "xen-dom0", hostile, "/no/such/machine")
    head, rule, *rows = done.stdout.split("\n\n")[0].splitlines()
    columns = head.count("|")
    assert rule.count("|") == columns
    for row in rows:
        assert row.replace("\\|", "").count("|") == columns
    assert "<b>" not in done.stdout.replace("\\<b\\>", "")
    assert "no verdict" in rows[2]
    assert "2 machines" in done.stdout


def test_json_is_json_whatever_the_format_is_called(golden, hv) -> None:
    short, long = (
        hv("classify", *option, golden / "azure").stdout
        for option in (["--json"], ["--format", "json"])
    )
    assert short == long
    assert json.loads(short)["cloud"] == "azure"


def test_a_second_run_writes_the_same(golden, hv) -> None:
    runs = {
        hv(
            "classify", "--json", golden / "azure", env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


def test_formats_for_programs_are_utf8_in_any_locale(golden, hv) -> None:
    environ = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = hv("classify", "--json", golden / "kvm-enlightened-dmi", env=environ)
    assert done.returncode == 0
    assert "“" in json.loads(done.stdout)["conflicts"][0]
    assert hv("classify", golden / "kvm-enlightened-dmi", env=environ).returncode == 0


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_loads_and_runs_nothing(golden, hv, hostile: Path) -> None:
    done = hv("classify", "--format", "html", golden / "xen-dom0", hostile, "/no/such/machine")
    page = _Page()
    page.feed(done.stdout)
    assert not {"script", "link", "img", "iframe", "b", "i"} & set(page.tags)
    names = {name for name, _ in page.attributes}
    assert not {"src", "href", "style"} & names
    assert not any(name.startswith("on") for name in names)
    assert '<script>alert("x")</script>' in page.text
    assert page.tags.count("caption") >= 3
    assert "there is no capture at" in page.text
    assert "1 without a verdict" in page.text


def test_a_file_is_written_and_nothing_printed(golden, hv, tmp_path: Path) -> None:
    target = tmp_path / "fleet.html"
    target.write_text("before")
    done = hv("classify", "--format", "html", "-o", target, golden / "xen-dom0")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert target.read_text().endswith("</html>\n")
    assert [item.name for item in tmp_path.iterdir()] == ["fleet.html"]


@pytest.mark.parametrize("target", ["missing/fleet.csv", "."])
def test_a_file_that_cannot_be_written(golden, hv, tmp_path: Path, target: str) -> None:
    done = hv("classify", "-o", tmp_path / target, golden / "xen-dom0")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--json", "--format", "csv"], "contradict each other"),
        (["--explain", "--json"], "--explain is text"),
        (["--exit-role", "other"], "the role of one machine, not of 2"),
    ],
)
def test_options_that_contradict_each_other(golden, hv, options: list[str], sentence: str) -> None:
    done = hv("classify", *options, golden / "xen-dom0")
    assert done.returncode == 2
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("machine", "code"),
    [("bare-metal-flags", 0), ("azure", 10), ("xen-dom0", 11), ("arm-silent", 12), ("nowhere", 2)],
)
def test_the_exit_code_tells_the_role(golden, hv, machine: str, code: int) -> None:
    assert hv("classify", "--exit-role", golden / machine).returncode == code


def test_the_documented_options_and_codes_are_those_of_the_command(repo_root: Path, hv) -> None:
    told = (repo_root / "docs" / "auditors.md").read_text(encoding="utf-8")
    shown = hv("classify", "--help").stdout
    for word in shown.split():
        option = word.strip("[],")
        if option.startswith("--"):
            assert f"`{option}" in told, option
    for code in ("0", "2", "10", "11", "12", "130"):
        assert f"| {code} |" in told
