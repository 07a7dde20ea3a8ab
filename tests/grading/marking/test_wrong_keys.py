"""A key that cannot be meant is refused in one sentence."""

from __future__ import annotations

import re

import pytest

from hvutils.errors import KeyFileError
from tests.grading.marking.examples import read

ONE = "[questions.a]\npoints = 1\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{ONE}kind = 'choice'\naccept = {{}}", "accept is empty"),
        (f"{ONE}kind = 'choice'", "'accept' is missing"),
        (f"{ONE}kind = 'choice'\naccept = {{a = 'x'}}\nwrong = {{A = 'y'}}", "the same answer"),
        (
            f"{ONE}kind = 'choice'\naccept = {{a = 'x'}}\nwrogn = {{b = 'y'}}",
            "'wrogn' is no setting",
        ),
        (f"{ONE}kind = 'choice'\naccept = ['a']", "is a table of words"),
        ("[questions.a]\nkind = 'choice'\npoints = -1\naccept = {a = 'x'}", "no number from 0"),
        (f"{ONE}kind = 'mapping'\nitems = {{}}", "items is empty"),
        (f"{ONE}kind = 'number'\naccept = [{{value = 'x'}}]", "'x' is no number"),
        (f"{ONE}kind = 'number'\naccept = [{{value = 1, share = 0.5}}]", "earns all the points"),
        (
            f"{ONE}kind = 'number'\naccept = [{{value = 1}}]\nwrong = [{{value = 1}}]",
            "both accepted",
        ),
        (f"{ONE}kind = 'function'\ncalls = []", "calls is empty"),
        (f"{ONE}kind = 'evidence'\nsample = 'oak'", "no practice machine 'oak'; there are: "),
        (
            f"{ONE}kind = 'evidence'\nsample = 'qemu-plain'\naccept = {{'a.txt:1' = 'x'}}",
            "has no probe",
        ),
        (
            f"{ONE}kind = 'evidence'\nsample = 'qemu-plain'\naccept = {{'uname.txt:9' = 'x'}}",
            "is no line of",
        ),
        (
            f"{ONE}kind = 'evidence'\nsample = 'qemu-plain'\naccept = {{'uname.txt' = 'x'}}",
            "is no line: ",
        ),
        ("[set]\nterm = 't'\ngroups = {a = []}", "names at least one server"),
        ("[set]\nterm = 't'\ngroups = {a = ['amber'], b = ['amber']}", "amber is in two groups"),
        ("[set]\ngroups = {a = ['amber']}", "'term' is missing"),
        ("[sets]\nterm = 't'", "'sets' is no setting"),
        ("[questions]\na = 1", "is no table of settings"),
    ],
)
def test_a_wrong_key_is_refused_in_one_sentence(tmp_path, text, words) -> None:
    with pytest.raises(KeyFileError, match=re.escape(words)) as refused:
        read(text, tmp_path)
    assert "example.key.toml" in str(refused.value)
    assert "\n" not in str(refused.value)
