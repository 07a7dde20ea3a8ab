"""Accepted answers stand where the instructor is, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hvutils.grading.keys.key import ChoiceKey, FunctionKey, TableKey, load_key

ASSIGNMENT = "recon"
ROOT = Path(__file__).resolve().parents[2]
KEYS = sorted((ROOT / "source").glob("*/*.key.toml"))


def sentences(value: object) -> Iterator[str]:
    """Yield all that a key says in a sentence, whatever the kind of question."""
    if isinstance(value, str):
        if len(value.split()) > 3 and not value.endswith("?"):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)


def secrets() -> Iterator[tuple[str, str]]:
    """Yield what must not be found, with what it is: each accepted answer, as it may be written.

    A platform's name alone is a word of the course; what would give it away is that name in one
    line with the server's.
    """
    for file in KEYS:
        key = load_key(file)
        for text in sentences(tomllib.loads(file.read_text(encoding="utf-8"))):
            yield f"{file.name}: sentence", text
        for name, question in key.questions.items():
            match question:
                case ChoiceKey():
                    for word, why in question.words.accepted.items():
                        yield f"{name}: reason", why
                        yield f"{name}: answer", f'= "{word}"'
                case FunctionKey():
                    # An empty list, or two small numbers, stand everywhere by themselves.
                    for call in question.calls:
                        if sum(map(str.isalnum, str(call.input))) > 5:
                            yield f"{name}: input", str(call.input)
                case TableKey():
                    for truth in question.truths:
                        for citation in truth.weights:
                            yield f"{truth.name}: citation", citation
                        for says in (*truth.says.values(), *truth.misread.values()):
                            yield f"{truth.name}: what a line says", says


def pairs() -> Iterator[tuple[str, str]]:
    """Yield a server and an accepted value that must not stand in one line."""
    for file in KEYS:
        for question in load_key(file).questions.values():
            if isinstance(question, TableKey):
                for truth in question.truths:
                    for _, value in truth.accepted:
                        yield truth.name, value


# The practice machines show citations of their own, by design; these are two-digit places in
# probes that every machine has. Only the pool's folders are the exam.
def lines_of(files: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in files.items():
        if name.endswith(".ipynb"):
            for cell in json.loads(text)["cells"]:
                yield from ((name, line) for line in "".join(cell["source"]).splitlines())
                yield from ((name, line) for line in json.dumps(cell.get("outputs")).splitlines())
        else:
            yield from ((name, line) for line in text.splitlines())


def refuse_answers(files: dict[str, str]) -> None:
    assert files, "there is something to search"
    assert not [name for name in files if name.endswith(".key.toml")]
    assert not [name for name in files if "grading" in Path(name).parts]
    lines = list(lines_of(files))
    rooms = ("/samples/", "/lab/practice/")
    practice = {name for name in files if any(room in f"/{name}" for room in rooms)}
    # Nearly no secret stands anywhere: one look at the whole text tells, before each line.
    whole = "\n".join(line for _, line in lines)
    for what, secret in sorted(set(secrets())):
        if secret not in whole:
            continue
        found = [
            (name, line)
            for name, line in lines
            if secret in line and not (what.endswith(("citation", "says")) and name in practice)
        ]
        assert not found, f"{what} {secret!r} is in {found[0]}"
    # A wheel lists its files; a probe's path may hold a platform's name, and is there to be read.
    lines = [(name, line) for name, line in lines if not name.endswith(".dist-info/RECORD")]
    named: dict[str, list[tuple[str, str]]] = {}
    for server, value in sorted(set(pairs())):
        if server not in named:
            named[server] = [row for row in lines if server in row[1]] if server in whole else []
        found = [(name, line) for name, line in named[server] if value in line]
        assert not found, f"{server} and {value} stand in one line: {found[0]}"
    assert not [line for line in lines if "BEGIN SOLUTION" in line[1]]


def tree(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8", errors="replace")
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_there_are_keys_and_they_hold_secrets():
    assert KEYS
    assert len(list(secrets())) > 20
    assert len(list(pairs())) > 8


def test_release_holds_no_accepted_answer(repo_root):
    refuse_answers(tree(repo_root / "release"))


def test_the_students_wheel_holds_no_accepted_answer(repo_root, tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, "student"],
        cwd=repo_root,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    refuse_answers(files)


def test_a_students_folder_holds_no_accepted_answer(repo_root, tmp_path):
    sys.path.insert(0, str(repo_root / "tools"))
    try:
        import demo
    finally:
        sys.path.remove(str(repo_root / "tools"))
    layout = demo.Demo(tmp_path)
    layout._lay_out_course()
    layout._settle()
    assert layout._run("build")
    layout._hand_out()
    refuse_answers(tree(layout.student))
    refuse_answers(tree(layout.settings("student")))


@pytest.mark.parametrize("what", ["key", "solution", "pair", "citation"])
def test_the_search_finds_what_is_planted(repo_root, what):
    files = tree(repo_root / "release")
    planted = {
        "key": {"recon.key.toml": ""},
        "solution": {"notes.txt": "### BEGIN SOLUTION"},
        "pair": {"notes.txt": "amber is vmware"},
        "citation": {"notes.txt": "see lscpu.txt:20"},
    }[what]
    with pytest.raises(AssertionError):
        refuse_answers(files | planted)
