"""The verdict in Python: a tuple that becomes a frame, a card in a notebook, light imports."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import hvutils
from hvutils.errors import HvError, MissingPackageError
from hvutils.reporting.stance import Stance, stance
from hvutils.verdict import Verdict


@pytest.fixture
def verdict(golden: Path) -> Verdict:
    return hvutils.classify(hvutils.Capture.load(golden / "kvm-in-vmware-strings-log"))


def test_findings_are_a_tuple_and_a_frame(verdict: Verdict) -> None:
    frame = verdict.findings.to_frame()
    assert isinstance(verdict.findings, tuple)
    assert len(frame) == len(verdict.findings)
    assert set(frame[frame.line == 2].says) == {"runs on vmware", "a hypervisor is present"}
    assert frame.strength.dtype == float
    assert frame.file[0] == "dmesg.txt"


def test_a_prompt_shows_text(verdict: Verdict) -> None:
    assert repr(verdict) == str(verdict)
    assert str(verdict.findings).startswith("  dmesg.txt:")
    assert "0.95 → runs on vmware (systemd virt.c)" in str(verdict.findings)


def test_a_path_is_loaded(verdict: Verdict, golden: Path) -> None:
    path = golden / "kvm-in-vmware-strings-log"
    assert hvutils.classify(path) == hvutils.classify(str(path)) == verdict


@pytest.mark.parametrize(
    ("given", "builtin", "sentence"),
    [
        ("no/such", FileNotFoundError, "there is no capture at 'no/such'"),
        ("", ValueError, "Capture.from_text"),
        ("Hypervisor vendor: KVM\n", ValueError, "Capture.from_text"),
        (None, TypeError, "NoneType None is neither a capture nor a path"),
        (["a", "b"], TypeError, "is neither a capture nor a path"),
    ],
)
def test_what_is_no_capture(given, builtin: type[Exception], sentence: str) -> None:
    with pytest.raises(HvError, match=sentence) as caught:
        hvutils.classify(given)
    assert isinstance(caught.value, builtin)


def test_a_frame_without_pandas_is_a_sentence(monkeypatch, verdict: Verdict) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackageError, match="pip install pandas") as caught:
        verdict.findings.to_frame()
    assert isinstance(caught.value, HvError)
    assert isinstance(caught.value, ImportError)


def test_a_notebook_shows_a_card_and_everything_else_text(verdict: Verdict) -> None:
    bundle = verdict._repr_mimebundle_()
    assert bundle["text/plain"] == str(verdict)
    for shown in bundle.values():
        for wanted in ("guest of kvm", "dmesg.txt:3", "Evidence against it", "Conflicts"):
            assert wanted in shown


def test_the_card_is_escaped(hostile: Path) -> None:
    verdict = hvutils.classify(hvutils.Capture.load(hostile))
    for shown in (verdict._repr_mimebundle_()["text/html"], verdict.findings._repr_html_()):
        assert "<script" not in shown
        assert "<i>" not in shown
        assert "\x1b" not in shown
    assert "&lt;script&gt;" in verdict._repr_mimebundle_()["text/html"]


def test_ipython_takes_the_card(verdict: Verdict) -> None:
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(verdict)
    assert data["text/html"].startswith("<style>")
    assert data["text/plain"].startswith("kvm-in-vmware-strings-log: guest of kvm")


@pytest.mark.parametrize(
    ("machine", "says", "expected"),
    [
        ("kvm-in-vmware-strings-log", "runs on vmware", Stance.AGAINST),
        ("kvm-in-vmware-strings-log", "runs on kvm", Stance.FOR),
        ("kvm-enlightened-cpuid", "runs on hyper-v", Stance.FOR),
        ("bare-metal-flags", "no hypervisor is visible", Stance.FOR),
        ("xen-dom0", "hosts guests of xen", Stance.FOR),
        ("xen-dom0", "virtualization is not offered to it", Stance.BESIDE),
        ("stray-vm-bit", "a hypervisor is present", Stance.AGAINST),
        ("gce-dmi-only", "stands in the cloud google", Stance.BESIDE),
    ],
)
def test_what_a_line_is_to_the_verdict(golden, machine: str, says: str, expected: Stance) -> None:
    verdict = hvutils.classify(hvutils.Capture.load(golden / machine))
    found = {stance(verdict, item) for item in verdict.findings if str(item.says) == says}
    assert found == {expected}


def test_each_finding_stands_on_one_side(golden) -> None:
    from hvutils.reporting.stance import sides

    for folder in sorted(path.parent for path in golden.glob("*/expected.json")):
        verdict = hvutils.classify(hvutils.Capture.load(folder))
        listed = [item for _, found in sides(verdict).named() for item in found]
        assert sorted(map(str, listed)) == sorted(map(str, verdict.findings))
        if verdict.confidence and verdict.hypervisor:
            assert sides(verdict).speaking_for, folder.name


_WATCHED = ("pandas", "numpy", "rich", "IPython", "concurrent.futures", "hvutils.captures")


def loaded(code: str) -> set[str]:
    """Return which of the slow modules a fresh interpreter has loaded after some code."""
    script = f"{code}\nimport sys\nprint(*(m for m in {_WATCHED!r} if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


def test_importing_hvutils_loads_nothing_else() -> None:
    assert loaded("import hvutils") == set()


def test_a_verdict_needs_neither_pandas_nor_rich() -> None:
    code = (
        "import hvutils\n"
        "verdict = hvutils.classify(hvutils.Capture.from_text('a', 'Hypervisor vendor: KVM\\n'))\n"
        "assert 'kvm' in str(verdict) and verdict._repr_mimebundle_() and verdict.to_json()"
    )
    assert loaded(code) == {"hvutils.captures"}


def test_a_frame_is_what_loads_pandas() -> None:
    code = (
        "import hvutils\n"
        "hvutils.classify(hvutils.Capture.from_text('a', 'Hypervisor vendor: KVM\\n'))"
        ".findings.to_frame()"
    )
    assert "pandas" in loaded(code)


OUTSIDE = """
import pathlib

