"""What a student sees of their own gain, also where a notebook is missing or damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hvutils.bundle import ANSWER_MIME
from hvutils.errors import AnswerError
from hvutils.lab import answer, ask, gain

OPTIONS = ["true", "false", "I do not know"]
CLAIMS = {"silence": "…", "native": "…"}


@pytest.fixture
def section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the section Reflection, with the one of Orientation beside it."""
    for name in ("orientation", "reflection"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "reflection")
    return tmp_path / "orientation" / "orientation.ipynb"


def saved(*values: object) -> str:
    """A notebook in which `before` was answered so, one after the other."""
    data = [{"question": "before", "value": value} for value in values]
    outputs = [{"output_type": "display_data", "data": {ANSWER_MIME: one}} for one in data]
    return json.dumps({"cells": [{"cell_type": "markdown"}, {"outputs": outputs}]})


def say(**now: str) -> None:
    ask("after", items=CLAIMS, options=OPTIONS)
    answer("after", now)


def test_both_answers_stand_side_by_side_and_what_is_wrong_is_explained(section, capsys) -> None:
    section.write_text(saved({"silence": "false"}, {"silence": "true", "native": "true"}))
    say(silence="false", native="false")
    capsys.readouterr()
    gain("orientation.before", "reflection.after")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["silence", "true", "false", "right"]
    assert lines[2].split() == ["native", "true", "false", "not", "so"]
    assert lines[3] == "then 1 of 2, now 1 of 2"
    assert lines[4].startswith("native: ")


def test_the_claims_come_first(section, capsys) -> None:
    ask("after", items=CLAIMS, options=OPTIONS)
    answer("after", {"silence": "true"})
    gain("orientation.before", "reflection.after")
    said = capsys.readouterr().out
    assert "'after' is not answered yet" in said
    assert "right" not in said


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "no notebook",
        "[1]",
        '{"cells": 3}',
        '{"cells": [{"outputs": [3]}]}',
        '{"cells": [{"outputs": [{"data": {"' + ANSWER_MIME + '": {"question": "before"}}}]}]}',
        "[" * 100_000,
        saved(7, None, []),
    ],
)
def test_without_the_other_notebook_only_today_is_shown(section, capsys, text) -> None:
    if text is not None:
        section.write_text(text)
    say(silence="false", native="true")
    gain("orientation.before", "reflection.after")
    said = capsys.readouterr().out
    assert "What you said before is not found" in said
    assert "now 2 of 2" in said


@pytest.mark.parametrize("name", ["before", "../x.before", "orientation.", "", 3])
def test_a_wrong_name_is_refused(section, name) -> None:
    say(silence="false", native="true")
    with pytest.raises(AnswerError, match="is no section and question"):
        gain(name, "reflection.after")
