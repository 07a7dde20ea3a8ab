"""CSV, Markdown, JSON and HTML of a fleet, as the programs read them that they are for."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

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


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "＝1+1", "-1", "@x", "+1"])
def test_no_name_is_a_formula(tmp_path: Path, hv, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "lscpu.txt").write_text("Architecture: x86_64\nHypervisor vendor: KVM\n")
    rows = csv.reader(io.StringIO(hv("classify", "--format", "csv", tmp_path / name).stdout))
    assert list(rows)[1][0].startswith("'")


@pytest.mark.parametrize(
    "name", ["www.evil.example", "[a](javascript:x)", "![x](http:h)", "&lt;b&gt;", "a~~b~~ **c**"]
)
def test_no_name_is_markdown(tmp_path: Path, hv, name: str) -> None:
    (tmp_path / name).mkdir()
    text = "Hypervisor vendor: KVM\nModel name: http://evil.example/x\n"
    (tmp_path / name / "lscpu.txt").write_text("Architecture: x86_64\n" + text)
    shown = hv("classify", "--format", "markdown", tmp_path / name).stdout
    inlines = [
        token.children or []
        for token in MarkdownIt("commonmark").enable("table").parse(shown)
        if token.type == "inline"
    ]
    assert name in ["".join(part.content for part in cell) for cell in inlines]
    assert {part.type for cell in inlines for part in cell} <= {"text", "text_special"}
    assert "www." not in shown
    assert "://" not in shown


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


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [("classify",), ("classify", "--json"), ("record", "--script")])
def test_standard_output_that_is_full(
    golden, hv, monkeypatch, command: tuple[str, ...], unbuffered: str
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    machine = [golden / "xen-dom0"] if command[0] == "classify" else []
    with Path("/dev/full").open("w") as full:
        options = {"capture_output": False, "stdout": full, "stderr": subprocess.PIPE}
        done = hv(*command, *machine, **options)
    assert done.returncode == 2
    assert done.stderr == "hv: standard output cannot be written: No space left on device\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_stream_that_is_closed(golden, closed: str) -> None:
    command = f'"{sys.executable}" -m hvutils classify "$1" /no/such {closed}'
    done = subprocess.run(
        ["sh", "-c", command, "sh", str(golden / "xen-dom0")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "no capture" not in done.stdout


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
        (["--explain", "--format", "csv"], "--explain does not fit into the rows of 'csv'"),
        (["--explain", "--format", "table"], "take --format json, html or markdown"),
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


# --- Explained, for programs and pages. -----------------------------------------------------------


def test_an_explanation_as_json_fits_the_schema(golden, hv, repo_root: Path) -> None:
    schema = json.loads((repo_root / "docs" / "verdict.schema.json").read_text(encoding="utf-8"))
    machines = (golden / "kvm-in-vmware-strings-log", golden / "xen-dom0", golden / "dmi-refused")
    done = hv("classify", "--explain", "--json", *machines)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    for row, machine in zip(rows, machines, strict=True):
        Draft202012Validator(schema).validate(row)
        told = row.pop("explanation")
        assert row == json.loads(hv("classify", "--json", machine).stdout)
        assert [(at["file"], at["line"], at["says"]) for at in told["lines"]] == [
            (at["file"], at["line"], at["says"]) for at in row["findings"]
        ]
        assert [step["decides"] for step in told["rules"]].count(True) == 1
    told = json.loads(done.stdout.splitlines()[0])["explanation"]
    assert {"file": "dmesg.txt", "read_as": ["kernel log"]} in told["read"]
    assert told["rules"][-1]["rule"] == "guest"
    assert told["name"]["hypervisor"] == "kvm"
    assert {at["stance"] for at in told["lines"]} == {"for", "against"}
    weighs = told["weighing"][0]
    assert weighs["for"] == "a hypervisor beneath"
    assert weighs["together"] > max(weighs["witnesses"].values())


def test_an_explanation_as_a_page_has_the_rules(golden, hv) -> None:
    shown = hv("classify", "--explain", "--format", "html", golden / "xen-dom0").stdout
    for wanted in ("Which rule decided", "decides: dom0", "How it weighs", "lscpu.txt: lscpu"):
        assert wanted in shown
    assert "Which rule" not in hv("classify", "--format", "html", golden / "xen-dom0").stdout


def test_an_explanation_as_markdown_is_a_section_a_machine(golden, hv, tmp_path: Path) -> None:
    folder = tmp_path / "# <b>`web`"
    folder.mkdir()
    fence = "Hypervisor vendor: KVM\nVirtualization type: full\nModel name: ```` x\n"
    (folder / "lscpu.txt").write_text("Architecture: x86_64\n" + fence)
    machines = (golden / "xen-dom0", folder, "/no/such/machine")
    done = hv("classify", "--explain", "--format", "markdown", *machines)
    assert done.returncode == 2
    shown = MarkdownIt().parse(done.stdout)
    blocks = [token.content for token in shown if token.type == "fence"]
    assert len(blocks) == 2
    assert "decides: dom0" in blocks[0]
    titles = [
        shown[at + 1].children for at, token in enumerate(shown) if token.type == "heading_open"
    ]
    told = ["".join(part.content for part in title or ()) for title in titles]
    assert told == ["xen-dom0: host of xen", "# <b>`web`: guest of kvm", "machine: no verdict"]
    assert not [part for title in titles for part in title or () if part.type == "html_inline"]