import hvutils
from hvutils.captures.recording import record, redact, verify, write
from hvutils.errors import HvError


def lines(path: pathlib.Path) -> list[str]:
    try:
        verdict: hvutils.Verdict = hvutils.classify(path)
    except HvError as error:
        return [str(error)]
    name: str | None = verdict.hypervisor.value if verdict.hypervisor else None
    told = [f"{item.file}:{item.line} {item.says} {item.strength:.2f}" for item in verdict.findings]
    return [verdict.role.value, name or "-", *told, *verdict.next_probes]


done = redact(hvutils.Capture.load("web-01"))
kinds: list[str] = [row.kind.value for row in done.replaced]
same: bool = verify(write(record(made_by="me"), "web-01.tar.gz")).unaltered
"""


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("", ""),
        ("hvutils.classify(1)", 'has incompatible type "int"'),
        ('hvutils.classify("x").roll', '"Verdict" has no attribute "roll"'),
        ('sum(hvutils.classify("x").findings)', "Finding"),
    ],
    ids=["right", "argument", "attribute", "element"],
)
def test_types_help_a_program_outside(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, wrong: str, complaint: str
) -> None:
    cache = tmp_path_factory.getbasetemp() / "mypy"
    program = tmp_path / "program.py"
    program.write_text(f"{OUTSIDE}\n{wrong}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), program],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode == 0) == (wrong == ""), done.stdout
    assert complaint in done.stdout


def test_names_of_the_package() -> None:
    assert {"Capture", "Verdict", "classify"} <= set(dir(hvutils))
    with pytest.raises(AttributeError, match="has no attribute 'clasify'"):
        _ = hvutils.clasify


_MODULES = sorted(
    info.name
    for info in pkgutil.walk_packages(hvutils.__path__, "hvutils.")
    if not info.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["hvutils", *_MODULES])
def test_examples_in_the_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize(
    "name",
    [
        *("hvutils", "hvutils.verdict", "hvutils.reporting.findings", "hvutils.captures.capture"),
        "hvutils.captures.recording.redaction",
    ],
)
def test_the_public_names_have_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).attempted > 0
