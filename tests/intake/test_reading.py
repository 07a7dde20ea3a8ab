"""A submission's folder: what is read of it, what is left out, what is refused, and why."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hvutils.grading.intake import Intake, IntakeLimits, read_submission
from hvutils.grading.intake.folder import RefusedError
from hvutils.grading.intake.notebooks import parse_notebook

LIMITS = IntakeLimits()


@pytest.fixture
def folder(tmp_path: Path, released) -> Path:
    """A submission with its notebook."""
    folder = tmp_path / "submitted" / "ada" / "recon"
    folder.mkdir(parents=True)
    nbformat.write(released, folder / "recon.ipynb")
    return folder


def read(folder: Path, **limits: int) -> Intake:
    return read_submission(folder, ["recon"], IntakeLimits(**limits))


def test_an_honest_submission_is_read_whole(folder, released):
    (folder / "timestamp.txt").write_text("2026-11-24 12:00:00.0 UTC")
    (folder / "data").mkdir()
    (folder / "data" / "lscpu.txt").write_text("Vendor")
    (folder / ".ipynb_checkpoints").mkdir()
    found = read(folder)
    assert (found.refused, found.incidents) == ({}, ())
    assert [(file.name, file.content) for file in found.files] == [
        ("timestamp.txt", b"2026-11-24 12:00:00.0 UTC"),
        ("data/lscpu.txt", b"Vendor"),
    ]
    cells = found.notebooks["recon"].cells
    assert [cell.source for cell in cells] == [cell.source for cell in released.cells]
    assert [cell.id for cell in cells] == [cell.id for cell in released.cells]


def test_the_solution_behind_a_link_is_not_read(folder, tmp_path):
    secret = tmp_path / "secret.ipynb"
    (folder / "recon.ipynb").rename(secret)
    (folder / "recon.ipynb").symlink_to(secret)
    found = read(folder)
    assert found.notebooks == {}
    assert "'recon.ipynb' is a link" in found.refused["recon"]


def test_a_second_name_of_a_file_is_not_read(folder, tmp_path):
    (tmp_path / "gradebook.db").write_text("secret")
    os.link(tmp_path / "gradebook.db", folder / "data.db")
    found = read(folder)
    assert found.files == ()
    assert "'data.db' has a second name elsewhere" in found.incidents[0]


@pytest.mark.parametrize("level", ["assignment", "student"])
def test_a_linked_folder_is_refused(folder, tmp_path, level):
    real = folder if level == "assignment" else folder.parent
    moved = real.rename(tmp_path / "elsewhere")
    real.symlink_to(moved)
    assert "(is a link)" in read(folder).refused["recon"]


def test_a_linked_folder_inside_is_left_out(folder, tmp_path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.txt").write_text("secret")
    (folder / "data").symlink_to(tmp_path / "private")
    found = read(folder)
    assert found.files == ()
    assert "'data' is a link" in found.incidents[0]


def test_pipes_sockets_and_devices_are_left_out_and_nothing_waits(folder):
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        before = Path.cwd()
        os.chdir(folder)
        listener.bind("socket.txt")
        os.chdir(before)
        if os.getuid() == 0:
            os.mknod(folder / "zero.txt", 0o20666, os.makedev(1, 5))
        found = read(folder)
    assert found.files == ()
    assert any("is a pipe" in incident for incident in found.incidents)
    assert any("is a socket" in incident for incident in found.incidents)


def test_a_pipe_for_a_notebook_is_refused(folder):
    (folder / "recon.ipynb").unlink()
    os.mkfifo(folder / "recon.ipynb")
    assert "is a pipe" in read(folder).refused["recon"]


def test_a_missing_notebook_is_named_and_a_renamed_one_is_taken(folder):
    (folder / "recon.ipynb").rename(folder / "recon-Copy1.ipynb")
    found = read(folder)
    assert list(found.notebooks) == ["recon"]
    assert found.incidents == ("recon.ipynb is missing, and 'recon-Copy1.ipynb' was taken for it",)
    (folder / "recon-Copy1.ipynb").unlink()
    assert read(folder).refused["recon"] == (
        "the notebook is missing from the submission: ask for it"
    )


def test_further_notebooks_are_named_and_not_graded(folder):
    (folder / "scratch.ipynb").write_text("{}")
    found = read(folder)
    assert list(found.notebooks) == ["recon"]
    assert found.incidents == ("not asked for, and not graded: 'scratch.ipynb'",)


def test_a_thousand_files_and_large_ones_are_bounded(folder):
    for number in range(30):
        (folder / f"{number:02}.txt").write_text("x" * 10)
    (folder / "large.bin").write_bytes(bytes(2000))
    found = read(folder, files=10, file_bytes=1000)
    assert len(found.files) == 10
    assert "21 data files were left out" in found.incidents[0]
    assert len(read(folder, entries=5).files) < 5


def test_folders_in_folders_end(folder):
    deep = folder
    for _ in range(30):
        deep = deep / "d"
        deep.mkdir()
    (deep / "file.txt").write_text("x")
    found = read(folder)
    assert found.files == ()
    assert "lies too deep" in found.incidents[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"this is not JSON", "is not JSON"),
        (b"\x00\xff\xfe\x00", "is not JSON"),
        (b"[" * 100_000 + b"]" * 100_000, "is not JSON"),
        (b'{"cells": ' + b"[" * 500 + b"]" * 500 + b"}", "nested more than 64 deep"),
        (b'{"cells": [' + b"9" * 10_000 + b"]}", "is not JSON"),
        (b"[1, 2]", "its JSON is no object"),
        (b"{}", "it has no cells"),
        (b'{"worksheets": 5}', "it has no cells"),
        (json.dumps({"cells": [{}] * 2001}).encode(), "has 2,001 cells"),
    ],
    ids=lambda value: value[:12] if isinstance(value, bytes) else None,
)
def test_what_is_no_notebook_is_refused_in_a_sentence(folder, content, words):
    (folder / "recon.ipynb").write_bytes(content)
    found = read(folder)
    assert found.notebooks == {}
    assert words in found.refused["recon"]
    assert found.refused["recon"].startswith("recon.ipynb ")


def test_a_huge_notebook_is_refused(folder):
    assert "has more than 1 KiB" in read(folder, notebook_bytes=1024).refused["recon"]


def test_an_old_notebook_is_converted(folder):
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {
                "cells": [
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": ["print(1)"],
                        "language": "python",
                        "metadata": {"nbgrader": {"grade_id": "audit", "grade": True}},
                        "outputs": [],
                    },
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Title"]},
                ],
                "metadata": {},
            }
        ],
    }
    (folder / "recon.ipynb").write_text(json.dumps(old))
    found = read(folder)
    cells = found.notebooks["recon"].cells
    assert [cell.source for cell in cells] == ["print(1)", "## Title"]
    assert cells[0].metadata.nbgrader.grade_id == "audit"
    assert "nbformat 3" in found.incidents[0]


def cell(**fields: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": "", **fields}


@pytest.mark.parametrize(
    "odd",
    [
        cell(metadata={"nbgrader": {"grade_id": ["x"], "points": float("nan")}}),
        cell(metadata={"nbgrader": {"grade_id": "a", "points": 10**400}}),
        cell(metadata={"nbgrader": "x", "tags": {"skip-execution": 1}}),
        cell(metadata=None, id=7, execution_count=1e999, outputs="x"),
        cell(source=["a", 5, None, "\ud800b\x00"], id="../../x"),
        cell(source={"x": 1}, attachments={"a": 1}),
        {"cell_type": "markdown", "source": "x", "attachments": {"a.png": {"image/png": 7}}},
        {"cell_type": ["code"]},
        {"cell_type": "script", "source": "x"},
        5,
        None,
    ],
)
def test_odd_cells_become_cells_that_can_be_written(odd):
    content = json.dumps({"cells": [odd, cell(source="1")], "metadata": 5}).encode()
    notebook, _ = parse_notebook(content, LIMITS)
    nbformat.validate(notebook)
    assert notebook.cells[-1].source == "1"
    json.dumps(notebook, allow_nan=False).encode()


def test_a_tag_that_steers_execution_is_taken_away_and_named():
    content = json.dumps({"cells": [cell(metadata={"tags": ["skip-execution", "x"]})]}).encode()
    notebook, notes = parse_notebook(content, LIMITS)
    assert notebook.cells[0].metadata == {}
    assert notes == ["cell 1 had the tag 'skip-execution', which was taken away"]


def test_huge_cells_are_cut_and_named():
    content = json.dumps(
        {
            "cells": [
                cell(source="1" * 2_000_000),
                {"cell_type": "markdown", "source": "x" * 60_000, "metadata": {}},
            ]
        }
    ).encode()
    notebook, notes = parse_notebook(content, LIMITS)
    assert "was not run" in notebook.cells[0].source
    assert len(notebook.cells[1].source) < LIMITS.text_chars + 100
    assert len(notes) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
FIELDS = st.sampled_from(["cell_type", "source", "metadata", "id", "attachments", "outputs"])
CELLS = st.lists(
    JSON | st.dictionaries(FIELDS, JSON | st.sampled_from(["code", "markdown", "raw"])), max_size=5
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["nbformat", "worksheets", "metadata"]), JSON), CELLS)
def test_any_json_gives_a_valid_notebook_or_a_reason(rest, cells):
    for data in (rest, {**rest, "cells": cells}):
        try:
            notebook, _ = parse_notebook(json.dumps(data).encode(), LIMITS)
        except RefusedError as reason:
            assert str(reason)
        else:
            nbformat.validate(notebook)
            nbformat.writes(notebook).encode()


@given(st.binary(max_size=200))
def test_any_bytes_give_a_notebook_or_a_reason(content):
    try:
        parse_notebook(content, LIMITS)
    except RefusedError as reason:
        assert str(reason)


def test_limits_are_settings_with_their_help():
    from hvutils.grading.plugins import SubmissionExporter

    exporter = SubmissionExporter(code_chars=7, source_chars=8)
    assert exporter.limits() == replace(IntakeLimits(), code_chars=7, source_chars=8)
    for name in IntakeLimits.__dataclass_fields__:
        assert f"SubmissionExporter.{name}=" in SubmissionExporter.class_get_help()


def test_too_much_text_in_all_is_refused(tmp_path):
    cells = [{"cell_type": "code", "source": "x" * 60} for _ in range(3)]
    folder = tmp_path / "ada" / "recon"
    folder.mkdir(parents=True)
    (folder / "recon.ipynb").write_text(json.dumps({"cells": cells}))
    found = read_submission(folder, ["recon"], IntakeLimits(source_chars=100))
    assert "has more than 100 characters in its cells" in found.refused["recon"]


def test_what_is_odd_by_the_thousand_is_told_in_few_sentences(folder, released):
    released.cells += [{"cell_type": "odd"}] * 1_500
    (folder / "recon.ipynb").write_text(json.dumps(released))
    for number in range(1_500):
        (folder / f"link-{number}").symlink_to("/etc/passwd")
    incidents = read(folder).incidents
    assert len(incidents) < 100
    assert sum("more like these" in incident for incident in incidents) == 2
